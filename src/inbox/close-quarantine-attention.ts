import type { PoolClient } from "../postgres/pool.ts"

/** Waits for whoever is just keeping a message of this source: then it is there to be counted. */
export async function lockQuarantineAttention(
  client: PoolClient,
  source: { readonly merchantId: string; readonly sourceId: string },
): Promise<void> {
  await client.query({
    name: "lock-quarantine-attention",
    text: `
      select 1 from attention_items
      where merchant_id = $1 and kind = 'quarantined' and subject_id = $2 and closed_at is null
      for update`,
    values: [source.merchantId, source.sourceId],
  })
}

/** Closes the item where nothing of the source is quarantined any more. Lock it first. */
export async function closeQuarantineAttention(
  client: PoolClient,
  source: { readonly merchantId: string; readonly sourceId: string; readonly because: string },
): Promise<void> {
  await client.query({
    name: "close-quarantine-attention",
    text: `
      update attention_items set closed_at = paidout_now(), closed_because = $3
      where merchant_id = $1 and kind = 'quarantined' and subject_id = $2 and closed_at is null
        and not exists (
          select from parked
          where merchant_id = $1 and source_id = $2 and state = 'quarantined'
        )`,
    values: [source.merchantId, source.sourceId, source.because],
  })
}
