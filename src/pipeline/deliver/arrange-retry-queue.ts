import { joinRetryQueue } from "../../delivery/join-retry-queue.ts"
import { leaveRetryQueue } from "../../delivery/leave-retry-queue.ts"
import type { Pool } from "../../postgres/pool.ts"
import type { DeliveryLane } from "./delivery-lane.ts"

const ROWS_MAX = 1_000
const STEPS_MAX = 20

/**
 * What is due at an endpoint whose retry queue holds anything goes behind it; where the endpoint
 * keeps no such queue any more, all of it leaves. What is too much for now is left to the next time.
 */
export async function arrangeRetryQueue(
  pool: Pool,
  { merchantId, endpointId, target }: Pick<DeliveryLane, "merchantId" | "endpointId" | "target">,
): Promise<void> {
  const endpoint = { merchantId, endpointId, limit: ROWS_MAX }
  const fastTries = target.retryQueueAfter
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const moved =
      fastTries === null
        ? await leaveRetryQueue(pool, endpoint)
        : await joinRetryQueue(pool, { ...endpoint, fastTries })
    if (moved === 0) return
  }
}
