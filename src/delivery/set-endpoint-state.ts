import type { Queryable } from "../postgres/pool.ts"
import { ENDPOINT_COLUMNS, endpointFromRow, type EndpointRow } from "./endpoint-row.ts"
import type { DisabledReason, Endpoint } from "./endpoint.ts"

/**
 * Disables (with a reason) or enables (null). Undefined where it is in that state already, so that
 * of many callers at once only one tells about it.
 */
export async function setEndpointState(
  queryable: Queryable,
  request: {
    readonly merchantId: string
    readonly id: string
    readonly disabledReason: DisabledReason | null
    /** Only while this is its URL: a change that came in between wins. */
    readonly onlyAtUrl?: string
  },
): Promise<Endpoint | undefined> {
  const { rows } = await queryable.query<EndpointRow>(
    `update endpoints set
       state = case when $3::text is null then 'active' else 'disabled' end,
       disabled_reason = $3,
       updated_at = paidout_now()
     where merchant_id = $1 and id = $2 and deleted_at is null
       and state = case when $3::text is null then 'disabled' else 'active' end
       and ($4::text is null or url = $4)
     returning ${ENDPOINT_COLUMNS}`,
    [request.merchantId, request.id, request.disabledReason, request.onlyAtUrl ?? null],
  )
  return rows[0] && endpointFromRow(rows[0])
}
