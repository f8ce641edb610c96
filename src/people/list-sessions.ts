import type { Queryable } from "../postgres/pool.ts"
import { LOGIN_LIMITS } from "./login-limits.ts"

/** A login of a person, without what opens it. */
export interface ListedSession {
  readonly id: string
  readonly address: string | null
  readonly userAgent: string | null
  readonly createdAt: Date
  /** To a day. */
  readonly seenAt: Date
}

export async function listSessions(
  queryable: Queryable,
  personId: string,
): Promise<readonly ListedSession[]> {
  const { rows } = await queryable.query<ListedSession>(
    `select id, ip_address as address, user_agent as "userAgent", created_at as "createdAt",
       updated_at as "seenAt"
     from people_sessions
     where person_id = $1 and expires_at > paidout_server_now()
     order by updated_at desc, id desc
     limit $2`,
    [personId, LOGIN_LIMITS.sessionsMax],
  )
  return rows
}
