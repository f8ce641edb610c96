import { describe, expect, test } from "vitest"

import { addBusinessDays } from "./business-days.ts"

const after = (from: string, days: number, holidays?: readonly string[]) =>
  addBusinessDays(new Date(from), days, holidays).toISOString()

describe("two business days", () => {
  test.each([
    ["Monday", "2026-11-16T09:30:00.000Z", "2026-11-18T09:30:00.000Z"],
    ["Wednesday", "2026-11-18T23:59:59.999Z", "2026-11-20T23:59:59.999Z"],
    ["Thursday", "2026-11-19T09:30:00.000Z", "2026-11-23T09:30:00.000Z"],
    ["Friday", "2026-11-20T09:30:00.000Z", "2026-11-24T09:30:00.000Z"],
    ["Saturday", "2026-11-21T09:30:00.000Z", "2026-11-24T09:30:00.000Z"],
    ["Sunday", "2026-11-22T00:00:00.000Z", "2026-11-24T00:00:00.000Z"],
  ])("after a %s skip the weekend", (_day, from, end) => {
    expect(after(from, 2)).toBe(end)
  })

  test("skip holidays, also beside a weekend", () => {
    expect(after("2026-12-23T10:00:00.000Z", 2, ["2026-12-24", "2026-12-25"])).toBe(
      "2026-12-29T10:00:00.000Z",
    )
  })

  test("cross a year's end", () => {
    expect(after("2026-12-31T10:00:00.000Z", 2, ["2027-01-01"])).toBe("2027-01-05T10:00:00.000Z")
  })
})

test("no business days are no time at all", () => {
  expect(after("2026-11-21T09:30:00.000Z", 0)).toBe("2026-11-21T09:30:00.000Z")
})
