import type { BatchState } from "../payout/apply-batch.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { BATCH_COLUMNS, batchFromRow, type BatchRow } from "./batch-row.ts"
import type { SubjectId } from "./lock-payouts.ts"

/** The batches that exist of these, locked in one order for all workers. */
export async function lockBatches(
  client: PoolClient,
  ids: readonly SubjectId[],
): Promise<readonly BatchState[]> {
  const { rows } = await client.query<BatchRow>({
    name: "lock-batches",
    text: `
      select ${BATCH_COLUMNS}
      from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
      join batches b using (merchant_id, id)
      order by b.merchant_id, b.id
      for update of b`,
    values: [
      plainArray(ids.map((each) => each.merchantId)),
      plainArray(ids.map((each) => each.id)),
    ],
  })
  return rows.map(batchFromRow)
}
