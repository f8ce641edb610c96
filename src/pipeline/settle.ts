import { listListeningEndpoints } from "../delivery/list-listening-endpoints.ts"
import type { ClaimedMessage, MessageId } from "../inbox/claim-messages.ts"
import { claimMessages, claimTheseMessages } from "../inbox/claim-messages.ts"
import { countReceived } from "../inbox/count-received.ts"
import type { Log } from "../log.ts"
import type { Keyring } from "../merchants/keyring.ts"
import { learnSourceMode } from "../merchants/learn-source-mode.ts"
import type { Metrics } from "../metrics.ts"
import type { Pool, PoolClient } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { applyEvents } from "./apply-events.ts"
import { holdUnconfirmed } from "./confirm/hold-unconfirmed.ts"
import { keepPolls } from "./apply/keep-polls.ts"
import { keepSilenceTimers } from "./apply/keep-silence-timers.ts"
import { parkMisread } from "./settle/park-misread.ts"
import type { MadeClaims } from "./deliver/claim-when-made.ts"
import { queueDeliveries } from "./deliver/queue-deliveries.ts"
import { queueRawDeliveries } from "./deliver/queue-raw-deliveries.ts"
import { originsOfEvents } from "./settle/request-origin.ts"
import { traceSettled } from "./settle/trace-settle.ts"
import { readMessages, type OpenedMessage, type Reading } from "./settle/read-messages.ts"
import { countEntries } from "./count-entries.ts"

export interface SettleContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly log: Log
  readonly metrics: Metrics
  /** Claims, for this process, of the deliveries that one transaction makes. Default: none. */
  readonly beginClaims?: () => MadeClaims | undefined
  /** Called after each commit that made deliveries: a hint that there is something to send. */
  readonly onDeliveriesQueued: () => void
  /** Called after each commit that held news: a hint that a provider is to be asked. */
  readonly onHeld?: () => void
}

/**
 * Stage 2: takes waiting messages and, in ONE transaction, applies what they say to the ledger,
 * appends history, opens attention items, makes the deliveries and marks the messages settled.
 * Returns how many messages it took.
 */
export async function settleMessages(context: SettleContext, countMax: number): Promise<number> {
  const claimed: MessageId[] = []
  try {
    return await settleInOneTransaction(context, async (client) => {
      const messages = await claimMessages(client, countMax)
      claimed.push(...messages.map(({ merchantId, id }) => ({ merchantId, id })))
      return messages
    })
  } catch (error) {
    if (claimed.length === 0 || !isFaultOfOne(error)) throw error
    context.log.warn({ err: error, messages: claimed.length }, "a batch failed: settling in parts")
    await settleInParts(context, claimed, error)
    return claimed.length
  }
}

/** Halves a failed batch until the message that fails alone is found; it is parked. */
async function settleInParts(
  context: SettleContext,
  ids: readonly MessageId[],
  error: unknown,
): Promise<void> {
  if (ids.length === 1) return parkPoison(context, ids, error)
  const middle = ids.length >> 1
  for (const half of [ids.slice(0, middle), ids.slice(middle)]) {
    try {
      await settleInOneTransaction(context, (client) => claimTheseMessages(client, half))
    } catch (failure) {
      if (!isFaultOfOne(failure)) throw failure
      await settleInParts(context, half, failure)
    }
  }
}

async function settleInOneTransaction(
  context: SettleContext,
  claim: (client: PoolClient) => Promise<readonly ClaimedMessage[]>,
): Promise<number> {
  const begun = performance.now()
  const startedAtMs = Date.now()
  const claims = context.beginClaims?.()
  const settled = await inTransaction(context.pool, async (client, later) => {
    const messages = await claim(client)
    const now = messages[0]?.claimedAt.toISOString()
    if (now === undefined) return undefined
    const merchantIds = new Set(messages.map((message) => message.merchantId))
    const endpoints = listListeningEndpoints(client, [...merchantIds])
    // Awaited below; a failure of what comes first must not leave it unhandled.
    endpoints.catch(() => {})
    const opened = await openBodies(context.keyring, messages)
    const reading = await readByMode(client, opened)
    const settings = new Map(messages.map((message) => [message.sourceId, message.settings]))
    const { toApply, heldCount } = await holdUnconfirmed(client, reading.told, settings)
    const applied = await applyEvents(client, toApply, {
      keyring: context.keyring,
      via: "webhook",
      tier: "webhook",
      now,
      later,
    })
    const { changes, entries } = applied
    keepSilenceTimers(client, changes, { settings, later })
    keepPolls(client, applied, { now, later })
    const deliveries = await queueDeliveries(client, changes, {
      keyring: context.keyring,
      endpoints: await endpoints,
      origins: originsOfEvents(messages, entries),
      now,
      later,
      claims,
    })
    const handedOn = await queueRawDeliveries(client, opened, {
      keyring: context.keyring,
      endpoints: await endpoints,
      wireEvents: reading.wireEvents,
      later,
    })
    await parkMisread(client, reading.misread, { forward: true })
    later(() => countReceived(client, messages))
    return { messages, reading, entries, heldCount, deliveries, handedOn }
  }).catch((error: unknown) => {
    claims?.failed()
    throw error
  })
  const claimedCount = claims?.committed() ?? 0
  if (settled === undefined) return 0
  if (settled.deliveries + settled.handedOn > claimedCount) context.onDeliveriesQueued()
  if (settled.heldCount > 0) context.onHeld?.()

  const { metrics } = context
  const { told, misread, ignoredCount } = settled.reading
  metrics.settleSeconds.observe((performance.now() - begun) / 1_000)
  metrics.settled.inc({ outcome: "events" }, new Set(told.map((each) => each.message.id)).size)
  metrics.settled.inc({ outcome: "ignored" }, ignoredCount)
  metrics.settled.inc({ outcome: "unrecognised" }, misread.length)
  metrics.confirmations.inc({ outcome: "held" }, settled.heldCount)
  countEntries(metrics, settled.entries)
  for (const { receivedAt, claimedAt } of settled.messages) {
    metrics.settleWaitSeconds.observe((claimedAt.getTime() - receivedAt.getTime()) / 1_000)
  }
  const unrecognised = new Set(misread.map((each) => each.message.id))
  traceSettled(settled.messages, { startedAtMs, unrecognised })
  return settled.messages.length
}

