import { byteaArray, plainArray, textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** An authentic request, ready to be stored. Ids are UUIDs; credentials are already hashed. */
export interface NewMessage {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly remoteAddress: string | null
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly bodySealed: Buffer
  readonly bodyBytes: number
  readonly answerStatus: number
  /** Of the span that received it; null where nobody records. */
  readonly traceparent: string | null
}

/** Stores many requests and queues them for settle, in one statement and so in one commit. */
export async function appendMessages(
  queryable: Queryable,
  messages: readonly NewMessage[],
): Promise<void> {
  await queryable.query({
    name: "append-messages",
    text: `
      with input as materialized (
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[],
          $6::bytea[], $7::integer[], $8::smallint[], $9::text[])
          as r(merchant_id, id, source_id, remote_address, headers, body_sealed, body_bytes,
            answer_status, traceparent)
      ),
      stored as (
        insert into messages
          (merchant_id, id, source_id, received_at, remote_address, headers, body_sealed,
           body_bytes, answer_status)
        select merchant_id, id, source_id, paidout_now(), remote_address, headers, body_sealed,
          body_bytes, answer_status
        from input
      )
      insert into unsettled (merchant_id, message_id, source_id, body_bytes, traceparent)
      select merchant_id, id, source_id, body_bytes, traceparent from input`,
    values: [
      plainArray(messages.map((message) => message.merchantId)),
      plainArray(messages.map((message) => message.id)),
      plainArray(messages.map((message) => message.sourceId)),
      textArray(messages.map((message) => message.remoteAddress)),
      textArray(messages.map((message) => JSON.stringify(message.headers))),
      byteaArray(messages.map((message) => message.bodySealed)),
      plainArray(messages.map((message) => message.bodyBytes)),
      plainArray(messages.map((message) => message.answerStatus)),
      textArray(messages.map((message) => message.traceparent)),
    ],
  })
}
