import type { Queryable } from "../postgres/pool.ts"
import type { TimeSpan } from "../time-span.ts"

/** Parked messages of one source that were parked for the same likely reason. */
export interface ParkedGroup {
  readonly sourceId: string
  readonly count: number
  readonly hint: string
}

/** Messages that are looked at; with more, the counts are only a lower bound. */
const messagesMax = 100_000

/** Messages refused within the time, each body once, and not released yet; most first. */
export async function countQuarantined(
  queryable: Queryable,
  merchantId: string,
  options: { readonly span: TimeSpan; readonly limit: number },
): Promise<readonly ParkedGroup[]> {
  const { rows } = await queryable.query<ParkedGroup>(
    `select source_id as "sourceId", count(*)::integer as count,
       mode() within group (order by hint) as hint
     from (
       select source_id, hint from parked
       where merchant_id = $1 and state = 'quarantined'
         and last_seen_at >= $2 and parked_at < $3
       limit $4
     ) as found
     group by source_id
     order by 2 desc, 1
     limit $5`,
    [merchantId, options.span.from, options.span.to, messagesMax, options.limit],
  )
  return rows
}

/** Authentic messages of the time that were not understood and still wait; most first. */
export async function countUnrecognised(
  queryable: Queryable,
  merchantId: string,
  options: { readonly span: TimeSpan; readonly limit: number },
): Promise<readonly ParkedGroup[]> {
  const { from, to, idsFrom, idsTo } = options.span
  const { rows } = await queryable.query<ParkedGroup>(
    `select source_id as "sourceId", count(*)::integer as count,
       mode() within group (order by hint) as hint
     from (
       select source_id, hint from parked
       where merchant_id = $1 and state = 'unrecognised'
         and message_id >= uuid_at($2) and message_id < uuid_at($3)
         and parked_at >= $4 and parked_at < $5
       limit $6
     ) as found
     group by source_id
     order by 2 desc, 1
     limit $7`,
    [merchantId, idsFrom, idsTo, from, to, messagesMax, options.limit],
  )
  return rows
}
