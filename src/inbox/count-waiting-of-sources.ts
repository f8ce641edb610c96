import type { Queryable } from "../postgres/pool.ts"

export interface SourceWaiting {
  readonly sourceId: string
  readonly waiting: number
  readonly oldestWaitingAt: Date
}

/** What is received and not settled yet, by source: the oldest `limit` of the merchant's queue. */
export async function countWaitingOfSources(
  queryable: Queryable,
  merchantId: string,
  limit: number,
): Promise<readonly SourceWaiting[]> {
  const { rows } = await queryable.query<SourceWaiting>({
    name: "count_waiting_of_sources",
    text: `
      select source_id as "sourceId", count(*)::integer as waiting,
        uuid_time(min(message_id::text)::uuid) as "oldestWaitingAt"
      from (
        select source_id, message_id from unsettled
        where merchant_id = $1
        order by merchant_id, message_id
        limit $2
      ) as queue
      group by 1`,
    values: [merchantId, limit],
  })
  return rows
}
