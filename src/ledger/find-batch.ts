import type { Batch } from "../payout/batch.ts"
import type { Queryable } from "../postgres/pool.ts"
import { BATCH_COLUMNS, batchFromRow, type BatchRow } from "./batch-row.ts"

export async function findBatch(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Batch | undefined> {
  const { rows } = await queryable.query<BatchRow>(
    `select ${BATCH_COLUMNS} from batches b where merchant_id = $1 and id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && batchFromRow(rows[0])
}
