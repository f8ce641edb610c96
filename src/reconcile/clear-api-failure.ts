import type { Queryable } from "../postgres/pool.ts"

/** A source's API answers. Returns whether it did not before. */
export async function clearApiFailure(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "clear_api_failure",
    text: `
      update call_budgets set failing_since = null, finding = null, detail = null
      where merchant_id = $1 and source_id = $2 and failing_since is not null`,
    values: [source.merchantId, source.sourceId],
  })
  return rowCount === 1
}
