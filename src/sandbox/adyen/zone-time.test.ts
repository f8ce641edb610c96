import { expect, test } from "vitest"

import { adyenTime, dateIn, isZone, startOfDate } from "./zone-time.ts"

test.each([
  { at: "2026-01-15T12:00:00.999Z", written: "2026-01-15T13:00:00+01:00" },
  { at: "2026-07-15T22:30:00.000Z", written: "2026-07-16T00:30:00+02:00" },
  // The clocks of Amsterdam go forward at 01:00 UTC, and back at 01:00 UTC.
  { at: "2026-03-29T00:59:59.000Z", written: "2026-03-29T01:59:59+01:00" },
  { at: "2026-03-29T01:00:00.000Z", written: "2026-03-29T03:00:00+02:00" },
  { at: "2026-10-25T00:59:59.000Z", written: "2026-10-25T02:59:59+02:00" },
  { at: "2026-10-25T01:00:00.000Z", written: "2026-10-25T02:00:00+01:00" },
])("$at is written $written", ({ at, written }) => {
  expect(adyenTime(new Date(at))).toBe(written)
  expect(Date.parse(written)).toBe(Math.floor(Date.parse(at) / 1_000) * 1_000)
})

test.each([
  { date: "2026-01-15", zone: "Europe/Amsterdam", begins: "2026-01-14T23:00:00.000Z" },
  { date: "2026-03-29", zone: "Europe/Amsterdam", begins: "2026-03-28T23:00:00.000Z" },
  { date: "2026-03-30", zone: "Europe/Amsterdam", begins: "2026-03-29T22:00:00.000Z" },
  { date: "2026-10-26", zone: "Europe/Amsterdam", begins: "2026-10-25T23:00:00.000Z" },
  { date: "2026-06-01", zone: "Asia/Kolkata", begins: "2026-05-31T18:30:00.000Z" },
  { date: "2026-06-01", zone: "America/Los_Angeles", begins: "2026-06-01T07:00:00.000Z" },
  { date: "2026-03-09", zone: "America/New_York", begins: "2026-03-09T04:00:00.000Z" },
  { date: "2026-06-01", zone: "Pacific/Kiritimati", begins: "2026-05-31T10:00:00.000Z" },
  { date: "2026-06-01", zone: "Pacific/Pago_Pago", begins: "2026-06-01T11:00:00.000Z" },
])("$date begins in $zone at $begins", ({ date, zone, begins }) => {
  const start = startOfDate(date, zone)
  expect(start.toISOString()).toBe(begins)
  expect(dateIn(zone, start)).toBe(date)
  expect(dateIn(zone, new Date(start.getTime() - 1))).not.toBe(date)
})

test("a zone is a name of the tz database", () => {
  expect(["Asia/Jakarta", "UTC", "Europe/Atlantis", "", "Asia/Jakarta; x"].map(isZone)).toEqual([
    ...[true, true, false, false, false],
  ])
})
