import type { PayoutState } from "../payout/apply-payout.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { PAYOUT_COLUMNS, payoutFromRow, type PayoutRow } from "./payout-row.ts"

export interface SubjectId {
  readonly merchantId: string
  readonly id: string
}

/** The payouts that exist of these, locked in one order for all workers. */
export async function lockPayouts(
  client: PoolClient,
  ids: readonly SubjectId[],
): Promise<readonly PayoutState[]> {
  const { rows } = await client.query<PayoutRow>({
    name: "lock-payouts",
    text: `
      select ${PAYOUT_COLUMNS}
      from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
      join payouts p using (merchant_id, id)
      order by p.merchant_id, p.id
      for update of p`,
    values: [
      plainArray(ids.map((each) => each.merchantId)),
      plainArray(ids.map((each) => each.id)),
    ],
  })
  return rows.map(payoutFromRow)
}
