import { retryDelayMs } from "../delivery/retry-delay.ts"
import type { JudgedAttempt } from "./attempt-delivery.ts"

export type DeliveryVerdict =
  | { readonly state: "delivered" | "exhausted"; readonly retryInMs: null }
  | { readonly state: "retrying"; readonly retryInMs: number }

/** What becomes of a delivery after its `tries`-th try of this run. `random` is in [0, 1). */
export function decideDelivery(
  { judgement, result }: JudgedAttempt,
  tries: number,
  options: { readonly schedule: readonly number[]; readonly random: number },
): DeliveryVerdict {
  if (judgement === "accepted") return { state: "delivered", retryInMs: null }
  if (judgement === "refused") return { state: "exhausted", retryInMs: null }
  const retryInMs = retryDelayMs(options.schedule, tries, {
    random: options.random,
    retryAfterMs: result.retryAfterMs,
  })
  return retryInMs === null
    ? { state: "exhausted", retryInMs: null }
    : { state: "retrying", retryInMs }
}
