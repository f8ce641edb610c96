import type { Queryable } from "../postgres/pool.ts"

export interface Withdrawable {
  readonly deliveryId: string
  /** Whose order it stands in; null: in none. */
  readonly orderKey: string | null
}

/** Up to `limit` deliveries of a resend in an endpoint's queue that no worker holds. */
export async function listWithdrawable(
  queryable: Queryable,
  part: {
    readonly merchantId: string
    readonly resendId: string
    readonly endpointId: string
    readonly limit: number
  },
): Promise<readonly Withdrawable[]> {
  const { rows } = await queryable.query<{ delivery_id: string; order_key: string | null }>({
    name: "list_withdrawable",
    text: `
      select delivery_id, order_key from due_deliveries
      where merchant_id = $1 and resend_id = $2 and endpoint_id = $3 and claimed_by is null
      limit $4`,
    values: [part.merchantId, part.resendId, part.endpointId, part.limit],
  })
  return rows.map((row) => ({ deliveryId: row.delivery_id, orderKey: row.order_key }))
}
