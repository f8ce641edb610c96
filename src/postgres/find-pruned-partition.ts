import type { Queryable } from "./pool.ts"

/** When the rows around this id were dropped with their partition; undefined: they were not. */
export async function findPrunedPartition(
  queryable: Queryable,
  of: { readonly parent: "messages" | "readings" | "event_bodies"; readonly id: string },
): Promise<{ readonly prunedAt: Date } | undefined> {
  const { rows } = await queryable.query<{ prunedAt: Date }>(
    `select pruned_at as "prunedAt" from pruned_partitions
     where parent = $1 and ids_from <= $2 and $2 < ids_before`,
    [of.parent, of.id],
  )
  return rows[0]
}
