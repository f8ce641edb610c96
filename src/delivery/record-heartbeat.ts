import type { Queryable } from "../postgres/pool.ts"

/**
 * Says that the worker lives, and makes it known at first. By the server's own time: moving the
 * sandbox's clock ends nobody's life. Returns how many others live.
 */
export async function recordHeartbeat(
  queryable: Queryable,
  worker: { readonly id: string; readonly deadAfterMs: number },
): Promise<number> {
  const { rows } = await queryable.query<{ others: number }>({
    name: "record_heartbeat",
    text: `with beat as (
             insert into workers (id, heartbeat_at) values ($1, paidout_server_now())
             on conflict (id) do update set heartbeat_at = excluded.heartbeat_at
           )
           select count(*)::integer as others from workers
           where id <> $1 and heartbeat_at >= paidout_server_now() - $2 * interval '1 millisecond'`,
    values: [worker.id, worker.deadAfterMs],
  })
  return rows[0]?.others ?? 0
}
