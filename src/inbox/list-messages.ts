import {
  boundedPage,
  candidateValues,
  idRange,
  type BoundedPage,
} from "../postgres/bounded-page.ts"
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
  /** What one import brought. */
  readonly importId?: string | undefined
  /** RFC 3339: received at this time or later. */
  readonly receivedFrom?: string | undefined
  /** RFC 3339: received before this time. */
  readonly receivedTo?: string | undefined
  readonly before?: string | undefined
  readonly limit: number
}

/**
 * The ways to the messages of a merchant, each along one index, newest first: $1 the merchant, $2 the
 * id they are below, $5 the state of parked ones, $6 how many are looked at.
 */
const CANDIDATES = {
  messages: `select id, source_id from messages
    where merchant_id = $1 and $5::text is null and ${idRange("id")}
    order by id desc limit $6`,
  unsettled: `select message_id as id, source_id from unsettled
    where merchant_id = $1 and $5::text is null and ${idRange("message_id")}
    order by message_id desc limit $6`,
  parked: `select message_id as id, source_id from parked
    where merchant_id = $1 and state = $5::text and ${idRange("message_id")}
    order by message_id desc limit $6`,
} as const

const WAYS = {
  received: "unsettled",
  settled: "messages",
  quarantined: "parked",
  unrecognised: "parked",
} as const satisfies Record<MessageState, keyof typeof CANDIDATES>

/**
 * The merchant's messages in one state, or in any, newest first, of the `lookedAtMax` that are next.
 * A parked one that is to be settled again counts as received.
 */
export async function listMessages(
  queryable: Queryable,
  page: MessagePage,
  state?: MessageState,
): Promise<BoundedPage<Message>> {
  const way = state === undefined ? "messages" : WAYS[state]
  const key = way === "parked" ? state : null
  // The id of an imported one tells when it was imported, not when it was received.
  const range = page.importId === undefined ? { from: page.receivedFrom, to: page.receivedTo } : {}
  const candidates = { sql: CANDIDATES[way], values: candidateValues(page, { key, ...range }) }
  const sql = `select ${MESSAGE_COLUMNS}
     from (${candidates.sql}) as c
     cross join lateral (
       select * from messages where merchant_id = $1 and id = c.id offset 0
     ) as m
     left join lateral (
       select * from parked where merchant_id = $1 and message_id = c.id offset 0
     ) as p on true
     left join lateral (
       select message_id from unsettled where merchant_id = $1 and message_id = c.id offset 0
     ) as u on true
     where ($8::uuid is null or c.source_id = $8)
       and ($9::text is null or $9 = case
         when u.message_id is not null then 'received' else coalesce(p.state, 'settled') end)
       and ($10::uuid is null or m.import_id = $10)
       and ($11::timestamptz is null or m.received_at >= $11)
       and ($12::timestamptz is null or m.received_at < $12)
     order by c.id desc
     limit $7`
  const filters = [
    page.sourceId ?? null,
    state ?? null,
    page.importId ?? null,
    page.receivedFrom ?? null,
    page.receivedTo ?? null,
  ]
  const { rows, lookedTo } = await boundedPage<MessageRow>(queryable, {
    sql,
    candidates,
    limit: page.limit,
    filters,
  })
  return { rows: rows.map(messageFromRow), lookedTo }
}
