import { newUuid } from "../ids.ts"
import { findNames, repointName, takeNames, type Name, type TakenName } from "../ledger/names.ts"
import type { PaidoutEvent } from "../payout/event.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { ToldEvent } from "./read-messages.ts"

/** Which payout, batch or payment an event is about. */
export interface ResolvedEvent {
  readonly told: ToldEvent
  readonly subjectId: string
  /** Reserved with the first payout of a batch, before the batch itself is heard of. */
  readonly batchId: string | null
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
  const wanted = new Map<string, Name>()
  for (const told of events) {
    for (const name of [...namesOf(told), ...batchNameOf(told)]) wanted.set(nameKey(name), name)
  }
  const known = new Map<string, string>()
  for (const taken of await findNames(client, [...wanted.values()])) {
    known.set(nameKey(taken), taken.subjectId)
  }
  const proposed = propose(events, known)
  if (proposed.length > 0) await settleProposals(client, proposed, known)
  return events.map((told) => resolved(told, known))
}

/** Gives each unknown name the id of an event's other names, or a new one. */
function propose(events: readonly ToldEvent[], known: Map<string, string>): readonly TakenName[] {
  const proposed: TakenName[] = []
  for (const told of events) {
    const names = namesOf(told)
    const subjectId = names.map((name) => known.get(nameKey(name))).find(Boolean) ?? newUuid()
    const offers = [
      ...names.map((name) => ({ ...name, subjectId })),
      ...batchNameOf(told).map((name) => ({ ...name, subjectId: newUuid() })),
    ]
    for (const offer of offers) {
      if (known.has(nameKey(offer))) continue
      known.set(nameKey(offer), offer.subjectId)
      proposed.push(offer)
    }
  }
  return proposed
}

/** Takes the names; where another worker was first, its choice stands, for the aliases too. */
async function settleProposals(
  client: PoolClient,
  proposed: readonly TakenName[],
  known: Map<string, string>,
): Promise<void> {
  const taken = await takeNames(client, proposed)
  if (taken.length === proposed.length) return
  const ours = new Set(taken.map(nameKey))
  const moved = new Map<string, string>()
  const lost = proposed.filter((name) => !ours.has(nameKey(name)))
  const lostIds = new Map(lost.map((name) => [nameKey(name), name.subjectId]))
  for (const winner of await findNames(client, lost)) {
    known.set(nameKey(winner), winner.subjectId)
    const lostId = lostIds.get(nameKey(winner))
    if (lostId !== undefined && !moved.has(lostId)) moved.set(lostId, winner.subjectId)
  }
  for (const name of taken) {
    const subjectId = moved.get(name.subjectId)
    if (subjectId === undefined) continue
    await repointName(client, { ...name, subjectId })
    known.set(nameKey(name), subjectId)
  }
}

function resolved(told: ToldEvent, known: ReadonlyMap<string, string>): ResolvedEvent {
  const ids = namesOf(told).map((name) => known.get(nameKey(name)))
  const [subjectId] = ids
  if (subjectId === undefined) throw new Error("A name was neither found nor taken.")
  const [batchName] = batchNameOf(told)
  return {
    told,
    subjectId,
    batchId: batchName === undefined ? null : (known.get(nameKey(batchName)) ?? null),
    nameConflict: ids.find((id) => id !== undefined && id !== subjectId) ?? null,
  }
}

function namesOf({ message, event }: ToldEvent): readonly Name[] {
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