/**
 * Reads the messages, and keeps the modes that they tell of their sources. Another worker may just
 * have learned the other mode of one: then its word stands, and the messages are read by it.
 */
async function readByMode(client: PoolClient, opened: readonly OpenedMessage[]): Promise<Reading> {
  const reading = readMessages(opened)
  const corrected = new Map<string, boolean>()
  for (const { sourceId, ...mode } of reading.modes) {
    const stands = await learnSourceMode(client, { ...mode, id: sourceId })
    if (stands !== mode.live) corrected.set(sourceId, stands)
  }
  if (corrected.size === 0) return reading
  return readMessages(
    opened.map(({ message, body }) => ({
      message: { ...message, live: corrected.get(message.sourceId) ?? message.live },
      body,
    })),
  )
}

async function openBodies(
  keyring: Keyring,
  messages: readonly ClaimedMessage[],
): Promise<readonly OpenedMessage[]> {
  const opened: OpenedMessage[] = []
  for (const message of messages) {
    const { merchantId, bodySealed } = message
    const body = bodySealed === null ? null : await keyring.open(merchantId, bodySealed)
    opened.push({ message, body })
  }
  return opened
}

/** The message that fails alone waits for a person; the others went on. */
async function parkPoison(
  context: SettleContext,
  ids: readonly MessageId[],
  error: unknown,
): Promise<void> {
  context.log.error({ err: error, message: ids[0]?.id }, "a message cannot be settled: parked")
  try {
    await parkOne(context, ids, { forward: true })
  } catch (failure) {
    if (!isFaultOfOne(failure)) throw failure
    await parkOne(context, ids, { forward: false })
  }
}

/** It goes to raw endpoints all the same, unless that is what it fails at. */
async function parkOne(
  context: SettleContext,
  ids: readonly MessageId[],
  options: { readonly forward: boolean },
): Promise<void> {
  const { keyring } = context
  const queued = await inTransaction(context.pool, async (client, later) => {
    const messages = await claimTheseMessages(client, ids)
    const hint = "Paidout failed on this message; its log says why. Reprocess it after an upgrade."
    const misread = messages.map((message) => ({
      message,
      body: Buffer.alloc(0),
      reason: "settle_failed",
      hint,
      wireEvent: null,
    }))
    await parkMisread(client, misread, options)
    later(() => countReceived(client, messages))
    if (!options.forward) return 0
    const merchantIds = messages.map(({ merchantId }) => merchantId)
    return queueRawDeliveries(client, await openBodies(keyring, messages), {
      keyring,
      endpoints: await listListeningEndpoints(client, merchantIds),
      wireEvents: new Map(),
      later,
    })
  })
  if (queued > 0) context.onDeliveriesQueued()
}

/**
 * Can one message alone be at fault? Its data can (SQLSTATE classes 21 to 23 and 54), what a trigger
 * or a broken page makes of it (P0, XX), and a surprise in our own code. All else is no message's
 * fault (a lost connection, a full disk, a table or a key that is away): nothing is parked for it,
 * and the whole batch is tried again later.
 */
export function isFaultOfOne(error: unknown): boolean {
  if (!(error instanceof Error)) return true
  const code = "code" in error ? error.code : undefined
  // The driver's own errors carry no code.
  if (typeof code !== "string") return !/connect|pool|queryable|timeout/i.test(error.message)
  return /^(2[123]|54|P0|XX)...$|^(sealed_invalid|ERR_(OUT_OF_RANGE|STRING_TOO_LONG|INVALID_ARG.*))$/.test(
    code,
  )
}
