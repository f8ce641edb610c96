import type { Log } from "../../log.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { readClock } from "./read-clock.ts"

/**
 * Where no sandbox is on, nobody sees that one has moved this database's clock: every time of a real
 * payout would be wrong by as much, and the clock never goes back.
 */
export async function tellMovedClock(queryable: Queryable, log: Log): Promise<void> {
  const { aheadMs } = await readClock(queryable)
  if (aheadMs === 0) return
  const advice = "use another database for real payouts, or set SANDBOX=on"
  log.error(
    { ahead_seconds: Math.round(aheadMs / 1_000) },
    `a sandbox has moved this database's clock ahead: ${advice}`,
  )
}
