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
}

/**
 * Stores many requests and queues them for settle, in one statement and so in one commit.
 * The bodies travel as one binary parameter that is cut apart here: as an array, or in JSON, they
 * would be written as text first, twice their size.
 */
export async function appendMessages(
  queryable: Queryable,
  messages: readonly NewMessage[],
): Promise<void> {
  let offset = 1
  const rows = messages.map((message) => {
    const row = {
      m: message.merchantId,
      i: message.id,
      s: message.sourceId,
      a: message.remoteAddress,
      h: message.headers,
      b: message.bodyBytes,
      w: message.answerStatus,
      o: offset,
      l: message.bodySealed.length,
    }
    offset += message.bodySealed.length
    return row
  })
  await queryable.query({
    name: "append-messages",
    text: `
      with input as materialized (
        select * from json_to_recordset($1::json)
          as r(m uuid, i uuid, s uuid, a text, h jsonb, b integer, w smallint, o integer, l integer)
      ),
      stored as (
        insert into messages
          (merchant_id, id, source_id, received_at, remote_address, headers,
           body_sealed, body_bytes, answer_status)
        select m, i, s, paidout_now(), a, h, substring($2::bytea from o for l), b, w from input
      )
      insert into unsettled (merchant_id, message_id, source_id)
      select m, i, s from input`,
    values: [JSON.stringify(rows), Buffer.concat(messages.map((message) => message.bodySealed))],
  })
}
