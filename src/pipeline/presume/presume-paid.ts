import { lockPayouts } from "../../ledger/lock-payouts.ts"
import { idText } from "../../ids.ts"
import type { Log } from "../../log.ts"
import { findLastQuarantined } from "../../inbox/find-last-quarantined.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import { listSourceStates } from "../../merchants/list-source-states.ts"
import type { Metrics } from "../../metrics.ts"
import type { PayoutState } from "../../payout/apply-payout.ts"
import { NO_PROVIDER_ID, type PayoutEvent } from "../../payout/event.ts"
import { isDatabaseTrouble } from "../../postgres/is-database-trouble.ts"
import type { Pool, PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { endDueTimers } from "../../reconcile/end-due-timers.ts"
import { hearAgain } from "../../reconcile/hear-again.ts"
import { listDueTimers } from "../../reconcile/list-due-timers.ts"
import { postponeTimer } from "../../reconcile/postpone-timer.ts"
import { setSilenceTimers } from "../../reconcile/set-silence-timers.ts"
import type { SilenceTimer } from "../../reconcile/silence-timer.ts"
import type { ToldEvent } from "../settle/read-messages.ts"
import { silenceEnd } from "../apply/silence-end.ts"
import { tellEvents } from "../tell-events.ts"
import { countEntries } from "../count-entries.ts"

export interface PresumeContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly metrics: Metrics
  readonly log: Log
  /** Called after each commit that made deliveries. */
  readonly onDeliveriesQueued: () => void
}

/** What a payout's history calls it. */
export const SILENCE = "silence"

/** What fails, and what of a disabled source, is looked at again at the earliest so much later. */
const POSTPONED_MS = 60 * 60 * 1_000

/**
 * Payouts whose provider has been silent for long enough are presumed paid: an event like any
 * other, told by a timer, that any later word of the provider outranks. Returns how many timers it
 * looked at.
 */
export async function presumePaid(context: PresumeContext, countMax: number): Promise<number> {
  // First, or what could not be heard while no hub ran would count as silence.
  await hearAgain(context.pool)
  const due = await listDueTimers(context.pool, countMax)
  if (due.length > 0) await presumeInParts(context, due)
  return due.length
}

/** Halves what fails until the payout that fails alone is found; that one waits, for a person. */
async function presumeInParts(
  context: PresumeContext,
  due: readonly SilenceTimer[],
): Promise<void> {
  try {
    await presumeTogether(context, due)
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error
    const [first, ...others] = due
    if (first === undefined) return
    if (others.length === 0) {
      const { log, pool } = context
      log.error({ err: error, payout: idText("payout", first.payoutId) }, "it is not presumed paid")
      await postponeTimer(pool, first, POSTPONED_MS)
      return
    }
    const middle = due.length >> 1
    for (const half of [due.slice(0, middle), due.slice(middle)]) {
      await presumeInParts(context, half)
    }
  }
}

/**
 * The payouts are locked first, as settle does, so a webhook at the same moment comes before or
 * after, never between.
 */
async function presumeTogether(
  context: PresumeContext,
  due: readonly SilenceTimer[],
): Promise<void> {
  const presumed = await inTransaction(context.pool, async (client, later) => {
    const payouts = await lockPayouts(
      client,
      due.map(({ merchantId, payoutId }) => ({ merchantId, id: payoutId })),
    )
    const ended = await endDueTimers(client, due)
    const [first] = ended
    if (first === undefined) return null
    const silent = await whoseSilenceSpeaks(client, ended, payouts)
    const quiet = new Set(ended.flatMap((each) => (each.isQuiet ? [each.payoutId] : [])))
    const spoken = payouts.filter(({ id }) => silent.has(id))
    const { keyring } = context
    const tell = (those: readonly PayoutState[], isQuiet: boolean) =>
      tellEvents(client, those.map(presumption), {
        ...{ keyring, via: "timer", tier: "presumed", later, isQuiet },
        now: first.now.toISOString(),
      })
    const loud = await tell(
      spoken.filter(({ id }) => !quiet.has(id)),
      false,
    )
    const rest = await tell(
      spoken.filter(({ id }) => quiet.has(id)),
      true,
    )
    return { queued: loud.queued, entries: [...loud.entries, ...rest.entries] }
  })
  if (presumed === null) return
  if (presumed.queued > 0) context.onDeliveriesQueued()
  countEntries(context.metrics, presumed.entries)
}

/**
 * What a source is set to now decides: one that presumes nothing any more, or else. One that is
 * disabled could not have heard a word: its silence begins anew. A webhook that was refused meanwhile
 * may be the very word that is waited for: while it is quarantined the timer waits.
 */
async function whoseSilenceSpeaks(
  client: PoolClient,
  ended: Awaited<ReturnType<typeof endDueTimers>>,
  payouts: readonly PayoutState[],
): Promise<ReadonlySet<string>> {
  const sources = await listSourceStates(client, ended)
  const quarantined = await findLastQuarantined(client, ended)
  const heardAt = new Map(payouts.map(({ id, updatedAt }) => [id, new Date(updatedAt)]))
  const silent = new Set<string>()
  const deaf: SilenceTimer[] = []
  for (const timer of ended) {
    const { settings = {}, isDisabled = false } = sources.get(timer.sourceId) ?? {}
    const dueAt = silenceEnd(settings, timer.now)
    if (dueAt === null) continue
    const soonestMs = timer.now.getTime() + POSTPONED_MS
    const refusedAt = quarantined.get(timer.sourceId)
    const isRefused = refusedAt !== undefined && refusedAt > (heardAt.get(timer.payoutId) ?? 0)
    if (isRefused) deaf.push({ ...timer, dueAt: new Date(soonestMs) })
    else if (isDisabled)
      deaf.push({ ...timer, dueAt: new Date(Math.max(dueAt.getTime(), soonestMs)) })
    else silent.add(timer.payoutId)
  }
  await setSilenceTimers(client, deaf)
  return silent
}

function presumption(payout: PayoutState): ToldEvent {
  const { merchantId, sourceId, provider, id, live } = payout
  const event: PayoutEvent = {
    subject: "payout",
    // A payout is presumed paid once: silence after a second word of its provider adds nothing.
    key: `${SILENCE}:${id}`,
    wireEvent: SILENCE,
    providerId: NO_PROVIDER_ID,
    aliases: [],
    batchProviderId: null,
    reference: payout.reference,
    live,
    account: null,
    occurredAt: null,
    order: null,
    status: "paid",
    reason: null,
    failure: null,
    amount: payout.amount,
    details: {},
  }
  return { event, live, subjectId: id, message: { merchantId, sourceId, provider, id: null } }
}
