import { countedMax } from "../postgres/counted-max.ts"
import type { Queryable } from "../postgres/pool.ts"

export interface InboxDepth {
  readonly unsettled: number
  /** Null where nothing waits. */
  readonly oldestUnsettledSeconds: number | null
  readonly quarantined: number
  readonly unrecognised: number
}

/** Of all merchants, for `/metrics`; of more than `countedMax` each, a lower bound. */
export async function findInboxDepth(queryable: Queryable): Promise<InboxDepth> {
  const { rows } = await queryable.query<{
    unsettled: number
    oldest_seconds: number | null
    quarantined: number
    unrecognised: number
  }>(
    `select
       (select count(*)::integer from (select from unsettled limit $1) as u) as unsettled,
       (select extract(epoch from paidout_now() - m.received_at)::float8
        from (select merchant_id, message_id from unsettled order by message_id limit 1) as oldest
        join messages m on m.merchant_id = oldest.merchant_id and m.id = oldest.message_id
       ) as oldest_seconds,
       of_state.quarantined, of_state.unrecognised
     from (
       select count(*) filter (where state = 'quarantined')::integer as quarantined,
         count(*) filter (where state = 'unrecognised')::integer as unrecognised
       from (select state from parked limit $1) as p
     ) as of_state`,
    [countedMax],
  )
  const row = rows[0]
  return {
    unsettled: row?.unsettled ?? 0,
    oldestUnsettledSeconds: row?.oldest_seconds ?? null,
    quarantined: row?.quarantined ?? 0,
    unrecognised: row?.unrecognised ?? 0,
  }
}
