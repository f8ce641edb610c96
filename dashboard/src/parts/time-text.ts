const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** In the person's zone, 24 hours. */
export function localText(at: Date): string {
  return new Intl.DateTimeFormat(undefined, {
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
  }).format(at)
}

export function utcText(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`
}

/** `3 min ago`, `in 2 h`; under a day, beyond it the date. */
export function relativeText(at: Date, now: Date, justNow: string): string {
  const ms = at.getTime() - now.getTime()
  const size = Math.abs(ms)
  if (size < 5_000) return justNow
  if (size >= DAY_MS) {
    const sameYear = at.getFullYear() === now.getFullYear()
    return new Intl.DateTimeFormat(undefined, {
      day: "numeric",
      month: "short",
      ...(sameYear
        ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
        : { year: "numeric" }),
    }).format(at)
  }
  const format = new Intl.RelativeTimeFormat(undefined, { style: "short", numeric: "always" })
  if (size < MINUTE_MS) return format.format(Math.round(ms / 1_000), "second")
  if (size < HOUR_MS) return format.format(Math.round(ms / MINUTE_MS), "minute")
  return format.format(Math.round(ms / HOUR_MS), "hour")
}

/** `3 h 12 min`, of milliseconds. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60)
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}
