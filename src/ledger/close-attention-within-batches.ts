import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { SubjectId } from "./lock-payouts.ts"

/** Closes the items of this kind of the payouts of these batches: one item of each batch tells. */
export async function closeAttentionWithinBatches(
  queryable: Queryable,
  batches: readonly SubjectId[],
  close: { readonly kind: string; readonly because: string },
): Promise<void> {
  await queryable.query({
    name: "close-attention-within-batches",
    text: `
      update attention_items a set closed_at = paidout_now(), closed_because = $4
      from unnest($1::uuid[], $2::uuid[]) as w (merchant_id, batch_id)
      join payouts p on p.merchant_id = w.merchant_id and p.batch_id = w.batch_id
      where a.merchant_id = p.merchant_id and a.subject_id = p.id and a.kind = $3
        and a.closed_at is null`,
    values: [
      plainArray(batches.map((each) => each.merchantId)),
      plainArray(batches.map((each) => each.id)),
      close.kind,
      close.because,
    ],
  })
}
