import type { Queryable } from "../postgres/pool.ts"
import { MESSAGE_COLUMNS, messageFromRow, type Message, type MessageRow } from "./message-row.ts"

export interface WholeMessage extends Message {
  /** Credentials stand as keyed hashes in them. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** Null once it was pruned. */
  readonly bodySealed: Buffer | null
}

export async function findMessage(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<WholeMessage | undefined> {
  const { rows } = await queryable.query<
    MessageRow & {
      readonly headers: Readonly<Record<string, readonly string[]>>
      readonly body_sealed: Buffer | null
    }
  >(
    `select ${MESSAGE_COLUMNS}, m.headers, m.body_sealed
     from messages m
     left join parked p on p.merchant_id = m.merchant_id and p.message_id = m.id
     left join unsettled u on u.merchant_id = m.merchant_id and u.message_id = m.id
     where m.merchant_id = $1 and m.id = $2`,
    [key.merchantId, key.id],
  )
  const row = rows[0]
  return row && { ...messageFromRow(row), headers: row.headers, bodySealed: row.body_sealed }
}
