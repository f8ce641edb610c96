import { expect, test } from "vitest"

import { durationPercentile } from "./duration-percentile.ts"

/** As `tally_duration` does. */
const stepOf = (seconds: number) => Math.ceil(4 * Math.log2(Math.max(seconds, 1)))

test.each([0.5, 0.95])("the part %d of durations is right to a tenth", (part) => {
  for (const scale of [2, 30, 900, 40_000]) {
    const seconds = Array.from({ length: 400 }, (_, at) => scale * 1.01 ** at)
    const counts = seconds.map((each) => ({ step: stepOf(each), count: 1 }))
    const exact = seconds[Math.ceil(seconds.length * part) - 1] ?? 0
    const told = durationPercentile(counts, part) ?? 0
    expect(Math.abs(told - exact) / exact).toBeLessThan(0.1)
  }
})

test("of none there is none; up to a second is a second", () => {
  expect(durationPercentile([], 0.5)).toBeNull()
  expect(durationPercentile([{ step: 0, count: 3 }], 0.95)).toBe(1)
})
