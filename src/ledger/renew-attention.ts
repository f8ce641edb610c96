import type { Queryable } from "../postgres/pool.ts"

export interface AttentionToRenew {
  readonly merchantId: string
  readonly kind: string
  readonly subjectId: string
  readonly advice: string
  readonly detail: Readonly<Record<string, unknown>>
}

/**
 * More is known of what these open items are about, which wakes one that may wait. One that was closed
 * stays closed.
 */
export async function renewAttention(
  queryable: Queryable,
  items: readonly AttentionToRenew[],
): Promise<void> {
  await queryable.query({
    name: "renew-attention",
    text: `
      update attention_items a set advice = r.a, detail = a.detail || r.d,
        snoozed_until = case
          when a.advice = r.a and a.detail = a.detail || r.d then a.snoozed_until end
      from json_to_recordset($1::json) as r(m uuid, k text, o uuid, a text, d jsonb)
      where a.merchant_id = r.m and a.kind = r.k and a.subject_id = r.o and a.closed_at is null`,
    values: [
      JSON.stringify(
        items.map((item) => ({
          m: item.merchantId,
          k: item.kind,
          o: item.subjectId,
          a: item.advice,
          d: item.detail,
        })),
      ),
    ],
  })
}
