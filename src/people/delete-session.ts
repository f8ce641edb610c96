import type { Queryable } from "../postgres/pool.ts"

/** False where the person has no such session. */
export async function deleteSession(
  queryable: Queryable,
  session: { readonly personId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    "delete from people_sessions where person_id = $1 and id = $2",
    [session.personId, session.id],
  )
  return rowCount === 1
}
