import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What a provider sent, sealed as it is stored. */
export interface MessageBody {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  /** Credentials stand as keyed hashes in them. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly bodySealed: Buffer
}

/** The messages among these whose body was not pruned; the caller bounds how many. */
export async function findMessageBodies(
  queryable: Queryable,
  messages: readonly { readonly merchantId: string; readonly id: string }[],
): Promise<readonly MessageBody[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    id: string
    source_id: string
    headers: Readonly<Record<string, readonly string[]>>
    body_sealed: Buffer
  }>({
    name: "find_message_bodies",
    text: `
      select m.merchant_id, m.id, m.source_id, m.headers, m.body_sealed
      from unnest($1::uuid[], $2::uuid[]) as wanted (merchant_id, id)
      join messages as m using (merchant_id, id)
      where m.body_sealed is not null`,
    values: [
      plainArray(messages.map((message) => message.merchantId)),
      plainArray(messages.map((message) => message.id)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    headers: row.headers,
    bodySealed: row.body_sealed,
  }))
}
