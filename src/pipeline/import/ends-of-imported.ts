import type { ImportEnd } from "../../inbox/import.ts"
import type { OpenedMessage } from "../settle/read-messages.ts"
import type { ImportedReading } from "./tell-imported.ts"

/** Of several things that became of a message's events, the one that a person would want to know. */
export function endsOf(
  opened: readonly OpenedMessage[],
  { reading, entries }: ImportedReading,
): ReadonlyMap<string, Exclude<ImportEnd, "rejected">> {
  const ends = new Map<string, Exclude<ImportEnd, "rejected">>()
  for (const { message } of opened) ends.set(message.id, "ignored")
  for (const { messageId, applied } of entries) {
    if (messageId === null) continue
    if (applied) ends.set(messageId, "applied")
    else if (ends.get(messageId) !== "applied") ends.set(messageId, "repeated")
  }
  for (const { message } of reading.misread) ends.set(message.id, "unrecognised")
  return ends
}
