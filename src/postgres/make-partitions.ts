import type { Queryable } from "./pool.ts"

/** Makes the partitions of this month and the next where they are missing. */
export async function makePartitions(queryable: Queryable): Promise<void> {
  await queryable.query(
    "select make_partitions(paidout_now()), make_partitions(paidout_now() + interval '1 month')",
  )
}
