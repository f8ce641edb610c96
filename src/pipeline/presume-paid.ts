import { listListeningEndpoints } from "../delivery/list-listening-endpoints.ts"
import { lockPayouts } from "../ledger/lock-payouts.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Metrics } from "../metrics.ts"
import type { PayoutState } from "../payout/apply-payout.ts"
import type { PayoutEvent } from "../payout/event.ts"
import type { Pool } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { endDueTimers } from "../reconcile/end-due-timers.ts"
import { listDueTimers } from "../reconcile/list-due-timers.ts"
import { applyEvents } from "./apply-events.ts"
import { queueDeliveries } from "./queue-deliveries.ts"

export interface PresumeContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly metrics: Metrics
  /** Called after each commit that made deliveries. */
  readonly onDeliveriesQueued: () => void
}

/** What a payout's history calls it. */
export const SILENCE = "silence"

/**
 * Payouts whose provider has been silent for long enough are presumed paid: an event like any
 * other, told by a timer, that any later word of the provider outranks. The payouts are locked
 * first, as settle does, so a webhook at the same moment comes before or after, never between.
 * Returns how many timers it looked at.
 */
export async function presumePaid(context: PresumeContext, countMax: number): Promise<number> {
  const due = await listDueTimers(context.pool, countMax)
  if (due.length === 0) return 0
  const queued = await inTransaction(context.pool, async (client, later) => {
    const payouts = await lockPayouts(
      client,
      due.map(({ merchantId, payoutId }) => ({ merchantId, id: payoutId })),
    )
    const ended = await endDueTimers(client, due)
    const [first] = ended
    if (first === undefined) return 0
    const silent = new Set(ended.map(({ payoutId }) => payoutId))
    const told = payouts
      .filter(({ id }) => silent.has(id))
      .map((payout) => ({
        event: presumption(payout),
        live: payout.live,
        message: {
          merchantId: payout.merchantId,
          sourceId: payout.sourceId,
          provider: payout.provider,
          id: null,
        },
      }))
    const now = first.now.toISOString()
    const { keyring } = context
    const { changes, entries } = await applyEvents(client, told, {
      keyring,
      via: "timer",
      tier: "presumed",
      now,
      later,
    })
    const endpoints = await listListeningEndpoints(client, [
      ...new Set(changes.map(({ merchantId }) => merchantId)),
    ])
    for (const entry of entries) {
      context.metrics.events.inc({ subject: "payout", outcome: entry.refusedBecause ?? "applied" })
    }
    return queueDeliveries(client, changes, { keyring, endpoints, now, later })
  })
  if (queued > 0) context.onDeliveriesQueued()
  return due.length
}

function presumption(payout: PayoutState): PayoutEvent {
  return {
    subject: "payout",
    // A payout is presumed paid once: silence after a second word of its provider adds nothing.
    key: `${SILENCE}:${payout.id}`,
    wireEvent: SILENCE,
    providerId: payout.providerId ?? payout.id,
    aliases: [],
    batchProviderId: null,
    reference: payout.reference,
    live: payout.live,
    account: null,
    occurredAt: null,
    order: null,
    status: "paid",
    reason: null,
    failure: null,
    amount: payout.amount,
    details: {},
  }
}
