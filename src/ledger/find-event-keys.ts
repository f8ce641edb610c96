import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { EventKey } from "./insert-event-keys.ts"

/** Which of these events were heard before. */
export async function findEventKeys(
  queryable: Queryable,
  keys: readonly EventKey[],
): Promise<readonly EventKey[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    source_id: string
    key_hash: string
  }>({
    name: "find_event_keys",
    text: `
      select k.merchant_id, k.source_id, k.key_hash
      from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as w (m, s, k)
      join event_keys as k on k.merchant_id = w.m and k.source_id = w.s and k.key_hash = w.k`,
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
