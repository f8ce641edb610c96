import type { Queryable } from "../postgres/pool.ts"

/** The one clock's time. */
export async function readNow(queryable: Queryable): Promise<Date> {
  const { rows } = await queryable.query<{ now: Date }>("select paidout_now() as now")
  const now = rows[0]?.now
  if (now === undefined) throw new Error("The database told no time.")
  return now
}
