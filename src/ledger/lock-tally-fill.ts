import type { PoolClient } from "../postgres/pool.ts"

export interface TallyFill {
  readonly merchantId: string
  readonly place: string
  readonly ends: string
}

/** A merchant whose payouts of before the tallies are not all counted yet; its writers wait. */
export async function lockTallyFill(client: PoolClient): Promise<TallyFill | undefined> {
  const { rows } = await client.query<TallyFill>(
    `select merchant_id as "merchantId", place, ends from tally_fills
     order by merchant_id
     limit 1
     for update`,
  )
  return rows[0]
}
