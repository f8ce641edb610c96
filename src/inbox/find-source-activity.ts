import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What a source was sent of late. */
export interface SourceActivity {
  /** Null: nothing among the merchant's newest messages. */
  readonly lastMessageAt: Date | null
  readonly lastVerifiedAt: Date | null
  /** Messages of a day, and how many of them are, or became, authentic. */
  readonly received: number
  readonly verified: number
  /** Null: a day ago; later where more came than is looked at. */
  readonly countedSince: Date | null
}

/** A merchant's newest messages that are looked at: a page of sources must not read a day of them. */
const messagesMax = 2_000

/** Of each of these sources, by its id. */
export async function findSourceActivity(
  queryable: Queryable,
  wanted: { readonly merchantId: string; readonly sourceIds: readonly string[] },
): Promise<(sourceId: string) => SourceActivity | undefined> {
  const { rows } = await queryable.query<SourceActivity & { readonly sourceId: string }>(
    `with newest as materialized (
       select id, source_id, received_at, import_id from messages
       where merchant_id = $1 order by id desc limit $3
     ), reach as (
       select paidout_now() - interval '1 day' as a_day_ago,
         case when count(*) >= $3 then min(received_at) end as oldest
       from newest
     ), judged as (
       select n.source_id, n.received_at, p.message_id is null as is_verified
       from newest n
       left join lateral (
         select message_id from parked
         where merchant_id = $1 and message_id = n.id and state = 'quarantined' offset 0
       ) as p on true
       where n.import_id is null
     )
     select s.id as "sourceId",
       case when oldest > a_day_ago then oldest end as "countedSince",
       max(j.received_at) as "lastMessageAt",
       max(j.received_at) filter (where j.is_verified) as "lastVerifiedAt",
       count(*) filter (where j.received_at >= a_day_ago)::integer as received,
       count(*) filter (where j.received_at >= a_day_ago and j.is_verified)::integer as verified
     from unnest($2::uuid[]) as s (id)
     cross join reach
     left join judged j on j.source_id = s.id
     group by s.id, a_day_ago, oldest`,
    [wanted.merchantId, plainArray(wanted.sourceIds), messagesMax],
  )
  const activity = new Map(rows.map(({ sourceId, ...row }) => [sourceId, row]))
  return (sourceId) => activity.get(sourceId)
}
