import type { Queryable } from "../postgres/pool.ts"

/** Sources of which something was let go; their attention items may be closed. */
export interface PrunedQuarantine {
  readonly pruned: number
  readonly sources: readonly { readonly merchantId: string; readonly sourceId: string }[]
}

/**
 * Lets refused requests go that were last seen longer ago than that, with the room they took. Seen
 * is by the sandbox's clock, which only runs ahead: never too early.
 */
export async function pruneQuarantine(
  queryable: Queryable,
  options: { readonly days: number; readonly limit: number },
): Promise<PrunedQuarantine> {
  const { rows } = await queryable.query<{
    merchant_id: string
    source_id: string
    pruned: number
  }>(
    `with old as materialized (
       select merchant_id, message_id, source_id, credential_hash from parked
       where state = 'quarantined'
         and last_seen_at < paidout_server_now() - make_interval(days => $1)
       limit $2
       for update skip locked
     ), gone as (
       delete from parked as p using old
       where p.merchant_id = old.merchant_id and p.message_id = old.message_id
     ), messages_gone as (
       delete from messages as m using old
       where m.merchant_id = old.merchant_id and m.id = old.message_id
       returning m.merchant_id, old.source_id, old.credential_hash, m.body_bytes
     ), freed as (
       select merchant_id, source_id, credential_hash, count(*) as kept, sum(body_bytes) as bytes
       from messages_gone group by 1, 2, 3
     ), room as (
       update quarantine_credentials as q
       set kept = greatest(0, q.kept - freed.kept),
         kept_bytes = greatest(0, q.kept_bytes - freed.bytes),
         dropped = q.dropped + freed.kept
       from freed
       where q.merchant_id = freed.merchant_id and q.source_id = freed.source_id
         and q.credential_hash = freed.credential_hash
     )
     select merchant_id, source_id, count(*)::integer as pruned from old group by 1, 2`,
    [options.days, options.limit],
  )
  return {
    pruned: rows.reduce((sum, row) => sum + row.pruned, 0),
    sources: rows.map((row) => ({ merchantId: row.merchant_id, sourceId: row.source_id })),
  }
}
