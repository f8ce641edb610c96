const JITTER = 0.1
const RETRY_AFTER_MS_MAX = 24 * 60 * 60 * 1_000

/**
 * How long to wait after the `tries`-th failed try (1, 2, …) of a run, or null when the schedule
 * has ended. `random` is in [0, 1). A Retry-After may lengthen the wait, never shorten it.
 */
export function retryDelayMs(
  schedule: readonly number[],
  tries: number,
  options: { readonly random: number; readonly retryAfterMs: number | null },
): number | null {
  const wait = schedule[tries - 1]
  if (wait === undefined) return null
  const jittered = wait * (1 - JITTER + 2 * JITTER * options.random)
  return Math.ceil(Math.max(jittered, Math.min(options.retryAfterMs ?? 0, RETRY_AFTER_MS_MAX)))
}

/**
 * `Retry-After` (RFC 9110 §10.2.3: seconds or an HTTP date) in ms from now, at most 24 h; null when
 * it is absent, past or no such thing. Only 429 and 503 carry one that means us.
 */
export function retryAfterMs(
  status: number,
  header: string | undefined,
  nowMs: number,
): number | null {
  if ((status !== 429 && status !== 503) || header === undefined) return null
  const text = header.trim()
  const waitMs = /^\d{1,10}$/.test(text) ? Number(text) * 1_000 : dateMs(text) - nowMs
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.min(waitMs, RETRY_AFTER_MS_MAX) : null
}

/** `Date.parse` also takes `-1` and `2`; an HTTP date begins with the name of a day. */
function dateMs(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN
}
