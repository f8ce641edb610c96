import type { Queryable } from "../postgres/pool.ts"

/** A source of real money, of any merchant: the first made. */
export interface LiveSource {
  readonly merchantId: string
  readonly id: string
  readonly name: string
}

export async function findLiveSource(queryable: Queryable): Promise<LiveSource | undefined> {
  const { rows } = await queryable.query<{ merchant_id: string; id: string; name: string }>(
    "select merchant_id, id, name from sources where live order by id limit 1",
  )
  const [row] = rows
  return row && { merchantId: row.merchant_id, id: row.id, name: row.name }
}
