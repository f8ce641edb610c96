import type { Queryable } from "../../postgres/pool.ts"

export interface ClockReading {
  readonly now: Date
  /** How far it is moved: zero in production. */
  readonly aheadMs: number
}

/** The one clock, as it stands. */
export async function readClock(queryable: Queryable): Promise<ClockReading> {
  const { rows } = await queryable.query<{ now: Date; ahead_ms: number }>(
    `select paidout_now() as now, (extract(epoch from ahead) * 1000)::float8 as ahead_ms from clock`,
  )
  const [row] = rows
  if (row === undefined) throw new Error("the table `clock` is empty")
  return { now: row.now, aheadMs: row.ahead_ms }
}
