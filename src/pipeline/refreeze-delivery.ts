import type { Dialect, TellableChange, TellingEndpoint } from "../delivery/dialect.ts"
import { findWordsBefore } from "../delivery/find-words-before.ts"
import { forwardedHeaders } from "../delivery/forwarded-headers.ts"
import { freezeRequest } from "../delivery/frozen-request.ts"
import { storeEventBodies } from "../delivery/store-event-bodies.ts"
import { PaidoutError } from "../errors.ts"
import { findMessageBodies } from "../inbox/find-message-bodies.ts"
import { findChanges, type KnownChange } from "../ledger/find-changes.ts"
import type { Keyring } from "../merchants/keyring.ts"
import { eventOfChange } from "../payout/event-of-change.ts"
import type { Destination, PaidoutEvent } from "../payout/event.ts"
import type { Pool } from "../postgres/pool.ts"
import { seal } from "../seal.ts"
import { subjectOf } from "./choose-listeners.ts"
import { findChangedDestinations } from "./find-changed-destinations.ts"
import { findToldEvents } from "./find-told-events.ts"
import { createGroupCommit } from "./group-commit.ts"
import type { SourceCache } from "./source-cache.ts"

/** A delivery whose body was pruned. */
export interface PrunedDelivery {
  readonly merchantId: string
  readonly deliveryId: string
  readonly endpointId: string
  readonly eventId: string
  readonly format: string
  readonly subject: "payout" | "batch" | "payment" | "message"
  readonly subjectId: string
  /** The word in which it was told; null in our own format. */
  readonly wireEvent: string | null
}

/** Whom it is told: see DeliveryTarget. */
export interface Hearer {
  readonly dialect: Dialect
  readonly endpoint: TellingEndpoint
}

/** The bytes again, or why there are none. */
export type Refrozen =
  | { readonly outcome: "frozen"; readonly frozen: Buffer }
  | { readonly outcome: "lost"; readonly why: string }

export interface Refreezer {
  /** Rejects where the database cannot tell now. */
  refreeze(delivery: PrunedDelivery, hearer: Hearer): Promise<Refrozen>
  stop(): Promise<void>
}

interface Request {
  readonly delivery: PrunedDelivery
  readonly hearer: Hearer
  refrozen: Refrozen
}

const BATCH_MAX = 100
const WAITING_MAX = 5_000
const DEADLINE_MS = 10_000

const UNKNOWN = "The event's body was pruned, and the ledger does not hold enough to tell it again."
const UNSAID =
  "The event's body was pruned, and the endpoint's dialect does not say it under today's settings."

/**
 * Freezes again what was pruned: a change as the ledger knows it, in the word that the endpoint was
 * told then. The bytes are kept, so that retries carry the same. Many at a time share their reads.
 */
