import type { Queryable } from "../postgres/pool.ts"

/** The name before. */
export async function renamePerson(
  queryable: Queryable,
  person: { readonly id: string; readonly name: string },
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ name: string }>(
    `update people as p set name = $2, updated_at = paidout_server_now()
     from (select id, name from people where id = $1 for update) as before
     where p.id = before.id
     returning before.name`,
    [person.id, person.name],
  )
  return rows[0]?.name
}
