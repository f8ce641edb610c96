import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"

/** The new person's UUID; undefined where the e-mail address is somebody's already. */
export async function insertPerson(
  queryable: Queryable,
  person: { readonly name: string; readonly email: string; readonly passwordHash: string },
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ person_id: string }>(
    `with made as (
       insert into people (id, name, email) values ($1, $2, lower($3))
       on conflict (email) do nothing
       returning id
     )
     insert into people_credentials (id, person_id, provider_id, account_id, password)
     select $4, id, 'credential', id::text, $5 from made
     returning person_id`,
    [newUuid(), person.name, person.email, newUuid(), person.passwordHash],
  )
  return rows[0]?.person_id
}
