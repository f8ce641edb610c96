import fc from "fast-check"
import { describe, expect, test } from "vitest"

import { retryAfterMs, retryDelayMs } from "./retry-delay.ts"
import { RETRY_SCHEDULES } from "./retry-schedules.ts"

const middle = { random: 0.5, retryAfterMs: null }
const hourMs = 3_600_000

describe("retryDelayMs", () => {
  test("walks the default schedule over a day and then ends", () => {
    const waits = RETRY_SCHEDULES.default.map((_, index) =>
      retryDelayMs(RETRY_SCHEDULES.default, index + 1, middle),
    )
    const minutes = [5 / 60, 0.5, 2, 15, 45, 120, 180, 360, 720]
    expect(waits).toEqual(minutes.map((each) => each * 60_000))
    expect(retryDelayMs(RETRY_SCHEDULES.default, 10, middle)).toBeNull()
    const total = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0)
    expect(total).toBeGreaterThanOrEqual(24 * hourMs)
    expect(total).toBeLessThan(25 * hourMs)
  })

  test("stays within ten percent of the schedule, whatever is drawn", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        (random, tries) => {
          const wait = RETRY_SCHEDULES.default[tries - 1] ?? 0
          const delay = retryDelayMs(RETRY_SCHEDULES.default, tries, {
            random,
            retryAfterMs: null,
          })
          return delay !== null && delay >= wait * 0.9 && delay <= wait * 1.1 + 1
        },
      ),
    )
  })

  test("waits longer when asked to, never shorter, never over 24 h", () => {
    expect(retryDelayMs([5_000], 1, { random: 0.5, retryAfterMs: 60_000 })).toBe(60_000)
    expect(retryDelayMs([5_000], 1, { random: 0.5, retryAfterMs: 1_000 })).toBe(5_000)
    expect(retryDelayMs([5_000], 1, { random: 0.5, retryAfterMs: 99 * hourMs })).toBe(24 * hourMs)
  })

  test("an asked wait does not lengthen a schedule that has ended", () => {
    expect(retryDelayMs([], 1, { random: 0.5, retryAfterMs: 60_000 })).toBeNull()
  })

  test("presets are the vendors' own lists", () => {
    expect(RETRY_SCHEDULES.pivot.map((wait) => wait / 60_000)).toEqual([5, 15, 60, 180, 360, 720])
    expect(RETRY_SCHEDULES.xendit.map((wait) => wait / 60_000)).toEqual([
      15, 45, 120, 180, 360, 720,
    ])
    expect(RETRY_SCHEDULES.adyen.slice(0, 5).map((wait) => wait / 1_000)).toEqual([
      9, 18, 27, 120, 300,
    ])
    const adyenMs = RETRY_SCHEDULES.adyen.reduce((sum, wait) => sum + wait, 0)
    expect(adyenMs).toBeGreaterThan(29 * 24 * hourMs)
    expect(adyenMs).toBeLessThanOrEqual(30 * 24 * hourMs)
  })
})

describe("retryAfterMs", () => {
  const now = Date.parse("2026-11-21T10:00:00Z")

  test.each([
    [429, "120", 120_000],
    [503, " 7 ", 7_000],
    [503, "Sat, 21 Nov 2026 10:00:30 GMT", 30_000],
    [429, "Saturday, 21-Nov-26 10:01:00 GMT", 60_000],
    [429, "999999999", 24 * hourMs],
    [429, "0", null],
    [429, "-5", null],
    [429, "1.5", null],
    [429, "soon", null],
    [429, "", null],
    [429, "Sat, 21 Nov 2026 09:59:00 GMT", null],
    [500, "120", null],
    [200, "120", null],
  ])("status %i with %j is %j", (status, header, wait) => {
    expect(retryAfterMs(status, header, now)).toBe(wait)
  })

  test("a missing header asks for nothing", () => {
    expect(retryAfterMs(429, undefined, now)).toBeNull()
  })
})
