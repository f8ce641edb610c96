import type { Pool, PoolClient } from "./pool.ts"

/** Hands over a write that nothing later depends on: it is awaited together with the commit. */
export type Later = (write: Promise<unknown>) => void

/**
 * Runs the work in one transaction: committed when it resolves and every write handed to `later`
 * is done, rolled back when any of it fails. The first error is thrown on unchanged, also when the
 * rollback fails. On a pipelined pool the writes and the commit go out together.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient, later: Later) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // Without a listener a connection lost between two statements would end the process.
  const noteLoss = (error: Error) => {
    broken = error
  }
  client.on("error", noteLoss)
  try {
    const writes: Promise<unknown>[] = []
    const later: Later = (write) => {
      // Awaited below; until then its failure is nobody's unhandled rejection.
      write.catch(() => {})
      writes.push(write)
    }
    const [, result] = await Promise.all([client.query("begin"), work(client, later)])
    // After a failed write the server answers this commit with a rollback.
    await Promise.all([...writes, client.query("commit")])
    return result
  } catch (error) {
    await client.query("rollback").catch((rollbackError: unknown) => {
      broken ??= rollbackError instanceof Error ? rollbackError : new Error("rollback failed")
    })
    throw error
  } finally {
    client.off("error", noteLoss)
    client.release(broken)
  }
}
