import { expect, test } from "vitest"
import { readDuration } from "./duration.ts"

const hour = 3_600_000

test.each([
  ["P7D", 7 * 24 * hour],
  ["PT24H", 24 * hour],
  ["P1DT12H", 36 * hour],
  ["P2W", 14 * 24 * hour],
  ["PT1M", 60_000],
  ["PT0.5S", 500],
  ["90s", 90_000],
  ["15m", 15 * 60_000],
  ["24h", 24 * hour],
  ["7d", 7 * 24 * hour],
  ["1d12h", 36 * hour],
  ["1.5s", 1_500],
  ["0s", 0],
])("%s is %i ms", (text, ms) => {
  expect(readDuration(text)).toBe(ms)
})

test.each([
  "",
  "P",
  "PT",
  "P1DT",
  "P1M",
  "P1Y",
  "24",
  "h",
  "-1h",
  "1h-",
  "12h1d",
  "1H",
  "p7d",
  "1e3s",
])("%j is no duration", (text) => {
  expect(readDuration(text)).toBeUndefined()
})

test("a number beyond all numbers is no duration", () => {
  expect(readDuration(`${"9".repeat(400)}s`)).toBeUndefined()
})
