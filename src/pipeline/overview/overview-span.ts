import { PaidoutError } from "../../errors.ts"
import type { TallySpan } from "../../tally-span.ts"

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const RANGES = {
  "1h": HOUR_MS,
  "24h": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
} as const
export type Range = keyof typeof RANGES

/** The lengths of `tally_spans()`, each for as long as its tallies are whole: a day less. */
const SPANS = [
  { seconds: 60, keptMs: 2 * DAY_MS },
  { seconds: 900, keptMs: 8 * DAY_MS },
  { seconds: 3_600, keptMs: 44 * DAY_MS },
  { seconds: 21_600, keptMs: Infinity },
] as const

/** What is drawn, and added up: 25 days in hours, or five months in quarters of a day. */
export const POINTS_MAX = 600
const POINTS_WANTED = 168

/**
 * The tallies that answer for this time: the shortest that are kept and not too many. Its ends are
 * moved out to theirs. @throws PaidoutError request_invalid: it is too long, or none at all
 */
export function overviewSpan(time: {
  readonly from: Date
  readonly to: Date
  readonly now: Date
}): TallySpan {
  const { from, to, now } = time
  if (from >= to) throw wrong("`from` comes before `to`.")
  const ageMs = now.getTime() - from.getTime()
  const lengthMs = to.getTime() - from.getTime()
  const kept = SPANS.filter(({ keptMs }) => ageMs <= keptMs)
  const fitting = kept.find(({ seconds }) => lengthMs / 1_000 / seconds <= POINTS_WANTED)
  const seconds = (fitting ?? kept.at(-1) ?? SPANS[3]).seconds
  if (lengthMs / 1_000 / seconds > POINTS_MAX) throw wrong("That is too long a time at once.")
  const spanMs = seconds * 1_000
  return {
    seconds,
    from: new Date(Math.floor(from.getTime() / spanMs) * spanMs),
    to: new Date(Math.ceil(to.getTime() / spanMs) * spanMs),
  }
}

function wrong(message: string): PaidoutError {
  return new PaidoutError("request_invalid", message, {
    detail: { errors: [{ field: "from", message }] },
  })
}
