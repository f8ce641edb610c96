import { Type, type Static } from "typebox"

import { idText } from "../ids.ts"
import { historyEntriesMax, listHistory, type HistoryEntry } from "../ledger/list-history.ts"
import type { Hub } from "./hub.ts"
import { refTo } from "./schemas/parts.ts"

export const HistoryFields = Type.Object({
  history: Type.Array(refTo<ReturnType<typeof historyEntryView>>("HistoryEntry"), {
    description: "What became of each event, in the order applied; refused ones too.",
  }),
  history_truncated: Type.Boolean({
    description: `True where only the newest ${historyEntriesMax} entries are shown.`,
  }),
})
export type HistoryOf = Static<typeof HistoryFields>

/** The history of a payout, batch or payment, as its answer shows it. */
export async function historyOf(
  hub: Hub,
  merchantId: string,
  subjectId: string,
): Promise<HistoryOf> {
  const { entries, truncated } = await listHistory(hub.pool, { merchantId, subjectId })
  return { history: entries.map(historyEntryView), history_truncated: truncated }
}

export function historyEntryView(entry: HistoryEntry) {
  return {
    event_id: idText("event", entry.id),
    applied: entry.applied,
    sequence: entry.sequence,
    status: entry.status,
    previous_status: entry.previousStatus,
    reason: entry.reason,
    certainty: entry.certainty,
    refused_because: entry.refusedBecause,
    via: entry.via,
    wire_event: entry.wireEvent,
    message_id: entry.messageId === null ? null : idText("message", entry.messageId),
    reading_id: entry.readingId === null ? null : idText("reading", entry.readingId),
    occurred_at: entry.occurredAt?.toISOString() ?? null,
    recorded_at: entry.recordedAt.toISOString(),
    actor: entry.via === "operator" ? actorOfNote(entry.note) : null,
    note: entry.note,
  }
}

/** An operator's note begins with who it was, an announcement's says by whom. */
function actorOfNote(note: string | null): string | null {
  return /^(?:announced by )?((?:key|per)_[0-9a-z]{26})(?=:|$)/.exec(note ?? "")?.[1] ?? null
}
