import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import {
  DAY_PAYOUT_COLUMNS,
  dayPayoutFromRow,
  type DayPayout,
  type DayPayoutRow,
} from "./day-payout.ts"

/** As they stand now, by their ids. */
export async function findDayPayouts(
  queryable: Queryable,
  of: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, DayPayout>> {
  const { rows } = await queryable.query<DayPayoutRow>({
    name: "find_day_payouts",
    text: `
      select ${DAY_PAYOUT_COLUMNS}
      from unnest($2::uuid[]) as w (id)
      join payouts as p on p.merchant_id = $1 and p.id = w.id`,
    values: [of.merchantId, plainArray([...new Set(of.ids)])],
  })
  return new Map(rows.map((row) => [row.id, dayPayoutFromRow(row)]))
}
