import type { AttemptCause } from "./attempt-cause.ts"

/** What a batch of attempts says of one endpoint at one address. */
export interface EndpointVerdict {
  readonly merchantId: string
  readonly endpointId: string
  readonly url: string
  /** Null: at least one of them worked. */
  readonly failure: EndpointFailure | null
}

export interface EndpointFailure {
  readonly firstAgoMs: number
  readonly lastAgoMs: number
  readonly status: number | null
  readonly cause: AttemptCause | null
  readonly error: string | null
}

interface JudgedAttempt {
  readonly merchantId: string
  readonly endpointId: string
  readonly url: string
  readonly startedAgoMs: number
  readonly durationMs: number
  readonly outcome: "success" | "failure"
  readonly responseStatus: number | null
  readonly cause: AttemptCause | null
  readonly error: string | null
}

/** One verdict per endpoint and address. What was never sent says nothing of the endpoint. */
export function endpointVerdicts(attempts: readonly JudgedAttempt[]): readonly EndpointVerdict[] {
  const verdicts = new Map<string, EndpointVerdict>()
  for (const attempt of attempts) {
    if (attempt.cause === "unreadable") continue
    const { merchantId, endpointId, url } = attempt
    const key = `${endpointId} ${url}`
    const before = verdicts.get(key)
    if (before?.failure === null) continue
    const failure = attempt.outcome === "success" ? null : joined(before?.failure, attempt)
    verdicts.set(key, { merchantId, endpointId, url, failure })
  }
  return [...verdicts.values()]
}

function joined(before: EndpointFailure | undefined, attempt: JudgedAttempt): EndpointFailure {
  const agoMs = Math.max(0, Math.round(attempt.startedAgoMs - attempt.durationMs))
  const firstAgoMs = Math.max(agoMs, before?.firstAgoMs ?? 0)
  if (before !== undefined && before.lastAgoMs < agoMs) return { ...before, firstAgoMs }
  const { responseStatus: status, cause, error } = attempt
  return { firstAgoMs, lastAgoMs: agoMs, status, cause, error }
}
