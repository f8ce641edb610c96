import type { Queryable } from "./pool.ts"

/**
 * Makes the partitions of this month and the next where they are missing. Ids hold the time of the
 * process that makes them, so its clock counts, wherever the sandbox's has been moved to.
 */
export async function makePartitions(queryable: Queryable, now = new Date()): Promise<void> {
  await queryable.query(
    "select make_partitions($1), make_partitions($1::timestamptz + interval '1 month')",
    [now],
  )
}
