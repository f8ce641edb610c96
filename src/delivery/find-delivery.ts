import type { Queryable } from "../postgres/pool.ts"
import { DELIVERY_COLUMNS, deliveryFromRow, type Delivery, type DeliveryRow } from "./delivery.ts"

export async function findDelivery(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Delivery | undefined> {
  const { rows } = await queryable.query<DeliveryRow>(
    `select ${DELIVERY_COLUMNS}
     from deliveries as d
     left join due_deliveries as q on q.merchant_id = d.merchant_id and q.delivery_id = d.id
     where d.merchant_id = $1 and d.id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && deliveryFromRow(rows[0])
}
