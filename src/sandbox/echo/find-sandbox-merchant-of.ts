import type { Queryable } from "../../postgres/pool.ts"

/** Whose endpoints the webhooks of a merchant's simulated accounts go to. */
export async function findSandboxMerchantOf(
  queryable: Queryable,
  merchantId: string,
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ sandbox_merchant_id: string }>(
    "select sandbox_merchant_id from sandbox_accounts where merchant_id = $1 limit 1",
    [merchantId],
  )
  return rows[0]?.sandbox_merchant_id
}
