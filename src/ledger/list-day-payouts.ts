import type { Queryable } from "../postgres/pool.ts"
import {
  DAY_PAYOUT_COLUMNS,
  dayPayoutFromRow,
  PAYOUT_DAY,
  type DayPayout,
  type DayPayoutRow,
} from "./day-payout.ts"

/**
 * A source's payouts of a day in the order of their ids, above `after`, that were there before the
 * report, and without those of bulk payouts that it has read already.
 */
export async function listDayPayouts(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly sourceId: string
    readonly day: string
    readonly reconciliationId: string
    /** UUID; null: from the beginning. */
    readonly after: string | null
    readonly limit: number
  },
): Promise<readonly DayPayout[]> {
  const { rows } = await queryable.query<DayPayoutRow>({
    name: "list_day_payouts",
    // Not by merchant: the index of the day is the only way that does not read other days. And one
    // probe for each payout (offset 0): a join would read all that was noted, over and over.
    text: `
      select ${DAY_PAYOUT_COLUMNS} from payouts as p
      where p.merchant_id is not distinct from $1 and p.source_id = $2 and ${PAYOUT_DAY} = $3::date
        and p.id > $4 and p.id < $5
        and not exists (
          select from reconciliation_batches as read
          where read.merchant_id = $1 and read.reconciliation_id = $5
            and read.batch_id = p.batch_id
          offset 0)
      order by p.id
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
  return rows.map(dayPayoutFromRow)
}
