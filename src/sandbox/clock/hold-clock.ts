import type { Pool } from "../../postgres/pool.ts"

/**
 * Does the work while nobody else, in whichever process, moves the clock. Undefined: somebody does.
 * The lock is the session's: it ends with the process, so a crash leaves nothing to repair.
 */
export async function holdClock<Result>(
  pool: Pool,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const client = await pool.connect()
  let broken: Error | undefined
  // Without a listener a connection lost in the middle would end the process.
  const noteLoss = (error: Error) => {
    broken = error
  }
  client.on("error", noteLoss)
  try {
    const { rows } = await client.query<{ held: boolean }>(
      "select pg_try_advisory_lock(hashtext('paidout.sandbox_clock')) as held",
    )
    if (rows[0]?.held !== true) return undefined
    try {
      return await work()
    } finally {
      await client
        .query("select pg_advisory_unlock(hashtext('paidout.sandbox_clock'))")
        .catch((error: unknown) => {
          broken ??= error instanceof Error ? error : new Error("the clock's lock is not freed")
        })
    }
  } finally {
    client.off("error", noteLoss)
    client.release(broken)
  }
}
