import type { ClaimedMessage } from "../../inbox/claim-messages.ts"
import type { HistoryEntry } from "../../payout/history.ts"
import { readTraceparent } from "../../traceparent.ts"

/** The request that told what a delivery tells on: what is kept of it with the delivery. */
export interface RequestOrigin {
  readonly receivedAt: Date | null
  /** Of the span that received it, else the one that its sender named. */
  readonly traceparent: string | null
}

export const NO_ORIGIN: RequestOrigin = { receivedAt: null, traceparent: null }

export function requestOrigin({ receivedAt, traceparent, headers }: ClaimedMessage): RequestOrigin {
  return { receivedAt, traceparent: traceparent ?? readTraceparent(headers["traceparent"]) }
}

/** By the event's id. */
export function originsOfEvents(
  messages: readonly ClaimedMessage[],
  entries: readonly HistoryEntry[],
): ReadonlyMap<string, RequestOrigin> {
  const byMessage = new Map(messages.map((message) => [message.id, requestOrigin(message)]))
  const byEvent = new Map<string, RequestOrigin>()
  for (const { id, messageId, applied } of entries) {
    const origin = applied && messageId !== null ? byMessage.get(messageId) : undefined
    if (origin !== undefined) byEvent.set(id, origin)
  }
  return byEvent
}