export function createRefreezer(context: {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly sources: Pick<SourceCache, "find">
}): Refreezer {
  const { pool, keyring } = context
  const commits = createGroupCommit<Request>({
    batchMax: BATCH_MAX,
    waitingMax: WAITING_MAX,
    writesMax: 2,
    deadlineMs: DEADLINE_MS,
    isRowFault: (error) => error instanceof PaidoutError || !isOfDatabase(error),
    write: refreezeAll,
  })

  async function refreezeAll(requests: readonly Request[]): Promise<void> {
    const told = requests.filter(({ delivery }) => delivery.subject !== "message")
    const handedOn = requests.filter(({ delivery }) => delivery.subject === "message")
    const frozen = new Map([...(await tellAll(told)), ...(await handOnAll(handedOn))])
    const bodies = new Map<string, { readonly request: Request; readonly bytes: Buffer }>()
    for (const [request, bytes] of frozen) bodies.set(bodyKey(request.delivery), { request, bytes })
    const kept = await keep([...bodies.values()])
    for (const request of frozen.keys()) {
      const bytes = kept.get(bodyKey(request.delivery))
      if (bytes !== undefined) request.refrozen = { outcome: "frozen", frozen: bytes }
    }
  }

  /** What each is told of its change; those that cannot be told are not among them. */
  async function tellAll(requests: readonly Request[]): Promise<[Request, Buffer][]> {
    if (requests.length === 0) return []
    const known = new Map(
      (await findChanges(pool, requests.map(eventOf))).map((each) => [each.change.eventId, each]),
    )
    const own = requests.filter(({ hearer }) => !hearer.dialect.sharesBodies)
    const beside = await findBeside(
      own,
      own.flatMap(({ delivery }) => known.get(delivery.eventId) ?? []),
    )
    const said: [Request, Buffer][] = []
    for (const request of requests) {
      const found = known.get(request.delivery.eventId)
      if (found === undefined) continue
      const { change } = found
      const { id, sourceId } = subjectOf(change)
      const destination = beside.destinations.get(id) ?? null
      const account = beside.accounts.get(sourceId) ?? null
      const frozen = tell(request, {
        ...change,
        told: beside.told.get(change.eventId) ?? retold(found, { destination, account }),
        destination,
        toldBefore: beside.words.get(request.delivery.deliveryId) ?? null,
      })
      if (frozen === null) request.refrozen = { outcome: "lost", why: UNSAID }
      else said.push([request, frozen])
    }
    return said
  }

  /** What only a provider's dialect says. */
  async function findBeside(own: readonly Request[], known: readonly KnownChange[]) {
    const accounts = new Map<string, string>()
    for (const { change } of known) {
      const { sourceId } = subjectOf(change)
      const account = (await context.sources.find(sourceId))?.settings.account
      if (account !== undefined) accounts.set(sourceId, account)
    }
    const [words, destinations, told] = await Promise.all([
      own.length === 0
        ? new Map()
        : findWordsBefore(
            pool,
            own.map(({ delivery }) => delivery),
          ),
      findChangedDestinations(pool, known, keyring),
      findToldEvents(context, known),
    ])
    return { accounts, words, destinations, told } as const
  }

  async function handOnAll(requests: readonly Request[]): Promise<[Request, Buffer][]> {
    if (requests.length === 0) return []
    const messages = requests.map(({ delivery: { merchantId, subjectId } }) => ({
      merchantId,
      id: subjectId,
    }))
    const bodies = new Map((await findMessageBodies(pool, messages)).map((each) => [each.id, each]))
    const frozen: [Request, Buffer][] = []
    for (const request of requests) {
      const message = bodies.get(request.delivery.subjectId)
      if (message === undefined) continue
      const { merchantId, sourceId, bodySealed } = message
      const headers = forwardedHeaders(message.headers)
      const body = await keyring.open(merchantId, bodySealed)
      frozen.push([request, freezeRequest({ sourceId, headers, body })])
    }
    return frozen
  }

  /** By body: the bytes that stand, which may be another worker's. */
  async function keep(
    made: readonly { readonly request: Request; readonly bytes: Buffer }[],
  ): Promise<ReadonlyMap<string, Buffer>> {
    if (made.length === 0) return new Map()
    const bodies = await Promise.all(
      made.map(async ({ request: { delivery }, bytes }) => ({
        merchantId: delivery.merchantId,
        eventId: delivery.eventId,
        format: delivery.format,
        bodySealed: seal(await keyring.sealingKey(delivery.merchantId), bytes),
      })),
    )
    const standing = await storeEventBodies(pool, bodies)
    return new Map(
      await Promise.all(
        standing.map(
          async (body) =>
            [bodyKey(body), await keyring.open(body.merchantId, body.bodySealed)] as const,
        ),
      ),
    )
  }

  return {
    async refreeze(delivery, hearer) {
      const request: Request = { delivery, hearer, refrozen: { outcome: "lost", why: UNKNOWN } }
      await commits.add(request)
      return request.refrozen
    },
    stop: () => commits.stop(),
  }
}

/**
 * In the word of then. Where that cannot be (a setting has changed, a batch has moved on) in today's
 * word for it: the state that it tells is the one of then in any case.
 */
function tell({ delivery, hearer }: Request, change: TellableChange): Buffer | null {
  const { dialect, endpoint } = hearer
  const after = dialect.tell(change, endpoint)
  if (after !== null) return after.frozen
  // The table lets nothing follow itself; what was told once as the first may be told so again.
  const first = dialect.tell({ ...change, toldBefore: null }, endpoint)
  return first !== null && first.word === delivery.wireEvent ? first.frozen : null
}

/** The event that told it, as far as the ledger can say. */
function retold(
  { change, aliases }: KnownChange,
  beside: { readonly destination: Destination | null; readonly account: string | null },
): PaidoutEvent {
  const event = eventOfChange(change, beside)
  return event.subject === "payout" ? { ...event, aliases } : event
}

function eventOf({ delivery }: Request) {
  return { merchantId: delivery.merchantId, eventId: delivery.eventId }
}

function bodyKey(body: { readonly eventId: string; readonly format: string }): string {
  return `${body.eventId} ${body.format}`
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && ("code" in error || /connect|timeout/i.test(error.message))
}
