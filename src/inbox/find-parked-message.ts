import type { PoolClient } from "../postgres/pool.ts"

export interface FoundParkedMessage {
  readonly sourceId: string
  readonly state: "quarantined" | "unrecognised"
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly bodySealed: Buffer | null
  readonly receivedAt: Date
  /** The import that brought it; null: it was received. */
  readonly importId: string | null
}

/** Locks the parked row: two operators cannot release one message twice. */
export async function lockParkedMessage(
  client: PoolClient,
  merchantId: string,
  messageId: string,
): Promise<FoundParkedMessage | undefined> {
  const { rows } = await client.query<{
    source_id: string
    state: "quarantined" | "unrecognised"
    headers: Record<string, string[]>
    body_sealed: Buffer | null
    received_at: Date
    import_id: string | null
  }>({
    name: "lock-parked-message",
    text: `
      select p.source_id, p.state, m.headers, m.body_sealed, m.received_at, m.import_id
      from parked p join messages m on m.merchant_id = p.merchant_id and m.id = p.message_id
      where p.merchant_id = $1 and p.message_id = $2
      for update of p`,
    values: [merchantId, messageId],
  })
  const row = rows[0]
  return row === undefined
    ? undefined
    : {
        sourceId: row.source_id,
        state: row.state,
        headers: row.headers,
        bodySealed: row.body_sealed,
        receivedAt: row.received_at,
        importId: row.import_id,
      }
}

export async function messageExists(
  client: PoolClient,
  merchantId: string,
  messageId: string,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "message-exists",
    text: `select 1 from messages where merchant_id = $1 and id = $2`,
    values: [merchantId, messageId],
  })
  return (rowCount ?? 0) > 0
}
