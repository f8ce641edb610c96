/** What may be sent at once after a pause: one, and what a tenth of a second brings. */
const BURST_SECONDS = 0.1

/** A rate limit: a token per attempt, refilled with time, of which few are kept. */
export interface TokenBucket {
  readonly tokens: number
  readonly atMs: number
}

/** As it is at `nowMs`, filled at `perSecond` since then. */
export function filledBucket(
  bucket: TokenBucket,
  options: { readonly perSecond: number; readonly nowMs: number },
): TokenBucket {
  const { perSecond, nowMs } = options
  const capacity = 1 + perSecond * BURST_SECONDS
  const added = (Math.max(0, nowMs - bucket.atMs) / 1_000) * perSecond
  return { tokens: Math.min(capacity, bucket.tokens + added), atMs: Math.max(nowMs, bucket.atMs) }
}

/** How long until it holds a whole token; 0: it does. Infinite where nothing flows in. */
export function tokenInMs(bucket: TokenBucket, perSecond: number): number {
  return bucket.tokens >= 1 ? 0 : ((1 - bucket.tokens) / perSecond) * 1_000
}
