import { expect } from "vitest"

import type { Pool } from "../../src/postgres/pool.ts"

/** Until so many of the database's connections wait for a lock, or `others` have come to their end. */
export async function waitForLocks(
  pool: Pool,
  count: number,
  others: readonly Promise<unknown>[],
): Promise<void> {
  let ended = 0
  for (const other of others) void other.finally(() => (ended += 1)).catch(() => {})
  const waiting = async () => {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*)::integer as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return (rows[0]?.waiting ?? 0) + ended
  }
  await expect.poll(waiting, { timeout: 30_000, interval: 20 }).toBeGreaterThanOrEqual(count)
}
