import type { Queryable } from "../postgres/pool.ts"

/** What a provider answered, as it was kept. */
export interface StoredReading {
  readonly id: string
  readonly sourceId: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Null once it was pruned. */
  readonly bodySealed: Buffer | null
  /** SHA-256 of the body's bytes. */
  readonly bodyHash: Buffer
  readonly readAt: Date
}

export async function findReading(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<StoredReading | undefined> {
  const { rows } = await queryable.query<StoredReading>(
    `select id, source_id as "sourceId", method, path, status, headers,
       body_sealed as "bodySealed", body_hash as "bodyHash", read_at as "readAt"
     from readings where merchant_id = $1 and id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0]
}
