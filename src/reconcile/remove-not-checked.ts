import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** Somebody else could say it after all. Returns of which of these payouts that was still open. */
export async function removeNotChecked(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
  payoutIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await queryable.query<{ about: string }>({
    name: "remove_not_checked",
    text: `delete from reconciliation_findings
           where merchant_id = $1 and reconciliation_id = $2 and about = any ($3::text[])
             and kind = 'not_checked'
           returning about`,
    values: [key.merchantId, key.id, textArray(payoutIds)],
  })
  return new Set(rows.map(({ about }) => about))
}
