import type { Queryable } from "../postgres/pool.ts"

export interface InboxDepth {
  readonly unsettled: number
  /** Null where nothing waits. */
  readonly oldestUnsettledSeconds: number | null
  readonly quarantined: number
  readonly unrecognised: number
}

/** Of all merchants, for `/metrics`. */
export async function findInboxDepth(queryable: Queryable): Promise<InboxDepth> {
  const { rows } = await queryable.query<{
    unsettled: number
    oldest_seconds: number | null
    quarantined: number
    unrecognised: number
  }>(
    `select
       (select count(*)::integer from unsettled) as unsettled,
       (select extract(epoch from paidout_now() - m.received_at)::float8
        from (select merchant_id, message_id from unsettled order by message_id limit 1) as oldest
        join messages m on m.merchant_id = oldest.merchant_id and m.id = oldest.message_id
       ) as oldest_seconds,
       (select count(*)::integer from parked where state = 'quarantined') as quarantined,
       (select count(*)::integer from parked where state = 'unrecognised') as unrecognised`,
  )
  const row = rows[0]
  return {
    unsettled: row?.unsettled ?? 0,
    oldestUnsettledSeconds: row?.oldest_seconds ?? null,
    quarantined: row?.quarantined ?? 0,
    unrecognised: row?.unrecognised ?? 0,
  }
}
