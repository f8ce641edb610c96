import type { Queryable } from "../postgres/pool.ts"

/**
 * From now on parts of this resend only take out. The parts come first: whoever is adding to one
 * holds it and takes the resend last, so that no two wait for each other.
 */
export async function withdrawResendParts(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  await queryable.query(
    `update resend_parts set state = 'withdrawing', due_at = paidout_now()
     where merchant_id = $1 and resend_id = $2 and state <> 'finished'`,
    [key.merchantId, key.id],
  )
}

/** True where it was running. */
export async function cancelResend(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update resends set state = 'cancelled'
     where merchant_id = $1 and id = $2 and state = 'running'`,
    [key.merchantId, key.id],
  )
  return rowCount === 1
}
