import type { PoolClient, Queryable } from "../postgres/pool.ts"

export interface QuarantinedMessage {
  readonly id: string
  readonly sourceId: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly bodySealed: Buffer | null
}

/**
 * The next quarantined messages behind the id `after`, oldest first, locked: of a source, or of any. One that
 * another operator is just releasing is left to him.
 */
export async function lockQuarantined(
  client: PoolClient,
  source: {
    readonly merchantId: string
    readonly sourceId: string | null
    readonly after: string | null
    readonly limit: number
  },
): Promise<readonly QuarantinedMessage[]> {
  const { rows } = await client.query<{
    id: string
    source_id: string
    headers: Record<string, string[]>
    body_sealed: Buffer | null
  }>({
    name: "lock-quarantined",
    text: `
      select p.message_id as id, p.source_id, m.headers, m.body_sealed
      from parked p join messages m on m.merchant_id = p.merchant_id and m.id = p.message_id
      where p.merchant_id = $1 and p.state = 'quarantined'
        and ($2::uuid is null or p.source_id = $2)
        and ($3::uuid is null or p.message_id > $3)
      order by p.message_id
      limit $4
      for update of p skip locked`,
    values: [source.merchantId, source.sourceId, source.after, source.limit],
  })
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    headers: row.headers,
    bodySealed: row.body_sealed,
  }))
}

/** How many of a source, or of any, are quarantined behind the id `after`. */
export async function countQuarantined(
  client: Queryable,
  source: {
    readonly merchantId: string
    readonly sourceId: string | null
    readonly after: string | null
  },
): Promise<number> {
  const { rows } = await client.query<{ count: number }>({
    name: "count-quarantined",
    text: `
      select count(*)::integer as count from parked
      where merchant_id = $1 and state = 'quarantined' and ($2::uuid is null or source_id = $2)
        and ($3::uuid is null or message_id > $3)`,
    values: [source.merchantId, source.sourceId, source.after],
  })
  return rows[0]?.count ?? 0
}
