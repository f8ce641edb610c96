import { findEventSubject } from "../../ledger/find-event-subject.ts"
import type { Queryable } from "../../postgres/pool.ts"

/**
 * By which subject deliveries of a payout or of an event are found; undefined: neither is asked for.
 * A request that is handed on as it came is its own event and subject.
 */
export async function findDeliveredSubject(
  queryable: Queryable,
  asked: {
    readonly merchantId: string
    readonly payoutId: string | undefined
    readonly eventId: string | undefined
  },
): Promise<string | undefined> {
  const { merchantId, payoutId, eventId } = asked
  if (payoutId !== undefined || eventId === undefined) return payoutId
  return (await findEventSubject(queryable, { merchantId, id: eventId })) ?? eventId
}
