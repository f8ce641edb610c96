import { dropNames, type Name, type TakenName } from "../../ledger/names.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { ToldEvent } from "../settle/read-messages.ts"

/**
 * A payout that was announced by its reference alone waits under that name. The first event that
 * would make a new payout of this reference is about it: the name is used up, so that a second one
 * of the same reference is a payout of its own. Returns what the announced ones were taken to be.
 */
export async function adoptAnnounced(
  client: PoolClient,
  events: readonly ToldEvent[],
  {
    announced,
    fresh,
    idOf,
  }: {
    readonly announced: readonly TakenName[]
    /** Subjects that nothing was heard of. */
    readonly fresh: ReadonlySet<string>
    readonly idOf: (told: ToldEvent) => string | undefined
  },
): Promise<ReadonlyMap<string, string>> {
  const waiting = new Set(announced.map(keyOf))
  const wanted = new Map<string, { readonly name: Name; readonly subjectId: string }>()
  for (const told of events) {
    const [name] = referencesOf([told])
    if (name === undefined || !waiting.has(keyOf(name)) || wanted.has(keyOf(name))) continue
    const subjectId = idOf(told)
    if (subjectId !== undefined && fresh.has(subjectId))
      wanted.set(keyOf(name), { name, subjectId })
  }
  const adopted = new Map<string, string>()
  if (wanted.size === 0) return adopted
  const dropped = await dropNames(
    client,
    [...wanted.values()].map(({ name }) => name),
  )
  for (const name of dropped) {
    const made = wanted.get(keyOf(name))
    if (made === undefined) continue
    adopted.set(made.subjectId, name.subjectId)
  }
  return adopted
}

/** The references of payouts whose provider's id is told. */
export function referencesOf(events: readonly ToldEvent[]): readonly Name[] {
  return events.flatMap(({ event, message, subjectId }) => {
    if (event.subject !== "payout" || event.reference === null || subjectId !== undefined) return []
    const { merchantId, sourceId } = message
    return [{ merchantId, sourceId, kind: "reference", name: event.reference }]
  })
}

function keyOf({ sourceId, name }: Name): string {
  return `${sourceId}\n${name}`
}
