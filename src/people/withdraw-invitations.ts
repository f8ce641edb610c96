import type { Queryable } from "../postgres/pool.ts"

/** The open one of this id. False where there is none. */
export async function withdrawInvitation(
  queryable: Queryable,
  invitation: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update invitations set withdrawn_at = paidout_server_now()
     where merchant_id = $1 and id = $2 and used_at is null and withdrawn_at is null
       and expires_at > paidout_server_now()`,
    [invitation.merchantId, invitation.id],
  )
  return rowCount === 1
}

/** All open ones of one maker. */
export async function withdrawInvitationsBy(
  queryable: Queryable,
  made: { readonly merchantId: string; readonly createdBy: string },
): Promise<void> {
  await queryable.query(
    `update invitations set withdrawn_at = paidout_server_now()
     where merchant_id = $1 and created_by = $2 and used_at is null and withdrawn_at is null`,
    [made.merchantId, made.createdBy],
  )
}
