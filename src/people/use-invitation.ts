import type { Queryable } from "../postgres/pool.ts"

/** False where it is used, withdrawn or over by now: of two who accept at once one finds it so. */
export async function useInvitation(
  queryable: Queryable,
  used: { readonly merchantId: string; readonly id: string; readonly personId: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update invitations set used_at = paidout_server_now(), used_by = $3
     where merchant_id = $1 and id = $2 and used_at is null and withdrawn_at is null
       and expires_at > paidout_server_now()`,
    [used.merchantId, used.id, used.personId],
  )
  return rowCount === 1
}
