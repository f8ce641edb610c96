import type { PoolClient } from "../postgres/pool.ts"

/** Takes a message out of parking and queues it for settle. `releasedBy` says on whose word. */
export async function requeueMessage(
  client: PoolClient,
  message: { merchantId: string; id: string; releasedBy: string },
): Promise<void> {
  await client.query({
    name: "requeue-message",
    text: `
      with released as (
        delete from parked where merchant_id = $1 and message_id = $2
        returning merchant_id, message_id, source_id, credential_hash, state, forwarded
      ),
      room as (
        update quarantine_credentials q
        set kept = greatest(0, q.kept - 1),
          kept_bytes = greatest(0, q.kept_bytes - m.body_bytes)
        from released r
        join messages m on m.merchant_id = r.merchant_id and m.id = r.message_id
        where r.state = 'quarantined' and q.merchant_id = r.merchant_id
          and q.source_id = r.source_id and q.credential_hash = r.credential_hash
      )
      insert into unsettled
        (merchant_id, message_id, source_id, body_bytes, released_by, forwarded)
      select r.merchant_id, r.message_id, r.source_id, m.body_bytes, $3, r.forwarded
      from released r
      join messages m on m.merchant_id = r.merchant_id and m.id = r.message_id
      on conflict (merchant_id, message_id) do nothing`,
    values: [message.merchantId, message.id, message.releasedBy],
  })
}
