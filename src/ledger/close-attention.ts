import type { Queryable } from "../postgres/pool.ts"

export interface AttentionToClose {
  readonly merchantId: string
  readonly kind: string
  readonly subjectId: string
  readonly because: string
  /** Who settled it, where that was a person or a key. */
  readonly by?: string
}

/** Closes items that the facts have settled. None open: nothing happens. */
export async function closeAttention(
  queryable: Queryable,
  items: readonly AttentionToClose[],
): Promise<void> {
  await queryable.query({
    name: "close-attention",
    text: `
      update attention_items a set closed_at = paidout_now(), closed_because = r.b, closed_by = r.w
      from json_to_recordset($1::json) as r(m uuid, k text, o uuid, b text, w text)
      where a.merchant_id = r.m and a.kind = r.k and a.subject_id = r.o and a.closed_at is null`,
    values: [
      JSON.stringify(
        items.map((item) => ({
          m: item.merchantId,
          k: item.kind,
          o: item.subjectId,
          b: item.because,
          w: item.by ?? null,
        })),
      ),
    ],
  })
}
