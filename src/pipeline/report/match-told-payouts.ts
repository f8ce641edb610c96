import { findDayPayouts } from "../../ledger/find-day-payouts.ts"
import type { DayPayout } from "../../ledger/day-payout.ts"
import { findNames, type Name } from "../../ledger/names.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import type { PoolClient } from "../../postgres/pool.ts"

/** A payout of which the provider told, and ours of the same name as it stands before that is told. */
export interface Matched {
  readonly event: PayoutEvent
  readonly ours: DayPayout | undefined
}

/** Which payouts of the ledger these events are about: by every name that the provider uses. */
export async function matchToldPayouts(
  client: PoolClient,
  of: {
    readonly merchantId: string
    readonly sourceId: string
    readonly events: readonly PayoutEvent[]
    /** Those that were asked for, to be read as they stand now too. */
    readonly ids: readonly string[]
  },
): Promise<{ readonly matched: readonly Matched[]; readonly now: ReadonlyMap<string, DayPayout> }> {
  const { merchantId, sourceId, events } = of
  const name = (kind: Name["kind"], text: string) => ({ merchantId, sourceId, kind, name: text })
  const names = events.flatMap((event) => [
    ...namesOf(event).map((text) => name("payout", text)),
    ...(event.reference === null ? [] : [name("reference", event.reference)]),
  ])
  const taken = new Map(
    (names.length === 0 ? [] : await findNames(client, names)).map((each) => [
      `${each.kind} ${each.name}`,
      each.subjectId,
    ]),
  )
  const ids = [...of.ids, ...taken.values()]
  const now = ids.length === 0 ? new Map() : await findDayPayouts(client, { merchantId, ids })
  const matched = events.map((event) => {
    const id = namesOf(event)
      .map((text) => taken.get(`payout ${text}`))
      .find((each) => each !== undefined)
    // A reference alone is a name of an announced payout only.
    const announced = now.get(taken.get(`reference ${event.reference}`) ?? "")
    const ours = id === undefined ? undefined : now.get(id)
    return { event, ours: ours ?? (announced?.providerId === null ? announced : undefined) }
  })
  return { matched, now }
}

function namesOf({ providerId, aliases }: PayoutEvent): readonly string[] {
  return [...new Set([providerId, ...aliases])]
}
