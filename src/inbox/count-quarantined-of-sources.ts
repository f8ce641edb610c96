import type { Queryable } from "../postgres/pool.ts"

/** Quarantined messages that are counted at most: a flood of junk must not slow a page. */
const countedMax = 2_000

/** How many messages of each of the merchant's sources wait in quarantine, by the source's id. */
export async function countQuarantinedOfSources(
  queryable: Queryable,
  merchantId: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await queryable.query<{ source_id: string; count: number }>(
    `select source_id, count(*)::integer as count
     from (
       select source_id from parked
       where merchant_id = $1 and state = 'quarantined'
       order by message_id desc
       limit $2
     ) as newest
     group by source_id`,
    [merchantId, countedMax],
  )
  return new Map(rows.map(({ source_id, count }) => [source_id, count]))
}
