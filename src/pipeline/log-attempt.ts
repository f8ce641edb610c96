import type { ClaimedDelivery } from "../delivery/claimed-delivery.ts"
import type { AttemptResult } from "../delivery/send-attempt.ts"
import { idText } from "../ids.ts"
import type { Log } from "../log.ts"
import type { DeliveryVerdict } from "./decide-delivery.ts"

/** One wide line per attempt, at level debug: what it was, what came back, what follows. */
export function logAttempt(
  log: Log,
  delivery: ClaimedDelivery,
  attempt: {
    readonly attemptId: string
    readonly url: string
    readonly result: AttemptResult
    readonly verdict: DeliveryVerdict
  },
): void {
  if (!log.isLevelEnabled("debug")) return
  const { result, verdict } = attempt
  log.debug(
    {
      merchant: idText("merchant", delivery.merchantId),
      endpoint: idText("endpoint", delivery.endpointId),
      delivery: idText("delivery", delivery.deliveryId),
      event: idText("event", delivery.eventId),
      attempt: idText("attempt", attempt.attemptId),
      type: delivery.type,
      tries: delivery.tries + 1,
      trigger: delivery.trigger,
      url: attempt.url,
      status: result.responseStatus,
      outcome: result.outcome,
      cause: result.cause,
      error: result.error,
      durationMs: result.durationMs,
      state: verdict.state,
      retryInMs: verdict.retryInMs,
    },
    "attempt",
  )
}
