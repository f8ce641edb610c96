import type { PoolClient } from "../postgres/pool.ts"

/** The caller holds its lock. */
export async function moveTallyFill(
  client: PoolClient,
  fill: { readonly merchantId: string; readonly place: string },
): Promise<void> {
  await client.query("update tally_fills set place = $2 where merchant_id = $1", [
    fill.merchantId,
    fill.place,
  ])
}

/** All are counted: from now on writing payouts takes no lock. */
export async function endTallyFill(client: PoolClient, merchantId: string): Promise<void> {
  await client.query("delete from tally_fills where merchant_id = $1", [merchantId])
}
