import type { Queryable } from "../postgres/pool.ts"

/** After a step that failed: others have their turn first. */
export async function postponeResendPart(
  queryable: Queryable,
  part: { readonly merchantId: string; readonly resendId: string; readonly endpointId: string },
  delayMs: number,
): Promise<void> {
  await queryable.query(
    `update resend_parts set due_at = paidout_now() + $4 * interval '1 millisecond'
     where merchant_id = $1 and resend_id = $2 and endpoint_id = $3`,
    [part.merchantId, part.resendId, part.endpointId, delayMs],
  )
}
