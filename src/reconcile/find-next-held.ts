import type { Queryable } from "../postgres/pool.ts"

/** When held news is next asked about; null: none is held. Over all merchants. */
export async function findNextHeld(queryable: Queryable): Promise<Date | null> {
  const { rows } = await queryable.query<{ next: Date | null }>(
    "select min(due_at) as next from held_events",
  )
  return rows[0]?.next ?? null
}
