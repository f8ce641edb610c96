import type { SeededRandom } from "../seeded-random.ts"
import { drawAdyenClassic, drawAdyenTransfer } from "./draw-adyen.ts"
import { drawForged, drawIgnored, drawMisread } from "./draw-noise.ts"
import { drawPayment } from "./draw-payment.ts"
import { drawPivotBulk, drawPivotSingle } from "./draw-pivot.ts"
import { drawXendit } from "./draw-xendit.ts"
import type { DrawnWebhook } from "./drawn-webhook.ts"
import { headersOf } from "./sign-webhook.ts"
import type { Webhook } from "./story.ts"

/** Of a hundred stories so many are of this kind. */
const SHARES: readonly (readonly [share: number, draw: (from: SeededRandom) => Drawn])[] = [
  [52, (from) => drawXendit(from, "xendit_main")],
  [12, (from) => drawXendit(from, "xendit_small")],
  [8, drawPivotSingle],
  [5, drawPivotBulk],
  [6, drawPayment],
  [5, (from) => drawAdyenClassic(from, "adyen_classic")],
  [3, (from) => drawAdyenClassic(from, "adyen_doubted")],
  [5, drawAdyenTransfer],
  [1.5, (from) => [drawMisread(from)]],
  [1, (from) => [drawIgnored(from)]],
  [1.5, (from) => [drawForged(from)]],
]
type Drawn = readonly DrawnWebhook[]

/** Webhooks without end, the next ones when they are asked for: a story at a time. */
export function* drawWebhooks(random: SeededRandom): Generator<Webhook, never> {
  const total = SHARES.reduce((sum, [share]) => sum + share, 0)
  for (;;) {
    let place = random.next() * total
    const chosen = SHARES.find(([share]) => (place -= share) < 0)
    for (const drawn of chosen?.[1](random) ?? []) yield readyWebhook(random, drawn)
  }
}

function readyWebhook(random: SeededRandom, drawn: DrawnWebhook): Webhook {
  const { kind, source, tellings, body } = drawn
  return {
    kind,
    source,
    tellings,
    body,
    headers: headersOf(drawn),
    times: random.chance(0.12) ? random.between(2, 4) : 1,
    isSentOnce: random.chance(0.03),
    sends: [],
  }
}
