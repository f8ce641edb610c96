import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import {
  findPayoutsByReference,
  type ReferencedPayout,
} from "../../ledger/find-payouts-by-reference.ts"
import { findNames, type Name } from "../../ledger/names.ts"
import { moneyToWire, sameMoney } from "../../payout/money.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { CheckedAnnouncement } from "./read-announcement.ts"

/** The payout that one or more announcements of a call are about. */
export interface AnnouncedPayout {
  /** The first announcement of it in this call. */
  readonly first: CheckedAnnouncement
  /** Undefined: it is new, and its provider's id decides. */
  readonly subjectId: string | undefined
  readonly isFound: boolean
  /** It is new, and waits under its reference alone. */
  readonly waits: boolean
  /** By this call; what the ledger knows is not told here. */
  providerId: string | null
}

/** Webhooks may come before their announcement by so long, where it names only a reference. */
const RECENT_MS = 7 * 24 * 60 * 60 * 1_000

/**
 * Which payout each announcement is about: one that is known by its provider's id, one that waits
 * under its reference, one that was told of under its reference before; else a new one. The caller
 * holds the references of the sources, so that nobody makes it meanwhile.
 * @throws PaidoutError announcement_conflict
 */
export async function matchAnnouncements(
  client: PoolClient,
  announcements: readonly CheckedAnnouncement[],
  { merchantId, now }: { readonly merchantId: string; readonly now: Date },
): Promise<readonly AnnouncedPayout[]> {
  const names = announcements.flatMap((each) => namesOf(each, merchantId))
  const taken = new Map(
    (await findNames(client, names)).map((name) => [keyOf(name.kind, name), name.subjectId]),
  )
  const alone = announcements.filter(
    (each) => each.providerId === null && !taken.has(referenceKey(each)),
  )
  const told =
    alone.length === 0
      ? []
      : await findPayoutsByReference(client, {
          merchantId,
          sourceIds: alone.map(({ sourceId }) => sourceId),
          references: alone.map(({ reference }) => reference ?? ""),
          madeSince: new Date(now.getTime() - RECENT_MS).toISOString(),
        })
  const toldBy = Map.groupBy(told, (each) => `reference\n${each.sourceId}\n${each.reference}`)
  const call = new CallMatches(taken, toldBy)
  return announcements.map((each) => call.match(each))
}

/** What the announcements of one call make of one another. */
class CallMatches {
  readonly #taken: ReadonlyMap<string, string>
  readonly #told: ReadonlyMap<string, readonly ReferencedPayout[]>
  readonly #bySubject = new Map<string, AnnouncedPayout>()
  readonly #byProviderId = new Map<string, AnnouncedPayout>()
  readonly #byReference = new Map<string, AnnouncedPayout[]>()

  constructor(
    taken: ReadonlyMap<string, string>,
    told: ReadonlyMap<string, readonly ReferencedPayout[]>,
  ) {
    this.#taken = taken
    this.#told = told
  }

  match(announcement: CheckedAnnouncement): AnnouncedPayout {
    const payout =
      announcement.providerId === null
        ? this.#byReferenceAlone(announcement)
        : this.#byItsProviderId(announcement, announcement.providerId)
    if (announcement.reference !== null) {
      const others = this.#byReference.get(referenceKey(announcement)) ?? []
      if (!others.includes(payout)) {
        this.#byReference.set(referenceKey(announcement), [...others, payout])
      }
    }
    return payout
  }

  #byItsProviderId(announcement: CheckedAnnouncement, providerId: string): AnnouncedPayout {
    const key = keyOf("payout", { sourceId: announcement.sourceId, name: providerId })
    const known = this.#byProviderId.get(key) ?? this.#found(this.#taken.get(key), announcement)
    const payout = known ?? this.#waiting(announcement) ?? made(announcement, {})
    payout.providerId ??= providerId
    this.#byProviderId.set(key, payout)
    return payout
  }

  /** One that waits under this reference is told its provider's id here: as an event would do it. */
  #waiting(announcement: CheckedAnnouncement): AnnouncedPayout | undefined {
    const inCall = this.#byReference.get(referenceKey(announcement)) ?? []
    refuseOwnPlace(announcement, this.#taken.get(referenceKey(announcement)))
    const waiting =
      this.#found(this.#taken.get(referenceKey(announcement)), announcement) ??
      inCall.find(({ waits }) => waits)
    return waiting?.providerId === null ? waiting : undefined
  }

  #byReferenceAlone(announcement: CheckedAnnouncement): AnnouncedPayout {
    const key = referenceKey(announcement)
    const inCall = this.#byReference.get(key) ?? []
    if (inCall.length > 0) {
      const same = inCall.filter(({ first }) => sameMoney(first.amount, announcement.amount))
      const [only, ...others] = same
      if (only !== undefined && others.length === 0) return only
      throw conflict(announcement, "reference", "This call announces others of this reference.", {
        other_index: inCall[0]?.first.index,
      })
    }
    const id = this.#taken.get(key) ?? chooseTold(announcement, this.#told.get(key) ?? [])
    refuseOwnPlace(announcement, id)
    const found = this.#found(id, announcement)
    return found ?? made(announcement, { subjectId: newUuid(), waits: true })
  }

  /** Two announcements may find one payout by different names. */
  #found(subjectId: string | undefined, first: CheckedAnnouncement): AnnouncedPayout | undefined {
    if (subjectId === undefined) return undefined
    const found = this.#bySubject.get(subjectId) ?? {
      ...made(first, { subjectId }),
      isFound: true,
    }
    this.#bySubject.set(subjectId, found)
    return found
  }
}

