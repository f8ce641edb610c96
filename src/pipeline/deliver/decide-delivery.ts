import { retryDelayMs } from "../../delivery/retry-delay.ts"
import type { JudgedAttempt } from "./attempt-delivery.ts"

export type DeliveryVerdict =
  | {
      readonly state: "delivered" | "exhausted"
      readonly retryInMs: null
      readonly joinsRetryQueue: false
    }
  | {
      readonly state: "retrying"
      readonly retryInMs: number
      /** From now on it stands in its endpoint's retry queue. */
      readonly joinsRetryQueue: boolean
    }

const ended = { retryInMs: null, joinsRetryQueue: false } as const

/** What becomes of a delivery after its `tries`-th try of this run. `random` is in [0, 1). */
export function decideDelivery(
  { judgement, result }: JudgedAttempt,
  tries: number,
  options: {
    readonly schedule: readonly number[]
    /** After so many retries it stands in the endpoint's queue; null: there is none. */
    readonly retryQueueAfter: number | null
    readonly random: number
  },
): DeliveryVerdict {
  if (judgement === "accepted") return { state: "delivered", ...ended }
  if (judgement === "refused") return { state: "exhausted", ...ended }
  const retryInMs = retryDelayMs(options.schedule, tries, {
    random: options.random,
    retryAfterMs: result.retryAfterMs,
  })
  if (retryInMs === null) return { state: "exhausted", ...ended }
  const joinsRetryQueue = options.retryQueueAfter !== null && tries > options.retryQueueAfter
  return { state: "retrying", retryInMs, joinsRetryQueue }
}
