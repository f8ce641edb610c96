import type { Queryable } from "../postgres/pool.ts"

export async function useInvitation(
  queryable: Queryable,
  used: { readonly merchantId: string; readonly id: string; readonly personId: string },
): Promise<void> {
  await queryable.query(
    `update invitations set used_at = paidout_server_now(), used_by = $3
     where merchant_id = $1 and id = $2`,
    [used.merchantId, used.id, used.personId],
  )
}
