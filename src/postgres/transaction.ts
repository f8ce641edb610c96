import type { Writable } from "node:stream"

import type { Pool, PoolClient } from "./pool.ts"

/** Hands over a write that nothing later in the transaction reads: it goes out with the commit. */
export type Later = (write: () => Promise<unknown>) => void

/**
 * Runs the work in one transaction: committed when it resolves and every write handed to `later`
 * is done, rolled back when any of it fails. The first error is thrown on unchanged, also when the
 * rollback fails. On a pipelined pool those writes and the commit travel as one.
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
    const writes: (() => Promise<unknown>)[] = []
    const [, result] = await Promise.all([
      client.query("begin"),
      work(client, (write) => writes.push(write)),
    ])
    // After a failed write the server answers the commit with a rollback.
    await asOneSegment(client, () =>
      Promise.all([...writes.map((write) => write()), client.query("commit")]),
    )
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

/** What is sent meanwhile leaves in one system call instead of one per statement. */
function asOneSegment<T>(client: PoolClient, send: () => Promise<T>): Promise<T> {
  const { connection } = client as unknown as { connection?: { stream?: Writable } }
  connection?.stream?.cork()
  const sent = send()
  process.nextTick(() => connection?.stream?.uncork())
  return sent
}
