import { Type, type Static } from "typebox"

import { idText } from "../ids.ts"
import { findHeldOfPayout } from "../reconcile/find-held-of-payout.ts"
import type { HeldEvent } from "../reconcile/held-event.ts"
import type { Payout } from "../payout/payout.ts"
import type { Hub } from "./hub.ts"
import { Id, nullable, Time } from "./schemas/parts.ts"

/** Final news that waits until the provider's API has said the same, beside its payout. */
export const UnconfirmedFields = Type.Object({
  unconfirmed: Type.Array(
    Type.Object({
      status: Type.String({ description: "What a webhook claims." }),
      wire_event: Type.String(),
      message_id: Id("message"),
      held_at: Time,
      next_at: Time,
      finding: nullable(Type.String()),
    }),
    {
      description:
        "Final news of a source with `confirm: final` that its provider's API has not said yet: it " +
        "changes nothing until then. When it is asked next, and what the last try came to.",
    },
  ),
})
export type UnconfirmedOf = Static<typeof UnconfirmedFields>

export async function unconfirmedOf(hub: Hub, payout: Payout): Promise<UnconfirmedOf> {
  const held = await findHeldOfPayout(hub.pool, payout)
  return { unconfirmed: held.map(unconfirmedView) }
}

function unconfirmedView(held: HeldEvent): UnconfirmedOf["unconfirmed"][number] {
  return {
    status: held.status,
    wire_event: held.wireEvent,
    message_id: idText("message", held.messageId),
    held_at: held.heldAt.toISOString(),
    next_at: held.dueAt.toISOString(),
    finding: held.finding,
  }
}

/** Null: nothing of the message waits. What was asked about last tells for all of it. */
export function heldOfMessageView(held: readonly HeldEvent[]) {
  const [first] = held
  if (first === undefined) return null
  const next = held.reduce((soonest, each) => (each.dueAt < soonest.dueAt ? each : soonest), first)
  return {
    events: held.length,
    held_at: first.heldAt.toISOString(),
    next_at: next.dueAt.toISOString(),
    finding: next.finding,
  }
}
