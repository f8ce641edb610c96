import type { Queryable } from "../postgres/pool.ts"

/** A bulk payout that was heard of on a day. */
export interface DayBatch {
  readonly id: string
  readonly providerId: string
}

/** Those whose payouts the report has not read, in the order of their ids, above `after`. */
export async function listDayBatches(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly sourceId: string
    readonly day: string
    readonly reconciliationId: string
    readonly after: string | null
    readonly limit: number
  },
): Promise<readonly DayBatch[]> {
  const { rows } = await queryable.query<{ id: string; provider_id: string }>({
    name: "list_day_batches",
    text: `
      select b.id, b.provider_id from batches as b
      where b.merchant_id is not distinct from $1 and b.source_id = $2
        and (b.created_at at time zone 'UTC')::date = $3::date
        and b.id > $4 and b.id < $5
        and not exists (
          select from reconciliation_batches as read
          where read.merchant_id = $1 and read.reconciliation_id = $5 and read.batch_id = b.id
          offset 0)
      order by b.id
      limit $6`,
    values: [
      page.merchantId,
      page.sourceId,
      page.day,
      page.after ?? "00000000-0000-0000-0000-000000000000",
      page.reconciliationId,
      page.limit,
    ],
  })
  return rows.map((row) => ({ id: row.id, providerId: row.provider_id }))
}
