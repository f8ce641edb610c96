import type { Queryable } from "../postgres/pool.ts"

/** A clean stop: the worker claims nothing any more. */
export async function removeWorker(queryable: Queryable, workerId: string): Promise<void> {
  await queryable.query("delete from workers where id = $1", [workerId])
}
