import { newUuid, newUuidAt } from "../../ids.ts"
import { shareReferences } from "../../ledger/lock-references.ts"
import {
  findNames,
  findWaitingReferences,
  repointNames,
  takeNames,
  type Name,
  type TakenName,
} from "../../ledger/names.ts"
import type { PaidoutEvent } from "../../payout/event.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { sendTogether } from "../../postgres/send-together.ts"
import { adoptAnnounced, referencesOf } from "./adopt-announced.ts"
import type { ToldEvent } from "../settle/read-messages.ts"

/** Which payout, batch or payment an event is about. */
export interface ResolvedEvent {
  readonly told: ToldEvent
  readonly subjectId: string
  /** Reserved with the first payout of a batch, before the batch itself is heard of. */
  readonly batchId: string | null
  /** No event was heard of it before this batch. */
  readonly isNew: boolean
  /** Another name of the event belongs to another payout: the provider's id decided. */
  readonly nameConflict: string | null
}

/**
 * Finds or makes the subject of each event, by every name the provider uses for it. Two workers
 * that hear of one new payout at the same time agree on one: a name can be taken only once.
 */
export async function resolveNames(
  client: PoolClient,
  events: readonly ToldEvent[],
): Promise<readonly ResolvedEvent[]> {
  const known = new Map<string, string>()
  const proposed = propose(events, known)
  const fresh = new Set<string>()
  if (proposed.length > 0) await settleProposals(client, events, { proposed, known, fresh })
  return events.map((told) => resolved(told, known, fresh))
}

/** Gives each name the id of an event's other names, or a new one, as if all were free. */
function propose(events: readonly ToldEvent[], known: Map<string, string>): readonly TakenName[] {
  const proposed: TakenName[] = []
  for (const told of events) {
    const names = namesOf(told)
    const subjectId =
      names.map((name) => known.get(nameKey(name))).find(Boolean) ?? newSubjectId(told)
    const offers = [
      ...names.map((name) => ({ ...name, subjectId })),
      ...batchNameOf(told).map((name) => ({ ...name, subjectId: newSubjectId(told) })),
    ]
    for (const offer of offers) {
      if (known.has(nameKey(offer))) continue
      known.set(nameKey(offer), offer.subjectId)
      proposed.push(offer)
    }
  }
  return proposed
}

/** Lists go by the id, so what is imported gets one of its own time. */
function newSubjectId({ recordedAt }: ToldEvent): string {
  return recordedAt === undefined ? newUuid() : newUuidAt(Date.parse(recordedAt))
}

/** Which subject each name stands for, and which subjects are new. */
interface Settling {
  readonly proposed: readonly TakenName[]
  readonly known: Map<string, string>
  readonly fresh: Set<string>
}

/**
 * Takes the names that are free. Where a name is taken already, by an earlier event or by another
 * worker, that payout stands, and the names just taken for the same event become its too. What is
 * new then may have been announced under its reference alone.
 */
async function settleProposals(
  client: PoolClient,
  events: readonly ToldEvent[],
  { proposed, known, fresh }: Settling,
): Promise<void> {
  const references = referencesOf(events)
  const sourceIds = new Set(proposed.map(({ sourceId }) => sourceId))
  // The lock comes first, so that what an announcement has just made is seen.
  const [, taken, announced] = await sendTogether(client, [
    () => shareReferences(client, [...sourceIds]),
    () => takeNames(client, proposed),
    async () => (references.length > 0 ? findWaitingReferences(client, references) : []),
  ])
  for (const name of taken) fresh.add(name.subjectId)
  const moved = await findHolders(client, taken, { proposed, known, fresh })
  if (announced.length > 0) {
    const idOf = (told: ToldEvent) => namesOf(told).map((name) => known.get(nameKey(name)))[0]
    const adopted = await adoptAnnounced(client, events, { announced, fresh, idOf })
    for (const [from, to] of adopted) moved.set(from, to)
  }
  const toRepoint = taken.flatMap((name) => {
    const subjectId = moved.get(name.subjectId)
    return subjectId === undefined ? [] : [{ ...name, subjectId }]
  })
  for (const name of toRepoint) known.set(nameKey(name), name.subjectId)
  if (toRepoint.length > 0) await repointNames(client, toRepoint)
}

/** Whose the names are that were taken already; by the ids that were proposed for them. */
async function findHolders(
  client: PoolClient,
  taken: readonly TakenName[],
  { proposed, known, fresh }: Settling,
): Promise<Map<string, string>> {
  const moved = new Map<string, string>()
  if (taken.length === proposed.length) return moved
  const ours = new Set(taken.map(nameKey))
  const lost = proposed.filter((name) => !ours.has(nameKey(name)))
  const holders = new Map(
    (await findNames(client, lost)).map((name) => [nameKey(name), name.subjectId]),
  )
  for (const name of lost) {
    const holder = holders.get(nameKey(name))
    if (holder === undefined) throw new Error("A name was neither found nor taken.")
    known.set(nameKey(name), holder)
    // The first name of an event is the provider's id: it decides for the others.
    if (!moved.has(name.subjectId)) moved.set(name.subjectId, holder)
    fresh.delete(name.subjectId)
  }
  return moved
}

function resolved(
  told: ToldEvent,
  known: ReadonlyMap<string, string>,
  fresh: ReadonlySet<string>,
): ResolvedEvent {
  const ids = namesOf(told).map((name) => known.get(nameKey(name)))
  const subjectId = told.subjectId ?? ids[0]
  if (subjectId === undefined) throw new Error("A name was neither found nor taken.")
  const [batchName] = batchNameOf(told)
  return {
    told,
    subjectId,
    isNew: fresh.has(subjectId),
    batchId: batchName === undefined ? null : (known.get(nameKey(batchName)) ?? null),
    nameConflict: ids.find((id) => id !== undefined && id !== subjectId) ?? null,
  }
}

/** Who says what it is about by our own id brings no name. */
function namesOf({ message, event, subjectId }: ToldEvent): readonly Name[] {
  if (subjectId !== undefined) return []
  const { merchantId, sourceId } = message
  return allNames(event).map((name) => ({ merchantId, sourceId, kind: event.subject, name }))
}

function allNames(event: PaidoutEvent): readonly string[] {
  return event.subject === "payout"
    ? [...new Set([event.providerId, ...event.aliases])]
    : [event.providerId]
}

function batchNameOf({ message, event }: ToldEvent): readonly Name[] {
  if (event.subject !== "payout" || event.batchProviderId === null) return []
  const { merchantId, sourceId } = message
  return [{ merchantId, sourceId, kind: "batch", name: event.batchProviderId }]
}

function nameKey(name: Name): string {
  return `${name.sourceId}\n${name.kind}\n${name.name}`
}
