import type { Payout } from "../payout/payout.ts"
import type { Queryable } from "../postgres/pool.ts"
import { PAYOUT_COLUMNS, payoutFromRow, type PayoutRow } from "./payout-row.ts"

export async function findPayout(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Payout | undefined> {
  const { rows } = await queryable.query<PayoutRow>(
    `select ${PAYOUT_COLUMNS} from payouts p where merchant_id = $1 and id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && payoutFromRow(rows[0])
}
