import type { Queryable } from "../postgres/pool.ts"
import { LOGIN_LIMITS } from "./login-limits.ts"

/** Whoever knows a password may log in as often as he likes: the sessions of long ago end. */
export async function deleteOldestSessions(queryable: Queryable, personId: string): Promise<void> {
  await queryable.query(
    `delete from people_sessions where person_id = $1 and id in (
       select id from people_sessions where person_id = $1 order by updated_at desc, id desc
       offset $2)`,
    [personId, LOGIN_LIMITS.sessionsMax],
  )
}
