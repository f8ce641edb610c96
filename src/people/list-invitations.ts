import type { Queryable } from "../postgres/pool.ts"
import { INVITATION_COLUMNS, type Invitation } from "./invitation.ts"

/** The merchant's open ones, newest first, below the id `before`. */
export async function listInvitations(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Invitation[]> {
  const { rows } = await queryable.query<Invitation>(
    `select ${INVITATION_COLUMNS} from invitations
     where merchant_id = $1 and ($2::uuid is null or id < $2)
       and used_at is null and withdrawn_at is null and expires_at > paidout_server_now()
     order by id desc
     limit $3`,
    [page.merchantId, page.before ?? null, page.limit],
  )
  return rows
}
