import type { SeededRandom } from "../seeded-random.ts"
import type { DrawnWebhook } from "./drawn-webhook.ts"
import { newSubject, tell, type Counters, type Subject } from "./story.ts"
import {
  PIVOT_BULK_MEANINGS,
  PIVOT_FAILURES,
  PIVOT_MEANINGS,
  type Meaning,
} from "./wire-meanings.ts"

export const PIVOT_MERCHANT = "3f7d2b1e-94b6-4f0a-8a39-5b8f2c6d1e77"

type Word = keyof typeof PIVOT_MEANINGS
type BulkWord = keyof typeof PIVOT_BULK_MEANINGS

const SINGLE_STORIES: readonly [readonly Word[], ...(readonly Word[])[]] = [
  ["SUCCESS"],
  ["SUCCESS"],
  ["FAILED"],
  ["DELAYED", "SUCCESS"],
  ["DELAYED", "FAILED"],
  ["DELAYED"],
  ["FAILED", "SUCCESS"],
]
const REASONS = Object.keys(PIVOT_FAILURES) as [keyof typeof PIVOT_FAILURES]

export function drawPivotSingle(random: SeededRandom): readonly DrawnWebhook[] {
  const uuid = uuidOf(random)
  const item = newItem(random, { uuid })
  return random.pick(SINGLE_STORIES).map((word) => item.say(random, word))
}

/** A bulk request: counters of the whole, and each of its payouts by itself. */
export function drawPivotBulk(random: SeededRandom): readonly DrawnWebhook[] {
  const uuid = uuidOf(random)
  const batch = newSubject("batch", "pivot", { providerId: uuid })
  const items = Array.from({ length: random.between(2, 5) }, () => newItem(random, { uuid, batch }))
  const total = items.reduce((sum, { amount }) => sum + amount, 0)
  const whole: [number, number] = [items.length, total]
  const none: [number, number] = [0, 0]
  const webhooks: DrawnWebhook[] = []
  if (random.chance(0.3)) webhooks.push(sayBulk(batch, "PENDING", [whole, none, none, none]))
  if (random.chance(0.3)) webhooks.push(sayBulk(batch, "DELAYED", [whole, none, none, none]))
  const isCancelled = random.chance(0.1)
  if (isCancelled && random.chance(0.7)) {
    return [...webhooks, sayBulk(batch, "CANCELLED", [none, none, none, whole])]
  }
  // Both is a contradiction, of which `done` stands; its counters are the furthest all the same.
  if (isCancelled) webhooks.push(sayBulk(batch, "CANCELLED", [whole, none, none, none]))

  const settled = { success: [...none], failed: [...none] } as Record<
    "success" | "failed",
    [number, number]
  >
  for (const [at, item] of items.entries()) {
    const word = random.chance(0.8) ? "SUCCESS" : "FAILED"
    webhooks.push(item.say(random, word))
    const counter = settled[word === "SUCCESS" ? "success" : "failed"]
    counter[0] += 1
    counter[1] += item.amount
    const rest: [number, number] = [
      items.length - settled.success[0] - settled.failed[0],
      total - settled.success[1] - settled.failed[1],
    ]
    const isLast = at === items.length - 1
    if (!isLast && !random.chance(0.3)) continue
    webhooks.push(sayBulk(batch, "DONE", [rest, [...settled.success], [...settled.failed], none]))
  }
  return webhooks
}

function newItem(
  random: SeededRandom,
  of: { readonly uuid: string; readonly batch?: Subject },
): { readonly amount: number; say(random: SeededRandom, word: Word): DrawnWebhook } {
  const reference = `INV-${random.hex(10)}`
  const { uuid, ...batch } = of
  const subject = newSubject("payout", "pivot", { providerId: `${uuid}:${reference}`, ...batch })
  const amount = random.between(10_000, 9_000_000)
  return {
    amount,
    say(from, word) {
      const [status, reason = null]: Meaning = PIVOT_MEANINGS[word]
      const why = word === "FAILED" ? from.pick(REASONS) : null
      const wireEvent = `PAYOUT.${word}`
      const telling = tell(subject, {
        key: `${uuid} ${reference} ${word}`,
        wireEvent,
        fact: {
          status,
          reason,
          failure:
            why === null
              ? null
              : { code: PIVOT_FAILURES[why], providerCode: null, providerReason: why },
        },
        amount: `${amount}.0000 IDR`,
      })
      const body =
        `{"event":"${wireEvent}","data":{"uuid":"${uuid}","merchantId":"${PIVOT_MERCHANT}",` +
        `"payouts":{"referenceId":"${reference}","amount":{"currency":"IDR","value":"${amount}"},` +
        `"status":"${word}","reason":${why === null ? "null" : `"${why}"`}}}}`
      return { kind: "facts", source: "pivot", tellings: [telling], body }
    },
  }
}

function sayBulk(batch: Subject, word: BulkWord, counters: Counters): DrawnWebhook {
  const [status, reason = null]: Meaning = PIVOT_BULK_MEANINGS[word]
  const wireEvent = `PAYOUT.${word}`
  const telling = tell(batch, {
    key: `${batch.providerId} ${word} ${counters.flat().join(" ")}`,
    wireEvent,
    fact: { status, reason },
    counters,
  })
  const results = ["Pending", "Success", "Failed", "Cancelled"].map((name, at) => {
    const [count = 0, amount = 0] = counters[at] ?? []
    return `"total${name}Count":${count},"total${name}Amount":${amount}`
  })
  const body =
    `{"event":"${wireEvent}","data":{"uuid":"${batch.providerId}",` +
    `"merchantId":"${PIVOT_MERCHANT}","payoutResults":{${results.join(",")}},"status":"${word}"}}`
  return { kind: "facts", source: "pivot", tellings: [telling], body }
}

export function uuidOf(random: SeededRandom): string {
  const hex = random.hex(32)
  return (
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-` +
    hex.slice(20)
  )
}
