import type { Pool, PoolClient } from "./pool.ts"

/**
 * Runs the work in one transaction: committed when it resolves, rolled back when it throws.
 * The error of the work is thrown on unchanged, also when the rollback fails.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // Without a listener a connection lost between two statements would end the process.
  const noteLoss = (error: Error) => {
    broken = error
  }
  client.on("error", noteLoss)
  try {
    await client.query("begin")
    const result = await work(client)
    await client.query("commit")
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
