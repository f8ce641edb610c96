import type { Queryable } from "../postgres/pool.ts"

/** The next payouts of a batch, behind the id `after`, that were not sent yet. */
export async function listPendingOfBatch(
  queryable: Queryable,
  batch: {
    readonly merchantId: string
    readonly batchId: string
    readonly after: string | null
    readonly limit: number
  },
): Promise<readonly string[]> {
  const { rows } = await queryable.query<{ id: string }>(
    `select id from payouts
     where merchant_id = $1 and batch_id = $2 and status = 'pending'
       and ($3::uuid is null or id > $3)
     order by id
     limit $4`,
    [batch.merchantId, batch.batchId, batch.after, batch.limit],
  )
  return rows.map(({ id }) => id)
}
