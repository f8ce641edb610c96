/** One HTTP request as received, without its body. Ids are UUIDs. */
export interface Message {
  readonly id: string
  readonly sourceId: string
  readonly state: MessageState
  /** Why it is parked. */
  readonly reason: string | null
  readonly hint: string | null
  readonly wireEvent: string | null
  /** How often the same refused body came; 1 where it is not counted. */
  readonly timesSeen: number
  readonly receivedAt: Date
  readonly lastSeenAt: Date
  readonly remoteAddress: string | null
  readonly bodyBytes: number
  /** Null: it was imported, so nobody answered it. */
  readonly answerStatus: number | null
  /** The import that brought it, and whether its credentials were the source's then. */
  readonly imported: { readonly importId: string; readonly isVerified: boolean } | null
}

export const MESSAGE_STATES = ["received", "settled", "quarantined", "unrecognised"] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

export interface MessageRow {
  readonly id: string
  readonly source_id: string
  readonly waits: boolean
  readonly parked_state: "quarantined" | "unrecognised" | null
  readonly reason: string | null
  readonly hint: string | null
  readonly wire_event: string | null
  readonly times_seen: string | null
  readonly last_seen_at: Date | null
  readonly received_at: Date
  readonly remote_address: string | null
  readonly body_bytes: number
  readonly answer_status: number | null
  readonly import_id: string | null
  readonly is_verified: boolean | null
}

/** For `messages m left join parked p left join unsettled u`. */
export const MESSAGE_COLUMNS = `m.id, m.source_id, u.message_id is not null as waits,
  p.state as parked_state, p.reason, p.hint, p.wire_event, p.times_seen, p.last_seen_at,
  m.received_at, m.remote_address, m.body_bytes, m.answer_status, m.import_id, m.is_verified`

export function messageFromRow(row: MessageRow): Message {
  return {
    id: row.id,
    sourceId: row.source_id,
    state: row.waits ? "received" : (row.parked_state ?? "settled"),
    reason: row.reason,
    hint: row.hint,
    wireEvent: row.wire_event,
    timesSeen: Number(row.times_seen ?? 1),
    receivedAt: row.received_at,
    lastSeenAt: row.last_seen_at ?? row.received_at,
    remoteAddress: row.remote_address,
    bodyBytes: row.body_bytes,
    answerStatus: row.answer_status,
    imported:
      row.import_id === null
        ? null
        : { importId: row.import_id, isVerified: row.is_verified === true },
  }
}
