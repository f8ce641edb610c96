import type { Queryable } from "../postgres/pool.ts"

/** Says that the worker lives, and makes it known at first. */
export async function recordHeartbeat(queryable: Queryable, workerId: string): Promise<void> {
  await queryable.query({
    name: "record_heartbeat",
    text: `insert into workers (id, heartbeat_at) values ($1, paidout_now())
           on conflict (id) do update set heartbeat_at = excluded.heartbeat_at`,
    values: [workerId],
  })
}
