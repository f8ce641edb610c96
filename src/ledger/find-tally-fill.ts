import type { Queryable } from "../postgres/pool.ts"

/** Whether payouts of before the tallies are still to be counted. */
export async function hasTallyFill(queryable: Queryable, merchantId: string): Promise<boolean> {
  const { rows } = await queryable.query<{ found: boolean }>(
    "select exists (select from tally_fills where merchant_id = $1) as found",
    [merchantId],
  )
  return rows[0]?.found === true
}
