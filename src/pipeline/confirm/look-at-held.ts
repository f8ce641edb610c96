import { NOTHING_DUE, type DueWork } from "../../due-work.ts"
import { findClock } from "../../mail/find-clock.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { findNextHeld } from "../../reconcile/find-next-held.ts"

/** What of the news that is held until its provider confirms it is due. */
export async function lookAtHeld(queryable: Queryable): Promise<DueWork> {
  const first = await findNextHeld(queryable)
  if (first === null) return NOTHING_DUE
  const { now } = await findClock(queryable)
  return first <= now ? { isBusy: true, next: null } : { isBusy: false, next: first }
}
