const DAY_MS = 24 * 60 * 60 * 1_000
const SATURDAY = 6
const SUNDAY = 0

/** `2026-12-25`: banks do nothing on that day. */
export type Holidays = readonly string[]

/**
 * The same time of day so many business days later. Days are those of UTC; one that begins on a
 * weekend or holiday does not count, and the end never falls on one.
 */
export function addBusinessDays(from: Date, days: number, holidays: Holidays = []): Date {
  const closed = new Set(holidays)
  let end = from
  for (let left = days; left > 0;) {
    end = new Date(end.getTime() + DAY_MS)
    if (isBusinessDay(end, closed)) left -= 1
  }
  return end
}

function isBusinessDay(day: Date, closed: ReadonlySet<string>): boolean {
  const weekday = day.getUTCDay()
  return weekday !== SATURDAY && weekday !== SUNDAY && !closed.has(day.toISOString().slice(0, 10))
}
