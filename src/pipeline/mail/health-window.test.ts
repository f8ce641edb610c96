import { expect, test } from "vitest"

import { lastWindow, windowAt } from "./health-window.ts"

test.each([
  ["2026-11-21T05:59:59.999Z", "2026-11-21T00:00:00.000Z"],
  ["2026-11-21T06:00:00.000Z", "2026-11-21T06:00:00.000Z"],
  ["2026-11-21T23:59:59.999Z", "2026-11-21T18:00:00.000Z"],
  ["2027-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
])("%s stands in the window from %s", (now, from) => {
  const window = windowAt(new Date(now))
  expect(window.from.toISOString()).toBe(from)
  expect(window.to.getTime() - window.from.getTime()).toBe(6 * 3_600_000)
})

test("the last window is the whole one before, also at the very moment it ends", () => {
  const window = lastWindow(new Date("2026-11-21T06:00:00.000Z"))
  expect(window.from.toISOString()).toBe("2026-11-21T00:00:00.000Z")
  expect(window.to.toISOString()).toBe("2026-11-21T06:00:00.000Z")
})
