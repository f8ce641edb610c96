import { pino } from "pino"

import type { Retention } from "../../src/config.ts"
import { createMetrics } from "../../src/metrics.ts"
import { prunePartitions } from "../../src/pipeline/chores/prune-partitions.ts"
import { pruneRecords } from "../../src/pipeline/chores/prune-records.ts"
import { makePartitions } from "../../src/postgres/make-partitions.ts"
import type { Pool } from "../../src/postgres/pool.ts"

/** Ids cannot be made older, so what is to be old is moved: all of now's partitions are. */
export const ALL_IS_OLD: Retention = { bodiesDays: -40, attemptsDays: -40 }

export interface PruneNote {
  readonly partition: string
  readonly msg: string
  readonly kept?: number
}

/** Drops what partitions there are, as if `retention` had passed; what was said about each. */
export async function dropPartitions(
  pool: Pool,
  retention = ALL_IS_OLD,
): Promise<{ readonly isAnyBusy: boolean; readonly notes: readonly PruneNote[] }> {
  const lines: string[] = []
  const log = pino(
    { level: "info", base: null },
    { write: (line: string) => void lines.push(line) },
  )
  const metrics = createMetrics()
  const isAnyBusy = await prunePartitions({ pool, log, metrics, retention })
  return { isAnyBusy, notes: lines.map((line) => JSON.parse(line) as PruneNote) }
}

/** The same, until nobody is in its way; then there are new partitions, as before. */
export async function ageEverything(pool: Pool): Promise<void> {
  while ((await dropPartitions(pool)).isAnyBusy) {
    // somebody has a table for a moment
  }
  await makePartitions(pool)
}

/** What the hourly chores remove row by row. */
export async function pruneSmallTables(pool: Pool, retention = ALL_IS_OLD): Promise<void> {
  await pruneRecords({ pool, retention, isStopped: () => false }, (records, error) => {
    throw new Error(`${records} could not be pruned`, { cause: error })
  })
}
