import type { Queryable } from "../postgres/pool.ts"

export async function deleteOtherSessions(
  queryable: Queryable,
  kept: { readonly personId: string; readonly id: string },
): Promise<void> {
  await queryable.query("delete from people_sessions where person_id = $1 and id <> $2", [
    kept.personId,
    kept.id,
  ])
}
