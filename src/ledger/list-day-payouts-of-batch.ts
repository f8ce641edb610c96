import type { Queryable } from "../postgres/pool.ts"
import {
  DAY_PAYOUT_COLUMNS,
  dayPayoutFromRow,
  PAYOUT_DAY,
  type DayPayout,
  type DayPayoutRow,
} from "./day-payout.ts"

/** Of a bulk payout the payouts of a day that were there before the report. */
export async function listDayPayoutsOfBatch(
  queryable: Queryable,
  of: {
    readonly merchantId: string
    readonly batchId: string
    readonly day: string
    readonly reconciliationId: string
    readonly limit: number
  },
): Promise<readonly DayPayout[]> {
  const { rows } = await queryable.query<DayPayoutRow>({
    name: "list_day_payouts_of_batch",
    text: `
      select ${DAY_PAYOUT_COLUMNS} from payouts as p
      where p.merchant_id is not distinct from $1 and p.batch_id = $2 and ${PAYOUT_DAY} = $3::date
        and p.id < $4
      order by p.id
      limit $5`,
    values: [of.merchantId, of.batchId, of.day, of.reconciliationId, of.limit],
  })
  return rows.map(dayPayoutFromRow)
}
