import { releaseWaitingDeliveries } from "../../delivery/release-waiting-deliveries.ts"
import type { Pool } from "../../postgres/pool.ts"

const RELEASE_MAX = 1_000

/**
 * What waits for its turn is due now: the endpoint keeps no order any more. Call it after that is
 * committed, so that it comes to an end.
 */
export async function releaseOrder(
  pool: Pool,
  endpoint: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  let released = 0
  do {
    released = await releaseWaitingDeliveries(pool, { ...endpoint, limit: RELEASE_MAX })
  } while (released > 0)
}
