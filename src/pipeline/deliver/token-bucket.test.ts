import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { filledBucket, tokenInMs, type TokenBucket } from "./token-bucket.ts"

/** Takes whenever it can, in steps of `stepMs`; returns when each was taken. */
function takeAll(perSecond: number, options: { stepMs: number; forMs: number }): number[] {
  let bucket: TokenBucket = { tokens: 1, atMs: 0 }
  const takenAtMs: number[] = []
  for (let nowMs = 0; nowMs <= options.forMs; nowMs += options.stepMs) {
    bucket = filledBucket(bucket, { perSecond, nowMs })
    while (tokenInMs(bucket, perSecond) === 0) {
      takenAtMs.push(nowMs)
      bucket = { ...bucket, tokens: bucket.tokens - 1 }
    }
  }
  return takenAtMs
}

describe("a token bucket", () => {
  test("gives its rate over any second, and a small burst at most", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 90 }),
        (perSecond, stepMs) => {
          const takenAtMs = takeAll(perSecond, { stepMs, forMs: 3_000 })
          const burst = 1 + perSecond * 0.1
          let first = 0
          for (const [index, atMs] of takenAtMs.entries()) {
            while (atMs - (takenAtMs[first] ?? 0) >= 1_000) first += 1
            expect(index - first + 1).toBeLessThanOrEqual(perSecond + burst + 1e-6)
          }
          expect(takenAtMs.length).toBeGreaterThanOrEqual(Math.floor(perSecond * 3 * 0.95))
        },
      ),
      { numRuns: 50 },
    )
  })

  test("says how long until the next token", () => {
    expect(tokenInMs({ tokens: 0.5, atMs: 0 }, 2)).toBe(250)
    expect(tokenInMs({ tokens: 1, atMs: 0 }, 2)).toBe(0)
    expect(tokenInMs({ tokens: 0, atMs: 0 }, 0)).toBe(Infinity)
  })

  test("keeps no more than the burst over a long pause", () => {
    const day = 86_400_000
    expect(filledBucket({ tokens: 0, atMs: 0 }, { perSecond: 50, nowMs: day }).tokens).toBe(6)
    expect(filledBucket({ tokens: 0, atMs: 0 }, { perSecond: 1, nowMs: day }).tokens).toBe(1.1)
  })

  test("gives nothing back for time that runs backwards", () => {
    const bucket = { tokens: 0.5, atMs: 100 }
    expect(filledBucket(bucket, { perSecond: 10, nowMs: 50 })).toEqual(bucket)
  })
})
