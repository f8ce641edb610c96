import type { Queryable } from "../postgres/pool.ts"

/**
 * What of a resend stands in an endpoint's queue: how many were not tried yet, counted up to
 * `waitingMax`, and whether there is anything at all.
 */
export async function countResendQueue(
  queryable: Queryable,
  part: {
    readonly merchantId: string
    readonly resendId: string
    readonly endpointId: string
    readonly waitingMax: number
  },
): Promise<{ readonly waiting: number; readonly isEmpty: boolean }> {
  const { rows } = await queryable.query<{ waiting: number; is_empty: boolean }>({
    name: "count_resend_queue",
    text: `
      select
        (select count(*)::integer from (
          select from due_deliveries
          where merchant_id = $1 and resend_id = $2 and endpoint_id = $3 and tries = 0
          limit $4
        ) as untried) as waiting,
        not exists (
          select from due_deliveries
          where merchant_id = $1 and resend_id = $2 and endpoint_id = $3
        ) as is_empty`,
    values: [part.merchantId, part.resendId, part.endpointId, part.waitingMax],
  })
  return { waiting: rows[0]?.waiting ?? 0, isEmpty: rows[0]?.is_empty ?? true }
}
