import { forwardedHeaders } from "../../delivery/forwarded-headers.ts"
import { freezeRequest } from "../../delivery/frozen-request.ts"
import { storeEventBodies } from "../../delivery/store-event-bodies.ts"
import { PaidoutError } from "../../errors.ts"
import { findMessageBodies } from "../../inbox/find-message-bodies.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Pool } from "../../postgres/pool.ts"
import { seal } from "../../seal.ts"
import { createGroupCommit } from "../receive/group-commit.ts"
import { retellChanges, type Hearer, type Retelling, type Retold } from "./retell-changes.ts"
import type { SourceCache } from "../receive/source-cache.ts"

/** A delivery whose body was pruned. */
export interface PrunedDelivery extends Omit<Retelling, "hearer"> {
  readonly format: string
  readonly subject: "payout" | "batch" | "payment" | "message"
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

interface Request extends PrunedDelivery {
  readonly hearer: Hearer
  refrozen: Refrozen
}

const BATCH_MAX = 100
const WAITING_MAX = 5_000
const DEADLINE_MS = 10_000

const WHY = {
  unknown: "The event's body was pruned, and the ledger does not hold enough to tell it again.",
  gone: "The request's body was pruned, also where it was received.",
  unsaid:
    "The event's body was pruned, and the endpoint's dialect does not say it under today's settings.",
} as const

/**
 * Freezes again what was pruned: events from the ledger, handed-on requests from the inbox. The
 * bytes are kept, so that retries carry the same. Many at a time share their reads.
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
    const isHandedOn = ({ subject }: Request) => subject === "message"
    const made = new Map<string, Retold>([
      ...(await retellChanges(
        context,
        requests.filter((request) => !isHandedOn(request)),
      )),
      ...(await handOn(requests.filter(isHandedOn))),
    ])
    const bodies = requests.flatMap((request) => {
      const retold = made.get(request.deliveryId) ?? "gone"
      if (typeof retold !== "string") return [{ request, bytes: retold.frozen }]
      request.refrozen = { outcome: "lost", why: WHY[retold] }
      return []
    })
    const standing = await keep(bodies)
    for (const { request } of bodies) {
      const frozen = standing.get(bodyKey(request))
      if (frozen !== undefined) request.refrozen = { outcome: "frozen", frozen }
    }
  }

  async function handOn(
    requests: readonly Request[],
  ): Promise<ReadonlyMap<string, { readonly frozen: Buffer }>> {
    if (requests.length === 0) return new Map()
    const messages = requests.map(({ merchantId, subjectId: id }) => ({ merchantId, id }))
    const bodies = new Map((await findMessageBodies(pool, messages)).map((each) => [each.id, each]))
    const frozen = new Map<string, { readonly frozen: Buffer }>()
    for (const { deliveryId, subjectId } of requests) {
      const message = bodies.get(subjectId)
      if (message === undefined) continue
      const { merchantId, sourceId, bodySealed } = message
      const headers = forwardedHeaders(message.headers)
      const body = await keyring.open(merchantId, bodySealed)
      frozen.set(deliveryId, { frozen: freezeRequest({ sourceId, headers, body }) })
    }
    return frozen
  }

  /** By body: the bytes that stand, which may be another worker's. */
  async function keep(
    made: readonly { readonly request: Request; readonly bytes: Buffer }[],
  ): Promise<ReadonlyMap<string, Buffer>> {
    if (made.length === 0) return new Map()
    const once = new Map(made.map((each) => [bodyKey(each.request), each]))
    const bodies = await Promise.all(
      [...once.values()].map(async ({ request: { merchantId, eventId, format }, bytes }) => {
        const bodySealed = seal(await keyring.sealingKey(merchantId), bytes)
        return { merchantId, eventId, format, bodySealed }
      }),
    )
    const standing = (await storeEventBodies(pool, bodies)).map(async (body) => {
      const bytes = await keyring.open(body.merchantId, body.bodySealed)
      return [bodyKey(body), bytes] as const
    })
    return new Map(await Promise.all(standing))
  }

  return {
    async refreeze(delivery, hearer) {
      const refrozen: Refrozen = { outcome: "lost", why: WHY.unknown }
      const request: Request = { ...delivery, hearer, refrozen }
      await commits.add(request)
      return request.refrozen
    },
    stop: () => commits.stop(),
  }
}

function bodyKey(body: { readonly eventId: string; readonly format: string }): string {
  return `${body.eventId} ${body.format}`
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && ("code" in error || /connect|timeout/i.test(error.message))
}
