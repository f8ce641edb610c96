import type { RecordedAttempt } from "../delivery/list-attempts.ts"
import { idText } from "../ids.ts"

/** One try of a delivery, as the API writes it. */
export function attemptView(attempt: RecordedAttempt) {
  return {
    id: idText("attempt", attempt.id),
    number: attempt.number,
    trigger: attempt.trigger,
    url: attempt.url,
    started_at: attempt.startedAt.toISOString(),
    duration_ms: attempt.durationMs,
    outcome: attempt.outcome,
    response_status: attempt.responseStatus,
    response_headers: attempt.responseHeaders,
    response_body: attempt.responseBody?.toString("utf8") ?? null,
    cause: attempt.cause,
    error: attempt.error,
  }
}
