/** From (inclusive) to (exclusive) by the one clock, and the ids that can have been made within. */
export interface TimeSpan {
  readonly from: Date
  readonly to: Date
  /** Ids hold the time of the process that made them: no earlier and no later than these. */
  readonly idsFrom: Date
  readonly idsTo: Date
}

/** How far the clock of a hub's machine may be off the database's, and an id older than its row. */
const slackMs = 5 * 60 * 1_000

/**
 * `aheadMs`: how far the sandbox has moved the one clock. It moves forward only, and no process's
 * own clock follows it.
 */
export function timeSpan(from: Date, to: Date, aheadMs: number): TimeSpan {
  return {
    from,
    to,
    idsFrom: new Date(from.getTime() - aheadMs - slackMs),
    idsTo: new Date(to.getTime() + slackMs),
  }
}
