import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { createRateLimit } from "./rate-limit.ts"

const RATE = { perSecond: 10, burst: 5 }

function limitAt(namesMax = 100) {
  const clock = { nowMs: 0 }
  return { clock, limit: createRateLimit({ namesMax, nowMs: () => clock.nowMs }) }
}

describe("a rate limit", () => {
  test("lets a burst through, then says how long until the next", () => {
    const { clock, limit } = limitAt()
    expect(Array.from({ length: 6 }, () => limit.take("a", RATE))).toEqual([0, 0, 0, 0, 0, 100])
    clock.nowMs = 99
    expect(limit.take("a", RATE)).toBe(1)
    clock.nowMs = 100
    expect(limit.take("a", RATE)).toBe(0)
    expect(limit.take("a", RATE)).toBe(100)
  })

  test("of one name takes nothing from another", () => {
    const { limit } = limitAt()
    for (let count = 0; count < 50; count += 1) limit.take("flood", RATE)
    expect(limit.take("other", RATE)).toBe(0)
  })

  test("gives back what did not count", () => {
    const { limit } = limitAt()
    for (let count = 0; count < 50; count += 1) {
      expect(limit.take("a", RATE)).toBe(0)
      limit.giveBack("a", RATE)
    }
  })

  test("remembers a bounded number of names, the latest", () => {
    const { limit } = limitAt(2)
    for (let count = 0; count < 5; count += 1) limit.take("kept", RATE)
    limit.take("other", RATE)
    expect(limit.take("kept", RATE)).toBe(100)
    for (const name of ["x", "y"]) limit.take(name, RATE)
    expect(limit.take("kept", RATE)).toBe(0)
  })

  test("never lets more through than its burst and what has flowed in since", () => {
    const rate = fc.record({
      perSecond: fc.double({ min: 0.01, max: 10_000, noNaN: true }),
      burst: fc.integer({ min: 1, max: 1_000 }),
    })
    fc.assert(
      fc.property(rate, fc.array(fc.nat(2_000), { maxLength: 300 }), (each, pauses) => {
        const { clock, limit } = limitAt()
        let taken = 0
        for (const pause of pauses) {
          clock.nowMs += pause
          if (limit.take("a", each) === 0) taken += 1
        }
        const flowedIn = (clock.nowMs / 1_000) * each.perSecond
        expect(taken).toBeLessThanOrEqual(each.burst + flowedIn + 1e-6)
      }),
    )
  })
})
