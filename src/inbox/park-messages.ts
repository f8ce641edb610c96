import type { Queryable } from "../postgres/pool.ts"

/** An authentic message that was not understood, and why. */
export interface ParkedMessage {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly reason: string
  readonly hint: string
  readonly wireEvent: string | null
  /** SHA-256 of the body. */
  readonly bodyHash: Buffer
  /** Raw endpoints got it, or there were none. */
  readonly forwarded: boolean
}

/** Keeps messages for a person. Parking one again renews the reason. */
export async function parkMessages(
  queryable: Queryable,
  messages: readonly ParkedMessage[],
): Promise<void> {
  await queryable.query({
    name: "park-messages",
    text: `
      insert into parked
        (merchant_id, message_id, source_id, state, reason, hint, wire_event, body_hash,
         credential_hash, forwarded)
      select m, i, s, 'unrecognised', r, h, w, decode(b, 'hex'), '', f
      from json_to_recordset($1::json)
        as r(m uuid, i uuid, s uuid, r text, h text, w text, b text, f boolean)
      on conflict (merchant_id, message_id) do update
        set state = excluded.state, reason = excluded.reason, hint = excluded.hint,
          wire_event = excluded.wire_event, parked_at = excluded.parked_at,
          forwarded = excluded.forwarded`,
    values: [
      JSON.stringify(
        messages.map((message) => ({
          m: message.merchantId,
          i: message.id,
          s: message.sourceId,
          r: message.reason,
          h: message.hint,
          w: message.wireEvent,
          b: message.bodyHash.toString("hex"),
          f: message.forwarded,
        })),
      ),
    ],
  })
}
