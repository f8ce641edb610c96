import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import { SANDBOX_TYPE } from "../../delivery/delivery.ts"
import type { Metrics } from "../../metrics.ts"
import type { ObservedAttempt } from "./log-attempt.ts"

/**
 * Counts an attempt that ended just now, and what it made of its delivery. Those of simulated
 * providers are not the hub's: an alarm must not ring for a failure that somebody plays.
 */
export function measureAttempt(
  metrics: Metrics,
  delivery: ClaimedDelivery,
  attempt: ObservedAttempt,
): void {
  if (delivery.type.startsWith(SANDBOX_TYPE)) return
  const { result, verdict } = attempt
  metrics.attempts.inc({ cause: result.cause ?? "none" })
  metrics.attemptSeconds.observe(result.durationMs / 1_000)
  const kind = delivery.isBulk ? "bulk" : "fresh"
  metrics.deliverWaitSeconds.observe({ kind }, attempt.waitedMs / 1_000)
  if (verdict.state === "retrying") return
  metrics.deliveries.inc({ outcome: verdict.state })
  // A resend was told before, or given up: how old it is says nothing of the way.
  const isFirst = verdict.state === "delivered" && delivery.trigger === "automatic"
  if (!isFirst || delivery.receivedAgoMs === null) return
  const sinceClaimMs = performance.now() - delivery.claimedAtMs
  metrics.webhookToDeliverySeconds.observe((delivery.receivedAgoMs + sinceClaimMs) / 1_000)
}
