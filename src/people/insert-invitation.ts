import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"
import { INVITATION_COLUMNS, type Invitation } from "./invitation.ts"
import { LOGIN_LIMITS } from "./login-limits.ts"
import type { MemberRole } from "./role.ts"

/** Undefined where as many are open as may be. */
export async function insertInvitation(
  queryable: Queryable,
  invitation: {
    readonly merchantId: string
    readonly role: MemberRole
    readonly email: string | null
    readonly tokenHash: Buffer
    readonly createdBy: string
  },
): Promise<Invitation | undefined> {
  const { rows } = await queryable.query<Invitation>(
    `insert into invitations (merchant_id, id, role, email, token_hash, created_by, expires_at)
     select $1, $2, $3, lower($4), $5, $6, paidout_server_now() + $7 * interval '1 day'
     where (select count(*) from invitations where merchant_id = $1 and used_at is null
       and withdrawn_at is null and expires_at > paidout_server_now()) < $8
     returning ${INVITATION_COLUMNS}`,
    [
      invitation.merchantId,
      newUuid(),
      invitation.role,
      invitation.email,
      invitation.tokenHash,
      invitation.createdBy,
      LOGIN_LIMITS.invitationDaysMax,
      LOGIN_LIMITS.invitationsMax,
    ],
  )
  return rows[0]
}
