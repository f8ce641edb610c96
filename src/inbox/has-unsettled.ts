import type { Queryable } from "../postgres/pool.ts"

/** Is any message still to be settled? Over all merchants. */
export async function hasUnsettled(queryable: Queryable): Promise<boolean> {
  const { rows } = await queryable.query<{ waiting: boolean }>(
    "select exists (select from unsettled order by message_id limit 1) as waiting",
  )
  return rows[0]?.waiting === true
}
