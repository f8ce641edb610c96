import type { Retention } from "../../config.ts"
import type { Log } from "../../log.ts"
import type { Metrics } from "../../metrics.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { listOldPartitions, prunePartition } from "../../postgres/prune-partition.ts"

export interface PruneContext {
  readonly pool: Queryable
  readonly log: Log
  readonly metrics: Pick<Metrics, "prunedPartitions">
  readonly retention: Retention
}

/** What goes with its partition, and after how long. History and deliveries are kept for ever. */
const PRUNED = [
  { parent: "attempts", days: ({ attemptsDays }: Retention) => attemptsDays },
  { parent: "messages", days: ({ bodiesDays }: Retention) => bodiesDays },
  { parent: "event_bodies", days: ({ bodiesDays }: Retention) => bodiesDays },
  { parent: "readings", days: ({ bodiesDays }: Retention) => bodiesDays },
] as const

/** Drops what partitions are old enough. True where one was in use: it is worth trying again soon. */
export async function prunePartitions(context: PruneContext): Promise<boolean> {
  const { pool, log, metrics, retention } = context
  let isAnyBusy = false
  for (const { parent, days: daysOf } of PRUNED) {
    const days = daysOf(retention)
    for (const partition of await listOldPartitions(pool, { parent, days })) {
      const pruned = await prunePartition(pool, { parent, partition, days })
      switch (pruned.outcome) {
        case "pruned":
          metrics.prunedPartitions.inc({ table: parent })
          log.info(
            { partition, days, kept: pruned.kept, bytes: pruned.bytes },
            "dropped what was old",
          )
          break
        case "crowded":
          log.warn(
            { partition, days },
            "kept whole, though it is old: too many of its messages still wait for a person",
          )
          break
        case "resending":
          log.info({ partition, days }, "kept until a resend has found its deliveries")
          break
        case "busy":
          isAnyBusy = true
          break
        case "gone":
          break
        default:
          pruned satisfies never
      }
    }
  }
  return isAnyBusy
}
