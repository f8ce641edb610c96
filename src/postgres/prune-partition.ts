import type { Queryable } from "./pool.ts"

/** What became of a partition that is old enough to go. */
export type PruneOutcome =
  | { readonly outcome: "pruned"; readonly kept: number; readonly bytes: number }
  /** Another process was first. */
  | { readonly outcome: "gone" }
  /** Somebody has the table: try again soon. */
  | { readonly outcome: "busy" }
  /** Too much of it is still needed: it stays whole. */
  | { readonly outcome: "crowded" }
  /** A resend is still looking for bodies. */
  | { readonly outcome: "resending" }

/** Partitions whose rows are all older than that, by the server's own time; oldest first. */
export async function listOldPartitions(
  queryable: Queryable,
  of: { readonly parent: string; readonly days: number },
): Promise<readonly string[]> {
  const { rows } = await queryable.query<{ partition: string }>(
    `select partition from partitions_of($1)
     where ids_before <= uuid_at(paidout_server_now() - make_interval(days => $2))`,
    [of.parent, of.days],
  )
  return rows.map(({ partition }) => partition)
}

/**
 * Drops it, and moves what is still needed to the default partition: one statement, so that whoever
 * dies in the middle has done nothing. It waits for nobody longer than 250 ms.
 */
export async function prunePartition(
  queryable: Queryable,
  of: { readonly parent: string; readonly partition: string; readonly days: number },
): Promise<PruneOutcome> {
  const { rows } = await queryable.query<{
    outcome: PruneOutcome["outcome"]
    kept: number
    bytes: string
  }>("select outcome, kept, bytes from prune_partition($1, $2, $3)", [
    of.parent,
    of.partition,
    of.days,
  ])
  const { outcome = "gone", kept = 0, bytes = "0" } = rows[0] ?? {}
  return outcome === "pruned" ? { outcome, kept, bytes: Number(bytes) } : { outcome }
}
