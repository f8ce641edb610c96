import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"

export interface EventKey {
  readonly merchantId: string
  readonly sourceId: string
  /** 128 bits of SHA-256 of the event's key, as UUID text. */
  readonly keyHash: string
}

/**
 * Marks events as heard; returns the ones that were not heard before. Keys are kept for ever:
 * providers retry for weeks and resend years later.
 */
export async function insertEventKeys(
  client: PoolClient,
  keys: readonly EventKey[],
): Promise<readonly EventKey[]> {
  const { rows } = await client.query<{
    merchant_id: string
    source_id: string
    key_hash: string
  }>({
    name: "insert-event-keys",
    text: `
      insert into event_keys (merchant_id, source_id, key_hash)
      select m, s, k
      from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as w(m, s, k)
      order by m, s, k
      on conflict do nothing
      returning merchant_id, source_id, key_hash`,
    values: [
      plainArray(keys.map((key) => key.merchantId)),
      plainArray(keys.map((key) => key.sourceId)),
      plainArray(keys.map((key) => key.keyHash)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    sourceId: row.source_id,
    keyHash: row.key_hash,
  }))
}
