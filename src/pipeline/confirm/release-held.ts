import { findClock } from "../../mail/find-clock.ts"
import { findSource } from "../../merchants/find-source.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { deleteHeldEvents } from "../../reconcile/delete-held-events.ts"
import type { HeldSource } from "../../reconcile/list-held-sources.ts"
import { lockHeldOfSource } from "../../reconcile/lock-held-of-source.ts"
import { applyHeld } from "./apply-held.ts"
import type { ConfirmContext } from "./conclude-held.ts"
import { decodeHeld } from "./decode-held.ts"
import { wantsConfirmation } from "./hold-unconfirmed.ts"
import { refuseHeld } from "./refuse-held.ts"
import { countEntries } from "../count-entries.ts"

const RELEASE_MAX = 100

/**
 * The source wants its news confirmed no more: what is held of it is believed, as the webhooks that
 * brought it. Returns how much of it was let go.
 */
export async function releaseHeld(
  context: ConfirmContext,
  key: Pick<HeldSource, "merchantId" | "sourceId">,
): Promise<number> {
  const { keyring, metrics } = context
  const released = await inTransaction(context.pool, async (client, later) => {
    const held = await lockHeldOfSource(client, key, RELEASE_MAX)
    const { merchantId, sourceId: id } = key
    const source = await findSource(client, keyring, { merchantId, id })
    // It may have been set back since it was looked at.
    if (source === undefined || wantsConfirmation(source) || held.length === 0) return null
    const now = (await findClock(client)).now.toISOString()
    const opened = await decodeHeld(client, held, { source, keyring })
    const gone = opened.filter(({ event }) => event === null)
    const why = "Its webhook is no longer there to be read."
    const refused = await refuseHeld(
      client,
      gone.map((each) => ({ ...each, why })),
      { now, later },
    )
    const told = await applyHeld(client, opened, { source, keyring, now, later })
    await deleteHeldEvents(client, held)
    const count = held.length - gone.length
    return { queued: told.queued, entries: [...told.entries, ...refused], count, all: held.length }
  })
  if (released === null) return 0
  if (released.queued > 0) context.onDeliveriesQueued()
  metrics.confirmations.inc({ outcome: "released" }, released.count)
  countEntries(metrics, released.entries)
  return released.all
}
