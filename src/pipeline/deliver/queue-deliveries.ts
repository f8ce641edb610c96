import { insertDeliveries, type NewDelivery } from "../../delivery/insert-deliveries.ts"
import type { ListeningEndpoint } from "../../delivery/list-listening-endpoints.ts"
import { lockOrderHeads } from "../../delivery/lock-order-heads.ts"
import { findTellings, saveTellings } from "../../delivery/tellings.ts"
import { PaidoutError } from "../../errors.ts"
import { newUuid } from "../../ids.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Change } from "../../payout/canonical.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import { seal } from "../../seal.ts"
import type { MadeClaims, OfferedDelivery } from "./claim-when-made.ts"
import { findChangedDestinations } from "./find-changed-destinations.ts"
import { NO_ORIGIN, type RequestOrigin } from "../settle/request-origin.ts"
import { chooseListeners, formatOf, subjectIdOf, type Listener } from "./choose-listeners.ts"

/**
 * Makes a delivery of each change for each endpoint that wants it, in the transaction that applied
 * the change: there is no moment in which one is stored and the other is not. What is said is
 * frozen here; endpoints of one format share the bytes. Returns how many are to be sent.
 */
export async function queueDeliveries(
  client: PoolClient,
  changes: readonly Change[],
  context: {
    readonly keyring: Keyring
    /** Of the changes' merchants. */
    readonly endpoints: readonly ListeningEndpoint[]
    /** The requests that told the changes, by the event's id. */
    readonly origins?: ReadonlyMap<string, RequestOrigin>
    readonly now: string
    readonly later: Later
    /** Claims what this process is to send at once. Default: none is claimed. */
    readonly claims?: MadeClaims | undefined
  },
): Promise<number> {
  const listeners = chooseListeners(changes, context.endpoints)
  if (listeners.length === 0) return 0
  const { said, tellings } = await sayAll(client, listeners, context.keyring)
  if (said.length === 0) return 0

  const createdAt = new Date(context.now)
  const waiting = await orderHeads(client, said)
  const deliveries = said.map(({ change, endpoint, word }): NewDelivery => {
    const subjectId = subjectIdOf(change)
    const state = endpoint.state === "active" ? "queued" : "missed"
    const key = `${endpoint.id} ${subjectId}`
    const waits = waiting.has(key)
    if (state === "queued") waiting.add(key)
    return {
      merchantId: change.merchantId,
      id: newUuid(),
      endpointId: endpoint.id,
      eventId: change.eventId,
      format: formatOf(endpoint),
      type: change.type,
      subject: change.subject,
      subjectId,
      sequence: change.sequence,
      wireEvent: word,
      ...(context.origins?.get(change.eventId) ?? NO_ORIGIN),
      state,
      createdAt,
      order: endpoint.ordering === "payout" ? { subjectId, waits } : null,
    }
  })
  const bodies = await seals(said, context.keyring)
  const { claims } = context
  const ids = claims?.take(deliveries.map((delivery, at) => offerOf(delivery, said[at])))
  const claim = claims && ids && { workerId: claims.workerId, ids }
  context.later(async () => {
    const claimedCount = await insertDeliveries(client, { bodies, deliveries, claim })
    claims?.confirm(claimedCount)
  })
  if (tellings.length > 0) context.later(() => saveTellings(client, tellings))
  return deliveries.filter(({ state }) => state === "queued").length
}

function offerOf(delivery: NewDelivery, said: Said | undefined): OfferedDelivery {
  if (said === undefined) throw new Error("A delivery says nothing.")
  return { delivery, endpoint: said.endpoint, frozen: said.frozen }
}

interface Said extends Listener {
  readonly word: string | null
  readonly frozen: Buffer
}

/** What each listener is told, in the order of the changes: a word depends on the one before it. */
async function sayAll(client: PoolClient, listeners: readonly Listener[], keyring: Keyring) {
  const own = listeners.filter(({ dialect }) => !dialect.sharesBodies)
  const destinations = await findChangedDestinations(client, own, keyring)
  const keyOf = ({ change, endpoint }: Listener) => ({
    merchantId: change.merchantId,
    endpointId: endpoint.id,
    subjectId: subjectIdOf(change),
  })
  const before = own.length === 0 ? [] : await findTellings(client, own.map(keyOf))
  const textOf = (key: { endpointId: string; subjectId: string }) =>
    `${key.endpointId} ${key.subjectId}`
  const words = new Map(before.map((each) => [textOf(each), each.word]))
  const told = new Map<string, ReturnType<typeof keyOf> & { word: string }>()
  const shared = new Map<string, Buffer>()
  const said: Said[] = []
  for (const listener of listeners) {
    const { change, endpoint, dialect } = listener
    const key = keyOf(listener)
    const sharedKey = `${change.eventId} ${formatOf(endpoint)}`
    const known = dialect.sharesBodies ? shared.get(sharedKey) : undefined
    if (known !== undefined) {
      said.push({ ...listener, word: null, frozen: known })
      continue
    }
    const telling = dialect.tell(
      {
        ...change,
        destination: destinations.get(key.subjectId) ?? null,
        toldBefore: words.get(textOf(key)) ?? null,
      },
      endpoint,
    )
    if (telling === null) continue
    if (dialect.sharesBodies) shared.set(sharedKey, telling.frozen)
    if (telling.word !== null) {
      words.set(textOf(key), telling.word)
      told.set(textOf(key), { ...key, word: telling.word })
    }
    said.push({ ...listener, ...telling })
  }
  return { said, tellings: [...told.values()] }
}

/** `endpoint subject` of those that have to wait for a delivery in the queue. */
async function orderHeads(client: PoolClient, said: readonly Said[]): Promise<Set<string>> {
  const ordered = said.filter(
    ({ endpoint }) => endpoint.ordering === "payout" && endpoint.state === "active",
  )
  if (ordered.length === 0) return new Set()
  const heads = await lockOrderHeads(
    client,
    ordered.map(({ change, endpoint }) => ({
      merchantId: change.merchantId,
      endpointId: endpoint.id,
      subjectId: subjectIdOf(change),
    })),
  )
  return new Set(heads.map(({ endpointId, subjectId }) => `${endpointId} ${subjectId}`))
}

/** One body per event and format, sealed. */
async function seals(said: readonly Said[], keyring: Keyring) {
  const merchantIds = [...new Set(said.map(({ change }) => change.merchantId))]
  const keys = new Map(
    await Promise.all(merchantIds.map(async (id) => [id, await keyring.sealingKey(id)] as const)),
  )
  const once = new Map(
    said.map((each) => [`${each.change.eventId} ${formatOf(each.endpoint)}`, each]),
  )
  return [...once.values()].map(({ change, endpoint, frozen }) => {
    const key = keys.get(change.merchantId)
    if (key === undefined) throw new PaidoutError("internal", "A merchant has no data key.")
    return {
      merchantId: change.merchantId,
      eventId: change.eventId,
      format: formatOf(endpoint),
      bodySealed: seal(key, frozen),
    }
  })
}
