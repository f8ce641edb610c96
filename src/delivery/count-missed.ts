import type { Queryable } from "../postgres/pool.ts"
import type { TimeSpan } from "../time-span.ts"

const missedMax = 100_000

/**
 * Deliveries made within the time while their endpoint was disabled, and not resent yet. Only
 * endpoints that are disabled, or were changed since (enabling is a change), can have any. Counts
 * no further than `missedMax`.
 */
export async function countMissed(
  queryable: Queryable,
  merchantId: string,
  { from, to, idsFrom, idsTo }: TimeSpan,
): Promise<number> {
  const { rows } = await queryable.query<{ missed: number }>(
    `select count(*)::integer as missed from (
       select 1 from endpoints e
       join deliveries d on d.endpoint_id = e.id and d.merchant_id = e.merchant_id
       where e.merchant_id = $1 and e.deleted_at is null
         and (e.state = 'disabled' or e.updated_at >= $4)
         and d.id >= uuid_at($2) and d.id < uuid_at($3)
         and d.state = 'missed' and d.created_at >= $4 and d.created_at < $5
       limit $6
     ) as found`,
    [merchantId, idsFrom, idsTo, from, to, missedMax],
  )
  return rows[0]?.missed ?? 0
}
