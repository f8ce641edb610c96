import type { Queryable } from "./pool.ts"

/** A partition that could not be made now; its rows stand in the default partition meanwhile. */
export interface UnmadePartition {
  readonly parent: string
  /** A moment that it would hold. */
  readonly missingAt: Date
  /** `busy`: somebody has the table, try again soon. `crowded`: too many rows would have to move. */
  readonly outcome: "busy" | "crowded"
}

/**
 * Makes what partitions are missing: for the next two weeks of what goes by weeks, for the next
 * month of what goes by quarters. Each is a statement of its own, so that no lock is held while
 * another is waited for; safe in many processes at once. Returns what it could not make.
 *
 * `now` is the server's own time by default: what is made by one clock must not be dropped by
 * another's.
 */
export async function makePartitions(
  queryable: Queryable,
  now: Date | null = null,
): Promise<readonly UnmadePartition[]> {
  const unmade: UnmadePartition[] = []
  for (const { parent, missingAt } of await listMissingPartitions(queryable, now)) {
    const outcome = await makePartition(queryable, { parent, missingAt })
    if (outcome === "busy" || outcome === "crowded") unmade.push({ parent, missingAt, outcome })
  }
  return unmade
}

async function listMissingPartitions(queryable: Queryable, now: Date | null) {
  const { rows } = await queryable.query<{ parent: string; missingAt: Date }>(
    `select parent, missing_at as "missingAt"
     from missing_partitions(coalesce($1::timestamptz, paidout_server_now()))`,
    [now],
  )
  return rows
}

async function makePartition(
  queryable: Queryable,
  missing: { readonly parent: string; readonly missingAt: Date },
) {
  const { rows } = await queryable.query<{ outcome: "made" | "there" | "busy" | "crowded" }>(
    "select make_partition($1, $2) as outcome",
    [missing.parent, missing.missingAt],
  )
  return rows[0]?.outcome
}
