import type { Queryable } from "../postgres/pool.ts"
import {
  MESSAGE_COLUMNS,
  messageFromRow,
  type Message,
  type MessageRow,
  type MessageState,
} from "./message-row.ts"

export interface MessagePage {
  readonly merchantId: string
  readonly sourceId?: string | undefined
  readonly before?: string | undefined
  readonly limit: number
}

/** The merchant's messages in one state, or in any, newest first, below the id `before`. */
export async function listMessages(
  queryable: Queryable,
  page: MessagePage,
  state?: MessageState,
): Promise<readonly Message[]> {
  switch (state) {
    case undefined:
      return listAll(queryable, page)
    case "settled":
      return listSettled(queryable, page)
    case "received":
      return listWaiting(queryable, page)
    case "quarantined":
    case "unrecognised":
      return listParked(queryable, page, state)
  }
}

async function listAll(queryable: Queryable, page: MessagePage): Promise<readonly Message[]> {
  const { rows } = await queryable.query<MessageRow>(
    `select ${MESSAGE_COLUMNS}
     from messages m
     left join parked p on p.merchant_id = m.merchant_id and p.message_id = m.id
     left join unsettled u on u.merchant_id = m.merchant_id and u.message_id = m.id
     where m.merchant_id = $1
       and ($2::uuid is null or m.id < $2)
       and ($4::uuid is null or m.source_id = $4)
     order by m.id desc
     limit $3`,
    values(page),
  )
  return rows.map(messageFromRow)
}

async function listSettled(queryable: Queryable, page: MessagePage): Promise<readonly Message[]> {
  const { rows } = await queryable.query<MessageRow>(
    `select ${MESSAGE_COLUMNS}
     from messages m
     left join parked p on p.merchant_id = m.merchant_id and p.message_id = m.id
     left join unsettled u on u.merchant_id = m.merchant_id and u.message_id = m.id
     where m.merchant_id = $1
       and ($2::uuid is null or m.id < $2)
       and ($4::uuid is null or m.source_id = $4)
       and p.message_id is null
       and u.message_id is null
     order by m.id desc
     limit $3`,
    values(page),
  )
  return rows.map(messageFromRow)
}

async function listWaiting(queryable: Queryable, page: MessagePage): Promise<readonly Message[]> {
  const { rows } = await queryable.query<MessageRow>(
    `select ${MESSAGE_COLUMNS}
     from unsettled u
     join messages m on m.merchant_id = u.merchant_id and m.id = u.message_id
     left join parked p on p.merchant_id = u.merchant_id and p.message_id = u.message_id
     where u.merchant_id = $1
       and ($2::uuid is null or u.message_id < $2)
       and ($4::uuid is null or u.source_id = $4)
     order by u.message_id desc
     limit $3`,
    values(page),
  )
  return rows.map(messageFromRow)
}

async function listParked(
  queryable: Queryable,
  page: MessagePage,
  state: "quarantined" | "unrecognised",
): Promise<readonly Message[]> {
  const { rows } = await queryable.query<MessageRow>(
    `select ${MESSAGE_COLUMNS}
     from parked p
     join messages m on m.merchant_id = p.merchant_id and m.id = p.message_id
     left join unsettled u on u.merchant_id = p.merchant_id and u.message_id = p.message_id
     where p.merchant_id = $1
       and ($2::uuid is null or p.message_id < $2)
       and ($4::uuid is null or p.source_id = $4)
       and p.state = $5
       and u.message_id is null
     order by p.message_id desc
     limit $3`,
    [...values(page), state],
  )
  return rows.map(messageFromRow)
}

function values(page: MessagePage): unknown[] {
  return [page.merchantId, page.before ?? null, page.limit, page.sourceId ?? null]
}
