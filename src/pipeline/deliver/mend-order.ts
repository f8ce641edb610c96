import { findBrokenOrder, type OrderPlace } from "../../delivery/find-broken-order.ts"
import { lineUpDeliveries } from "../../delivery/line-up-deliveries.ts"
import { lockOrderedDeliveries } from "../../delivery/lock-ordered-deliveries.ts"
import type { OrderKey } from "../../delivery/order-key.ts"
import type { Log } from "../../log.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { releaseOrder } from "./release-order.ts"

/** Deliveries looked at in one call: where more wait, the next call goes on. */
const LOOK_MAX = 10_000
/** Subjects in one transaction. */
const SUBJECTS_MAX = 500

/**
 * A second line of defence: a delivery that waits for nobody would wait for ever. Returns where to
 * look next. Two that could go at once are mended without a word: a resend and a new event of one
 * payout, queued at the same moment, may come to that. So is what was queued with an order at the
 * moment its endpoint gave that up.
 */
export async function mendOrder(
  context: { readonly pool: Pool; readonly log: Log; readonly wakeDeliver: () => void },
  after: OrderPlace,
): Promise<OrderPlace> {
  const { pool, log } = context
  const { broken, next } = await findBrokenOrder(pool, { after, limit: LOOK_MAX })
  const { kept = [], givenUp = [] } = Object.groupBy(broken, ({ isGivenUp }) =>
    isGivenUp ? "givenUp" : "kept",
  )
  const released = await lineUp(pool, kept)
  if (released > 0) log.warn({ deliveries: released }, "deliveries waited for nobody: released")
  for (const { merchantId, endpointId: id } of onePerEndpoint(givenUp)) {
    await releaseOrder(pool, { merchantId, id })
  }
  if (released > 0 || givenUp.length > 0) context.wakeDeliver()
  return next
}

async function lineUp(pool: Pool, keys: readonly OrderKey[]): Promise<number> {
  let released = 0
  for (let from = 0; from < keys.length; from += SUBJECTS_MAX) {
    const some = keys.slice(from, from + SUBJECTS_MAX)
    released += await inTransaction(pool, async (client) => {
      await lockOrderedDeliveries(client, some)
      return lineUpDeliveries(client, some)
    })
  }
  return released
}

function onePerEndpoint(keys: readonly OrderKey[]): readonly OrderKey[] {
  return [...new Map(keys.map((key) => [key.endpointId, key])).values()]
}
