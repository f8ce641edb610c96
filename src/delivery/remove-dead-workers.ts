import type { Queryable } from "../postgres/pool.ts"

/**
 * Removes workers whose heartbeat stopped and returns their ids. It waits for a claim that one of
 * them is just making; after it they claim nothing until they beat again. Release their claims in
 * the same transaction, as the next statement: only that one sees such a last claim.
 */
export async function removeDeadWorkers(
  queryable: Queryable,
  rule: { readonly deadAfterMs: number; readonly except: string },
): Promise<readonly string[]> {
  const { rows } = await queryable.query<{ id: string }>({
    name: "remove_dead_workers",
    text: `delete from workers
           where heartbeat_at < paidout_server_now() - $1 * interval '1 millisecond' and id <> $2
           returning id`,
    values: [rule.deadAfterMs, rule.except],
  })
  return rows.map((row) => row.id)
}
