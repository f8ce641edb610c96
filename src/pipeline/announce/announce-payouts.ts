import { idText } from "../../ids.ts"
import { closeAttention } from "../../ledger/close-attention.ts"
import { findNow } from "../../ledger/find-now.ts"
import { findPayouts } from "../../ledger/find-payouts.ts"
import { findReplacements } from "../../ledger/find-replacements.ts"
import { lockPayouts } from "../../ledger/lock-payouts.ts"
import { lockReferences } from "../../ledger/lock-references.ts"
import { findNames, takeNames } from "../../ledger/names.ts"
import { findSources } from "../../merchants/find-sources.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import type { Metrics } from "../../metrics.ts"
import type { Payout } from "../../payout/payout.ts"
import type { Pool, PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { announcementEvent } from "./announcement-event.ts"
import { judgeAnnounced, judgeReplaces, type KnownPayouts } from "./judge-announced.ts"
import { matchAnnouncements, type AnnouncedPayout } from "./match-announcements.ts"
import {
  readAnnouncement,
  type Announcement,
  type CheckedAnnouncement,
} from "./read-announcement.ts"
import { tellEvents } from "../tell-events.ts"
import { countEntries } from "../count-entries.ts"

export interface AnnounceContext {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly metrics: Metrics
  /** A hint that there is something to deliver. */
  readonly wakeDeliver: () => void
}

export interface Announced {
  /** One per announcement, in the same order. */
  readonly payouts: readonly Payout[]
  /** How many of them were not known before. */
  readonly made: number
}

/**
 * The merchant says which payouts it has just created at its providers, so that silence is noticed.
 * An event like any other, told by an operator: all of them or none. A payout that is known, by its
 * names or since a webhook was faster, is found and not made.
 * @throws PaidoutError announcement_invalid, announcement_conflict, replaces_refused
 */
export async function announcePayouts(
  context: AnnounceContext,
  request: {
    readonly merchantId: string
    readonly actor: string
    readonly announcements: readonly Announcement[]
  },
): Promise<Announced> {
  const { pool, keyring, metrics } = context
  const { merchantId, actor } = request
  const ids = [...new Set(request.announcements.map(({ sourceId }) => sourceId))]
  const sources = await findSources(pool, keyring, { merchantId, ids })
  const sourceById = new Map(sources.map((source) => [source.id, source]))
  const announcements = request.announcements.map((each, index) =>
    readAnnouncement(each, index, sourceById),
  )
  const done = await inTransaction(pool, async (client, later) => {
    await lockReferences(client, ids)
    const now = await findNow(client)
    const payouts = await matchAnnouncements(client, announcements, { merchantId, now })
    const known = await lockKnown(client, merchantId, { payouts, announcements })
    for (const [place, announcement] of announcements.entries()) {
      judgeAnnounced(announcement, present(payouts[place]), known)
    }
    judgeReplaces(payouts, announcements, known)
    await takeReferences(client, merchantId, payouts)
    const events = announcements.map((each, place) =>
      announcementEvent(each, present(payouts[place]), actor),
    )
    const told = await tellEvents(client, events, {
      ...{ keyring, via: "operator", tier: "operator", dropsRepeats: true },
      now: now.toISOString(),
      later,
    })
    const payoutIds = await idsOf(client, merchantId, { payouts, announcements })
    const replacedBy = new Map(
      announcements.flatMap(({ replaces }, place) =>
        replaces === null ? [] : [[replaces, payoutIds[place] ?? ""]],
      ),
    )
    const toClose = [...replacedBy].flatMap(([replaced, by]) =>
      SETTLED_BY_REPLACING.map((kind) => ({
        ...{ merchantId, kind, subjectId: replaced },
        because: `replaced by ${idText("payout", by)}`,
        by: actor,
      })),
    )
    if (toClose.length > 0) later(() => closeAttention(client, toClose))
    const made = new Set(payouts.filter(({ isFound }) => !isFound)).size
    const texts = [...new Set(payoutIds)].map((id) => idText("payout", id))
    await insertAudit(client, {
      ...{ merchantId, actor, action: "payout.announce", object: texts[0] ?? "" },
      after: { count: announcements.length, made, payouts: texts },
    })
    return { ...told, payoutIds, made }
  })
  if (done.queued > 0) context.wakeDeliver()
  countEntries(metrics, done.entries)
  const keys = [...new Set(done.payoutIds)].map((id) => ({ merchantId, id }))
  const views = new Map((await findPayouts(pool, keys)).map((payout) => [payout.id, payout]))
  return { made: done.made, payouts: done.payoutIds.map((id) => present(views.get(id))) }
}

/** What a person was to do about the replaced payout was done by replacing it. */
const SETTLED_BY_REPLACING = ["failed", "insufficient_balance", "reversed"] as const

/** Those found and those replaced, locked in one order as events lock theirs. */
async function lockKnown(
  client: PoolClient,
  merchantId: string,
  of: {
    readonly payouts: readonly AnnouncedPayout[]
    readonly announcements: readonly CheckedAnnouncement[]
  },
): Promise<KnownPayouts> {
  const found = of.payouts.flatMap(({ isFound, subjectId }) => (isFound && subjectId) || [])
  const replaced = of.announcements.flatMap(({ replaces }) => replaces ?? [])
  const ids = [...new Set([...found, ...replaced])]
  if (ids.length === 0) return { states: new Map(), replacements: new Map() }
  const locked = await lockPayouts(
    client,
    ids.map((id) => ({ merchantId, id })),
  )
  // After the lock: who replaced one of them meanwhile held it.
  const replacements =
    replaced.length === 0 ? [] : await findReplacements(client, { merchantId, ids })
  return {
    states: new Map(locked.map((state) => [state.id, state])),
    replacements: Map.groupBy(replacements, ({ replaces }) => replaces),
  }
}

/** A payout without a provider's id waits under its reference for the first event that has one. */
async function takeReferences(
  client: PoolClient,
  merchantId: string,
  payouts: readonly AnnouncedPayout[],
): Promise<void> {
  const waiting = [...new Set(payouts)].flatMap(({ waits, subjectId, first }) => {
    if (!waits || subjectId === undefined || first.reference === null) return []
    const { sourceId, reference: name } = first
    return [{ merchantId, sourceId, kind: "reference", name, subjectId } as const]
  })
  if (waiting.length === 0) return
  const taken = await takeNames(client, waiting)
  if (taken.length !== waiting.length) throw new Error("A reference was taken under our lock.")
}

/** The payout of each announcement, also where an event's names have just made it. */
async function idsOf(
  client: PoolClient,
  merchantId: string,
  of: {
    readonly payouts: readonly AnnouncedPayout[]
    readonly announcements: readonly CheckedAnnouncement[]
  },
): Promise<readonly string[]> {
  const names = of.announcements.map(({ sourceId }, place) => {
    const name = of.payouts[place]?.providerId ?? ""
    return { merchantId, sourceId, kind: "payout", name } as const
  })
  const unknown = names.filter((_, place) => of.payouts[place]?.subjectId === undefined)
  const taken = unknown.length === 0 ? [] : await findNames(client, unknown)
  const byName = new Map(taken.map((name) => [`${name.sourceId} ${name.name}`, name.subjectId]))
  return names.map(({ sourceId, name }, place) =>
    present(of.payouts[place]?.subjectId ?? byName.get(`${sourceId} ${name}`)),
  )
}

function present<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error("An announced payout is not there.")
  return thing
}
