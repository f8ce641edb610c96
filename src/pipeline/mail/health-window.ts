/** Six hours of the one clock, from 00, 06, 12 or 18 UTC: from (inclusive) to (exclusive). */
export interface HealthWindow {
  readonly from: Date
  readonly to: Date
}

const windowMs = 6 * 60 * 60 * 1_000

/** The window that this moment stands in. */
export function windowAt(now: Date): HealthWindow {
  const fromMs = Math.floor(now.getTime() / windowMs) * windowMs
  return { from: new Date(fromMs), to: new Date(fromMs + windowMs) }
}

/** The last window that has ended. */
export function lastWindow(now: Date): HealthWindow {
  const { from } = windowAt(now)
  return { from: new Date(from.getTime() - windowMs), to: from }
}
