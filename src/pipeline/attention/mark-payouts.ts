import type { BatchState } from "../../payout/apply-batch.ts"
import type { PayoutState } from "../../payout/apply-payout.ts"
import { NO_PROVIDER_ID, type BatchEvent, type PayoutEvent } from "../../payout/event.ts"
import type { Failure } from "../../payout/failure.ts"
import type { PayoutStatus } from "../../payout/status.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import { noteOf, type OperatorContext, type OperatorWish } from "./operator-context.ts"
import type { ToldEvent } from "../settle/read-messages.ts"
import { tellEvents, type Told } from "../tell-events.ts"
import { countEntries } from "../count-entries.ts"

export type Mark = "mark_failed" | "mark_paid"

/** What a payout's history calls it. */
export const MARK_WIRE_EVENTS = {
  mark_failed: "operator.mark_failed",
  mark_paid: "operator.mark_paid",
} as const satisfies Record<Mark, string>

export const MARKED_AS = { mark_failed: "failed", mark_paid: "paid" } as const satisfies Record<
  Mark,
  PayoutStatus
>

/**
 * An operator says where these stand: an event like any other, in the caller's transaction, that
 * any final word of the provider outranks. Lock them first.
 */
export function tellMarks(
  client: PoolClient,
  events: readonly ToldEvent[],
  told: { readonly keyring: OperatorContext["keyring"]; readonly now: Date; readonly later: Later },
): Promise<Told> {
  const { keyring, now, later } = told
  return tellEvents(client, events, {
    ...{ keyring, via: "operator", tier: "operator", later },
    now: now.toISOString(),
  })
}

export function markOfPayout(
  payout: PayoutState,
  wish: OperatorWish & {
    readonly mark: Mark
    /** Why it failed; where it is not given, by where it stands. */
    readonly failure?: Failure
  },
): ToldEvent {
  const { merchantId, sourceId, provider, id, live } = payout
  const event: PayoutEvent = {
    ...unnamed(payout, wish.mark),
    subject: "payout",
    aliases: [],
    batchProviderId: null,
    reference: payout.reference,
    status: MARKED_AS[wish.mark],
    reason: null,
    failure: wish.mark === "mark_failed" ? (wish.failure ?? failureOf(payout)) : null,
    amount: payout.amount,
    details: {},
  }
  const message = { merchantId, sourceId, provider, id: null }
  return { event, live, subjectId: id, message, note: noteOf(wish) }
}

/** Its payouts are marked one by one beside it. */
export function cancellationOfBatch(batch: BatchState, wish: OperatorWish): ToldEvent {
  const { merchantId, sourceId, provider, id, live } = batch
  const event: BatchEvent = {
    ...unnamed(batch, "mark_failed"),
    subject: "batch",
    status: "cancelled",
    reason: null,
    counters: null,
  }
  const message = { merchantId, sourceId, provider, id: null }
  return { event, live, subjectId: id, message, note: noteOf(wish) }
}

/** Marked twice it is marked once. */
function unnamed({ id, live }: { readonly id: string; readonly live: boolean }, mark: Mark) {
  return {
    key: `${mark}:${id}`,
    wireEvent: MARK_WIRE_EVENTS[mark],
    providerId: NO_PROVIDER_ID,
    live,
    account: null,
    occurredAt: null,
    order: null,
  } as const
}

function failureOf({ reason }: PayoutState): Failure | null {
  if (reason !== "insufficient_balance") return null
  return { code: "insufficient_balance", providerCode: null, providerReason: null }
}

/** Whoever is told of changes hears of these. Call it after the commit. */
export function noteMarked(
  { metrics, wakeDeliver }: Pick<OperatorContext, "metrics" | "wakeDeliver">,
  { entries, queued }: Told,
): void {
  countEntries(metrics, entries)
  if (queued > 0) wakeDeliver()
}
