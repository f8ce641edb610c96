import type { Queryable } from "../postgres/pool.ts"

/** All payouts of this bulk payout were looked at together. */
export async function noteReadBatch(
  queryable: Queryable,
  batch: { readonly merchantId: string; readonly id: string; readonly batchId: string },
): Promise<void> {
  await queryable.query({
    name: "note_read_batch",
    text: `insert into reconciliation_batches (merchant_id, reconciliation_id, batch_id)
           values ($1, $2, $3) on conflict do nothing`,
    values: [batch.merchantId, batch.id, batch.batchId],
  })
}
