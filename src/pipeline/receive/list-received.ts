import { listMessages, type MessagePage } from "../../inbox/list-messages.ts"
import type { Message, MessageState } from "../../inbox/message-row.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { BoundedPage } from "../../postgres/bounded-page.ts"
import type { Pool } from "../../postgres/pool.ts"
import { readReceived, wireEventOf, type ReceivedNews } from "./read-received.ts"

/** What an event is called stands in the body alone: so many are opened per call. */
const OPENED_MAX = 300
/** Larger bodies are not opened for a list. */
const OPENED_BYTES_MAX = 32 * 1024

export interface ListedMessage extends Message {
  /** Null: its body is gone, or too large to be read for a list. */
  readonly news: ReceivedNews | null
}

/**
 * The merchant's messages, newest first, each with what it says where that is asked for. A filter by
 * the provider's word looks at `OPENED_MAX` messages per call.
 */
export async function listReceived(
  context: { readonly pool: Pool; readonly keyring: Keyring },
  page: MessagePage & {
    readonly state?: MessageState | undefined
    readonly wireEvent?: string | undefined
    readonly isRead: boolean
  },
): Promise<BoundedPage<ListedMessage>> {
  const { wireEvent, state, limit } = page
  if (wireEvent === undefined) {
    const found = await listMessages(context.pool, page, state)
    return { ...found, rows: await withNews(context, page, found.rows) }
  }
  const { rows, lookedTo } = await listMessages(context.pool, { ...page, limit: OPENED_MAX }, state)
  const read = await withNews(context, { ...page, isRead: true }, rows)
  const matching = read.filter((message) => wordOf(message) === wireEvent)
  const isFull = matching.length >= limit
  const end = rows.length === OPENED_MAX ? (rows.at(-1)?.id ?? null) : lookedTo
  return { rows: matching.slice(0, limit), lookedTo: isFull ? null : end }
}

/** What the provider calls the event of a message. */
export function wordOf({ wireEvent, news }: ListedMessage): string | null {
  return wireEvent ?? (news === null ? null : wireEventOf(news.decoded))
}

async function withNews(
  context: { readonly pool: Pool; readonly keyring: Keyring },
  { merchantId, isRead }: { readonly merchantId: string; readonly isRead: boolean },
  messages: readonly Message[],
): Promise<readonly ListedMessage[]> {
  const small = messages.filter(({ bodyBytes }) => bodyBytes <= OPENED_BYTES_MAX)
  const ids = isRead ? small.map(({ id }) => id) : []
  const news = await readReceived(context, { merchantId, ids, eventsMax: 1 })
  return messages.map((message) => ({ ...message, news: news.get(message.id) ?? null }))
}
