import type { Queryable } from "../postgres/pool.ts"

/** When the first silence will have lasted long enough; null: nothing waits. */
export async function findNextTimer(queryable: Queryable): Promise<Date | null> {
  const { rows } = await queryable.query<{ due_at: Date }>(
    "select due_at from silence_timers order by due_at limit 1",
  )
  return rows[0]?.due_at ?? null
}
