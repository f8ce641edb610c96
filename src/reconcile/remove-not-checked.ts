import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { sideFromJson, type StoredSide } from "./found-side.ts"
import type { FoundSide } from "./reconciliation.ts"

/**
 * Somebody else could say it after all. Returns of which of these payouts that was still open, and as
 * what each was counted.
 */
export async function removeNotChecked(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
  payoutIds: readonly string[],
): Promise<Map<string, FoundSide | null>> {
  const { rows } = await queryable.query<{ about: string; ours: StoredSide | null }>({
    name: "remove_not_checked",
    text: `delete from reconciliation_findings
           where merchant_id = $1 and reconciliation_id = $2 and about = any ($3::text[])
             and kind = 'not_checked'
           returning about, ours`,
    values: [key.merchantId, key.id, textArray(payoutIds)],
  })
  return new Map(rows.map(({ about, ours }) => [about, sideFromJson(ours)]))
}
