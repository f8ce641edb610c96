import type { Queryable } from "../postgres/pool.ts"

/** The database's time: what is written down happened then. */
export async function findNow(queryable: Queryable): Promise<Date> {
  const { rows } = await queryable.query<{ now: Date }>("select paidout_now() as now")
  const now = rows[0]?.now
  if (now === undefined) throw new Error("The database did not tell the time.")
  return now
}
