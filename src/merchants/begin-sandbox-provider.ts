import type { Queryable } from "../postgres/pool.ts"

/**
 * True for the first who asks, and never again: a provider's first account is made once, and one
 * that was deleted stays away. Call it in the transaction that makes the account.
 */
export async function beginSandboxProvider(
  queryable: Queryable,
  of: { readonly sandboxMerchantId: string; readonly provider: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update merchants set sandbox_begun = array_append(sandbox_begun, $2)
     where id = $1 and not $2 = any (sandbox_begun)`,
    [of.sandboxMerchantId, of.provider],
  )
  return rowCount === 1
}
