import { findBrokenOrder, type OrderPlace } from "../delivery/find-broken-order.ts"
import { lineUpDeliveries } from "../delivery/line-up-deliveries.ts"
import { lockOrderedDeliveries } from "../delivery/lock-ordered-deliveries.ts"
import type { Log } from "../log.ts"
import type { Pool } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"

/** Deliveries looked at in one call: where more wait, the next call goes on. */
const LOOK_MAX = 10_000
/** Subjects in one transaction. */
const SUBJECTS_MAX = 500

/**
 * A second line of defence: a delivery that waits for nobody would wait for ever. Returns where to
 * look next. Two that could go at once are mended without a word: a resend and a new event of one
 * payout, queued at the same moment, may come to that.
 */
export async function mendOrder(
  context: { readonly pool: Pool; readonly log: Log; readonly wakeDeliver: () => void },
  after: OrderPlace,
): Promise<OrderPlace> {
  const { broken, next } = await findBrokenOrder(context.pool, { after, limit: LOOK_MAX })
  let released = 0
  for (let from = 0; from < broken.length; from += SUBJECTS_MAX) {
    const keys = broken.slice(from, from + SUBJECTS_MAX)
    released += await inTransaction(context.pool, async (client) => {
      await lockOrderedDeliveries(client, keys)
      return lineUpDeliveries(client, keys)
    })
  }
  if (released > 0) {
    context.log.warn({ deliveries: released }, "released deliveries that waited for nobody")
    context.wakeDeliver()
  }
  return next
}
