import type { Queryable } from "../postgres/pool.ts"
import { LOGIN_LIMITS } from "./login-limits.ts"
import type { MemberRole } from "./role.ts"

/** Who is logged in, and whom he acts for. */
export interface Session {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly email: string
  readonly hasSecondFactor: boolean
  /** Null: the person is a member of no merchant. */
  readonly membership: { readonly merchantId: string; readonly role: MemberRole } | null
}

/** Of the merchant that was chosen, else of the one that the person joined first. */
export async function findSession(queryable: Queryable, id: string): Promise<Session | undefined> {
  const { rows } = await queryable.query<SessionRow>({
    name: "find_session",
    text: `select s.id, p.id as person_id, p.name, p.email, p.two_factor_enabled,
         m.merchant_id, m.role
       from people_sessions as s
       join people as p on p.id = s.person_id
       left join members as m on m.person_id = p.id and m.removed_at is null
       where s.id = $1 and s.expires_at > paidout_server_now()
         and s.created_at > paidout_server_now() - $2 * interval '1 day'
       order by m.merchant_id is not distinct from s.merchant_id desc, m.created_at, m.merchant_id
       limit 1`,
    values: [id, LOGIN_LIMITS.sessionDaysMax],
  })
  const [row] = rows
  if (row === undefined) return undefined
  const { merchant_id: merchantId, role } = row
  return {
    id: row.id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    hasSecondFactor: row.two_factor_enabled,
    membership: merchantId === null || role === null ? null : { merchantId, role },
  }
}

interface SessionRow {
  readonly id: string
  readonly person_id: string
  readonly name: string
  readonly email: string
  readonly two_factor_enabled: boolean
  readonly merchant_id: string | null
  readonly role: MemberRole | null
}
