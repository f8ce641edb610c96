import { joinDueWork, type DueWork } from "../../due-work.ts"
import type { Pool, Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { readClock, type ClockReading } from "./read-clock.ts"

/** A room's part of what happens by the clock. */
export type WorkSource = (queryable: Queryable) => Promise<DueWork>

export interface WorkSeen extends DueWork, ClockReading {}

/**
 * All of it in one snapshot: what is handed from room to room while we look would else be seen
 * nowhere, gone from the one and not yet come to the other.
 */
export async function lookAtWork(pool: Pool, sources: readonly WorkSource[]): Promise<WorkSeen> {
  return inTransaction(pool, async (client) => {
    await client.query("set transaction isolation level repeatable read, read only")
    const works: DueWork[] = []
    for (const source of sources) works.push(await source(client))
    return { ...joinDueWork(works), ...(await readClock(client)) }
  })
}
