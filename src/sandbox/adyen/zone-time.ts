/** Where Adyen is: its times carry this zone's offset, and a date without a zone means it. */
export const ADYEN_ZONE = "Europe/Amsterdam"

/** `2026-03-01T12:00:05+01:00`: whole seconds, as most of Adyen's times are. */
export function adyenTime(at: Date): string {
  const offsetMs = offsetMsAt(at, ADYEN_ZONE)
  const local = new Date(at.getTime() + offsetMs).toISOString().slice(0, 19)
  const minutes = Math.abs(offsetMs) / 60_000
  const hours = String(Math.floor(minutes / 60)).padStart(2, "0")
  return `${local}${offsetMs < 0 ? "-" : "+"}${hours}:${String(minutes % 60).padStart(2, "0")}`
}

/** Is it a name of the tz database? */
export function isZone(zone: string): boolean {
  try {
    return formatFor(zone) !== undefined
  } catch {
    return false
  }
}

/** `YYYY-MM-DD` there at this moment. */
export function dateIn(zone: string, at: Date): string {
  return new Date(at.getTime() + offsetMsAt(at, zone)).toISOString().slice(0, 10)
}

/** When a date begins there. */
export function startOfDate(date: string, zone: string): Date {
  const asUtcMs = Date.parse(`${date}T00:00:00Z`)
  const near = new Date(asUtcMs - offsetMsAt(new Date(asUtcMs), zone))
  // The offset of midnight itself, where the clocks change on that day.
  return new Date(asUtcMs - offsetMsAt(near, zone))
}

function offsetMsAt(at: Date, zone: string): number {
  const parts = Object.fromEntries(
    formatFor(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  const seconds = Math.floor(at.getTime() / 1_000)
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds * 1_000
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  })
}
