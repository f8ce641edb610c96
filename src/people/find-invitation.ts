import type { Queryable } from "../postgres/pool.ts"
import { INVITATION_COLUMNS, type Invitation } from "./invitation.ts"

/** The open one of this token, of any merchant. Looking does not use it up. */
export async function findInvitation(
  queryable: Queryable,
  tokenHash: Buffer,
): Promise<Invitation | undefined> {
  const { rows } = await queryable.query<Invitation>(
    `select ${INVITATION_COLUMNS} from invitations
     where token_hash = $1 and used_at is null and withdrawn_at is null
       and expires_at > paidout_server_now()`,
    [tokenHash],
  )
  return rows[0]
}
