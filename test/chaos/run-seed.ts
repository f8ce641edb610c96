import { readFileSync } from "node:fs"
import { calmDown } from "./calm-down.ts"
import { checkOutcome } from "./checks/check-outcome.ts"
import type { Violation } from "./checks/violation.ts"
import { connectMerchant } from "./connect-merchant.ts"
import { drawWebhooks } from "./model/draw-webhooks.ts"
import type { ChaosOptions } from "./options.ts"
import { createDisrupter } from "./processes/disrupt.ts"
import { planDisruptions, type DisruptionKind } from "./processes/disruptions.ts"
import { seededRandom } from "./seeded-random.ts"
import { openStage } from "./stage.ts"
import { createOutbox } from "./traffic/outbox.ts"
import { sendWebhooks } from "./traffic/send-webhooks.ts"

export interface SeedResult {
  readonly seed: number
  readonly webhooks: number
  /** Requests that were answered with a 2xx, or a forged one's 401. */
  readonly acknowledged: number
  readonly retries: number
  readonly disruptions: Readonly<Partial<Record<DisruptionKind, number>>>
  readonly loadSeconds: number
  readonly seconds: number
  readonly violations: readonly Violation[]
  readonly counts: Readonly<Record<string, number>>
  /** Errors that hubs logged: not wrong by themselves, but worth a look. */
  readonly errorLines: readonly string[]
}

/** Beyond these a run is stuck, on a machine however slow. */
const STALLED_MS = 120_000
const CALM_MS = 300_000

const CONNECTIONS = 64

/** One run: load and disruption from the seed, then calm, then the check. */
export async function runSeed(
  options: ChaosOptions,
  tell: (line: string) => void = () => {},
): Promise<SeedResult> {
  const begun = performance.now()
  const random = seededRandom(options.seed)
  const stage = await openStage(options)
  try {
    const merchant = await connectMerchant(stage.urls()[0] ?? "", random.fork("sinks"))
    const plan = planDisruptions(random.fork("disruptions"), {
      count: options.kills,
      hubs: options.hubs,
      workers: options.workers,
      kinds: options.kinds,
    })
    const disrupter = createDisrupter(stage, plan)
    const outbox = createOutbox(drawWebhooks(random.fork("webhooks")), {
      random: random.fork("outbox"),
      webhooksMax: options.events,
    })
    const loadBegun = performance.now()
    const sent = await sendWebhooks({
      outbox,
      random: random.fork("senders"),
      connections: CONNECTIONS,
      pace: (options.events * 1.2) / options.seconds,
      hubs: stage.urls,
      pathOf: (source) => merchant.paths[source],
      stalledMs: STALLED_MS,
      onProgress() {
        const share = outbox.done / options.events
        disrupter.progress(share)
        tell(`${Math.floor(share * 100)} % of ${options.events}`)
      },
    })
    const loadSeconds = (performance.now() - loadBegun) / 1_000
    tell("waiting for calm")
    await disrupter.over()
    const { hubsLost, hasShiftedClocks, counts: disruptions } = disrupter
    const unquiet = await calmDown(stage, {
      endpoints: merchant.endpoints,
      doubtedSourceId: merchant.sourceIds.adyen_doubted,
      workers: options.workers,
      ms: CALM_MS,
    }).then(
      () => undefined,
      (error: unknown) => error as Error,
    )
    tell("checking")
    const violations = await checkOutcome(stage.database.pool, {
      webhooks: outbox.webhooks,
      sourceIds: merchant.sourceIds,
      endpoints: merchant.endpoints,
      hubsLost,
      hasShiftedClocks,
      silenceIsOver: unquiet === undefined,
    })
    if (unquiet !== undefined) violations.add("calm returns", unquiet.message)
    if (outbox.done < options.events) {
      violations.add("all is acknowledged in the end", `${outbox.done} of ${options.events} were`)
    }
    for (const lost of sent.lostForGood) violations.add("no authentic webhook is refused", lost)
    const surprises = stage.hubs.reduce((sum, hub) => sum + hub.surprises, 0)
    if (surprises > 0) violations.add("no hub ends by itself", `${surprises} did`)
    await merchant.close()
    return {
      seed: options.seed,
      webhooks: outbox.webhooks.length,
      acknowledged: sent.acknowledged,
      retries: outbox.retries,
      disruptions,
      loadSeconds,
      seconds: (performance.now() - begun) / 1_000,
      violations: violations.found,
      counts: violations.counts,
      errorLines: errorLines(stage.logFile),
    }
  } finally {
    await stage.remove()
  }
}

/** Pino's level 50 and above, and whatever is no line of pino's. */
function errorLines(file: string): readonly string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !/^\{"level":[1-4]0/.test(line))
}
