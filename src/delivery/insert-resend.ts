import type { Queryable } from "../postgres/pool.ts"
import type { ResendFilter } from "./resend.ts"

/**
 * A resend with a part for each endpoint that it may concern, deleted ones too. It takes only what
 * has an id below its own. Returns how many parts there are.
 */
export async function insertResend(
  queryable: Queryable,
  resend: {
    readonly merchantId: string
    readonly id: string
    readonly filter: ResendFilter
    readonly total: number | null
    readonly createdBy: string
  },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `with resend as (
       insert into resends (merchant_id, id, filter, state, total, created_by)
       values ($1, $2, $3, 'running', $4, $5)
       returning merchant_id, id
     )
     insert into resend_parts (merchant_id, resend_id, endpoint_id, place, state)
     select e.merchant_id, resend.id, e.id, '00000000-0000-0000-0000-000000000000', 'queueing'
     from resend join endpoints as e on e.merchant_id = resend.merchant_id
     where $6::uuid is null or e.id = $6`,
    [
      resend.merchantId,
      resend.id,
      JSON.stringify(resend.filter),
      resend.total,
      resend.createdBy,
      resend.filter.endpointId ?? null,
    ],
  )
  return rowCount ?? 0
}