function made(
  first: CheckedAnnouncement,
  { subjectId, waits = false }: { readonly subjectId?: string; readonly waits?: boolean },
): AnnouncedPayout {
  return { first, subjectId, isFound: false, waits, providerId: null }
}

/**
 * Of those that were told of under this reference: the one that was announced, with the same word of
 * what it replaces where several were; else the only one of this amount.
 */
function chooseTold(
  announcement: CheckedAnnouncement,
  told: readonly ReferencedPayout[],
): string | undefined {
  const possible = told.filter((each) => mayStandFor(announcement, each))
  const same = possible.filter(
    ({ amount }) => amount === null || sameMoney(amount, announcement.amount),
  )
  const announced = possible.filter(({ isAnnounced }) => isAnnounced)
  const announcedSame = same.filter(({ isAnnounced }) => isAnnounced)
  const [exact, ...alike] = announcedSame.filter(
    ({ replaces }) => replaces === announcement.replaces,
  )
  if (exact !== undefined && alike.length === 0) return exact.id
  if (announcedSame.length === 1) return announcedSame[0]?.id
  if (announced.length === 0 && same.length <= 1) return same[0]?.id
  const [only, ...others] = announced
  if (same.length === 0 && only?.amount && others.length === 0) {
    const { value, currency } = moneyToWire(only.amount)
    const what = `The payout that was announced under it has another amount: ${value} ${currency}.`
    const payout_id = idText("payout", only.id)
    throw conflict(announcement, "amount", what, { payout_id, amount: { value, currency } })
  }
  const candidates = announced.length > 0 && same.length === 0 ? announced : same
  throw conflict(
    announcement,
    "reference",
    "It may be any of the payouts named here: send its provider_id, or another reference.",
    { payout_ids: candidates.map(({ id }) => idText("payout", id)) },
  )
}

/**
 * A payout is not announced anew in its own place, nor one that stands in another's place, nor one
 * that was itself paid again.
 */
function mayStandFor(
  { replaces }: CheckedAnnouncement,
  known: Pick<ReferencedPayout, "id" | "replaces" | "isReplaced">,
): boolean {
  if (replaces === null || known.replaces === replaces) return true
  return known.id !== replaces && known.replaces === null && !known.isReplaced
}

/** A late event of a payout that still waits under its reference must find that payout. */
function refuseOwnPlace(announcement: CheckedAnnouncement, waiting: string | undefined): void {
  const { replaces } = announcement
  if (waiting === undefined || waiting !== replaces) return
  const what = "The payout that it replaces still waits under this reference: pay under a new one."
  throw conflict(announcement, "reference", what, { payout_id: idText("payout", waiting) })
}

export function conflict(
  { index }: CheckedAnnouncement,
  field: string,
  what: string,
  detail: Readonly<Record<string, unknown>>,
): PaidoutError {
  return new PaidoutError("announcement_conflict", `payouts[${index}]: ${what}`, {
    detail: { index, field, ...detail },
  })
}

function namesOf(each: CheckedAnnouncement, merchantId: string): readonly Name[] {
  const { sourceId, providerId, reference } = each
  const owner = { merchantId, sourceId }
  return [
    ...(providerId === null ? [] : [{ ...owner, kind: "payout", name: providerId } as const]),
    ...(reference === null ? [] : [{ ...owner, kind: "reference", name: reference } as const]),
  ]
}

function referenceKey({ sourceId, reference }: CheckedAnnouncement): string {
  return keyOf("reference", { sourceId, name: reference ?? "" })
}

function keyOf(kind: Name["kind"], { sourceId, name }: Pick<Name, "sourceId" | "name">): string {
  return `${kind}\n${sourceId}\n${name}`
}
