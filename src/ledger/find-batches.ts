import type { BatchState } from "../payout/apply-batch.ts"
import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { SubjectId } from "./lock-payouts.ts"
import { BATCH_COLUMNS, batchFromRow, type BatchRow } from "./batch-row.ts"

/** The batches that exist of these, as they stand. */
export async function findBatches(
  queryable: Queryable,
  ids: readonly SubjectId[],
): Promise<readonly BatchState[]> {
  const { rows } = await queryable.query<BatchRow>({
    name: "find-batches",
    text: `
      select ${BATCH_COLUMNS}
      from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
      join batches b using (merchant_id, id)`,
    values: [
      plainArray(ids.map((each) => each.merchantId)),
      plainArray(ids.map((each) => each.id)),
    ],
  })
  return rows.map(batchFromRow)
}
