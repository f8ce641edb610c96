import { findMessageBodies } from "../../inbox/find-message-bodies.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Source } from "../../merchants/source.ts"
import { claimOf } from "../../payout/claim.ts"
import type { PaidoutEvent } from "../../payout/event.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { findProvider } from "../../providers/index.ts"
import type { HeldEvent } from "../../reconcile/held-event.ts"
import { decodeSettings } from "../settle/read-messages.ts"

/** What is held, with its event read again from the message; null: its body was pruned. */
export interface OpenedHeld {
  readonly held: HeldEvent
  readonly event: PaidoutEvent | null
}

/** The caller bounds how many. */
export async function decodeHeld(
  queryable: Queryable,
  held: readonly HeldEvent[],
  of: { readonly source: Source; readonly keyring: Keyring },
): Promise<readonly OpenedHeld[]> {
  const { source, keyring } = of
  const ids = new Set(held.map(({ messageId }) => messageId))
  const messages = [...ids].map((id) => ({ merchantId: source.merchantId, id }))
  const events = new Map<string, readonly PaidoutEvent[]>()
  if (messages.length > 0) {
    for (const message of await findMessageBodies(queryable, messages)) {
      const body = await keyring.open(message.merchantId, message.bodySealed)
      const request = { headers: message.headers, body }
      const decoded = findProvider(source.provider)?.decode(request, decodeSettings(source))
      if (decoded?.outcome === "events") events.set(message.id, decoded.events)
    }
  }
  return held.map((each) => ({
    held: each,
    event: (events.get(each.messageId) ?? []).find((event) => isOf(each, event)) ?? null,
  }))
}

function isOf({ subject, providerId, status }: HeldEvent, event: PaidoutEvent): boolean {
  return event.subject === subject && event.providerId === providerId && claimOf(event) === status
}
