import { byteaArray, plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** A request that was saved elsewhere, ready to be stored. Credentials are already hashed. */
export interface ImportedMessage {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly importId: string
  /** RFC 3339 UTC. */
  readonly receivedAt: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly bodySealed: Buffer
  readonly bodyBytes: number
  /** Its credentials are among today's secrets. */
  readonly isVerified: boolean
}

/** Stores many of them in one statement. They do not wait for settle. */
export async function appendImportedMessages(
  queryable: Queryable,
  messages: readonly ImportedMessage[],
): Promise<void> {
  await queryable.query({
    name: "append_imported_messages",
    text: `
      insert into messages
        (merchant_id, id, source_id, import_id, received_at, headers, body_sealed, body_bytes,
         is_verified, answer_status)
      select r.*, null
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::jsonb[],
        $7::bytea[], $8::integer[], $9::boolean[]) as r`,
    values: [
      plainArray(messages.map((message) => message.merchantId)),
      plainArray(messages.map((message) => message.id)),
      plainArray(messages.map((message) => message.sourceId)),
      plainArray(messages.map((message) => message.importId)),
      textArray(messages.map((message) => message.receivedAt)),
      textArray(messages.map((message) => JSON.stringify(message.headers))),
      byteaArray(messages.map((message) => message.bodySealed)),
      plainArray(messages.map((message) => message.bodyBytes)),
      plainArray(messages.map((message) => (message.isVerified ? "t" : "f"))),
    ],
  })
}
