/** So many a second in the long run, and so many at once after a rest. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** Token buckets by name, in the memory of this process. */
export interface RateLimit {
  /** 0: a token was taken. Else how long until there is one, in ms. */
  take(name: string, rate: Rate): number
  /** For what turned out not to count. */
  giveBack(name: string, rate: Rate): void
}

/**
 * Of each name only the moment is kept at which its bucket is full again. With more than `namesMax`
 * the one that was used longest ago is forgotten: it begins with a full bucket.
 */
export function createRateLimit(options: {
  readonly namesMax: number
  /** Monotonic, in ms. */
  readonly nowMs?: () => number
}): RateLimit {
  const { namesMax, nowMs = () => performance.now() } = options
  const fullAt = new Map<string, number>()

  function keep(name: string, atMs: number): void {
    fullAt.delete(name)
    fullAt.set(name, atMs)
    const [oldest] = fullAt.keys()
    if (fullAt.size > namesMax && oldest !== undefined) fullAt.delete(oldest)
  }

  return {
    take(name, { perSecond, burst }) {
      const now = nowMs()
      const tokenMs = 1_000 / perSecond
      const full = Math.max(now, fullAt.get(name) ?? now)
      const waitMs = full - now - (burst - 1) * tokenMs
      if (waitMs > 0) return waitMs
      keep(name, full + tokenMs)
      return 0
    },
    giveBack(name, { perSecond }) {
      const full = fullAt.get(name)
      if (full !== undefined) fullAt.set(name, full - 1_000 / perSecond)
    },
  }
}
