import { NOTHING_DUE, type DueWork } from "../../due-work.ts"
import { findClock } from "../../mail/find-clock.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { findNextTimer } from "../../reconcile/find-next-timer.ts"

/** What of the silence of providers is due. */
export async function lookAtTimers(queryable: Queryable): Promise<DueWork> {
  const first = await findNextTimer(queryable)
  if (first === null) return NOTHING_DUE
  const { now } = await findClock(queryable)
  return first <= now ? { isBusy: true, next: null } : { isBusy: false, next: first }
}
