import type { PayoutState } from "../payout/apply-payout.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { SubjectId } from "./lock-payouts.ts"
import { PAYOUT_COLUMNS, payoutFromRow, type PayoutRow } from "./payout-row.ts"

/** The payouts that exist of these, as they stand. */
export async function findPayouts(
  queryable: Queryable,
  ids: readonly SubjectId[],
): Promise<readonly PayoutState[]> {
  const { rows } = await queryable.query<PayoutRow>({
    name: "find-payouts",
    text: `
      select ${PAYOUT_COLUMNS}
      from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
      join payouts p using (merchant_id, id)`,
    values: [
      plainArray(ids.map((each) => each.merchantId)),
      plainArray(ids.map((each) => each.id)),
    ],
  })
  return rows.map(payoutFromRow)
}
