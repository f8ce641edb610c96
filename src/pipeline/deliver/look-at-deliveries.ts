import { findNextDue, type NextDue } from "../../delivery/find-next-due.ts"
import { joinDueWork, type DueWork } from "../../due-work.ts"
import { findClock } from "../../mail/find-clock.ts"
import type { Queryable } from "../../postgres/pool.ts"
import type { Delivering } from "../deliver.ts"

/** Endpoints with something in the queue; of more than these the rest is not waited for. */
const ENDPOINTS_MAX = 1_000

/**
 * What of deliveries is due. What is due at an endpoint that fails, and is probed only now and
 * then, is due at its next probe.
 */
export async function lookAtDeliveries(
  queryable: Queryable,
  delivering: Pick<Delivering, "heldBackMs">,
): Promise<DueWork> {
  const { now } = await findClock(queryable)
  const endpoints = await findNextDue(queryable, ENDPOINTS_MAX)
  return joinDueWork(endpoints.map((endpoint) => workOf(endpoint, delivering, now)))
}

function workOf(
  { endpointId, isDue, next }: NextDue,
  delivering: Pick<Delivering, "heldBackMs">,
  now: Date,
): DueWork {
  const heldBackMs = delivering.heldBackMs(endpointId)
  if (heldBackMs === null) return { isBusy: isDue, next }
  const probeAt = new Date(now.getTime() + heldBackMs)
  return { isBusy: false, next: isDue || (next !== null && next < probeAt) ? probeAt : next }
}
