import type { Writable } from "node:stream"

import { isPipelined } from "./is-pipelined.ts"
import type { Pool, PoolClient } from "./pool.ts"
import { WatchedClient } from "./watched-client.ts"

/**
 * Hands over a write that nothing later in the transaction reads: it goes out with the commit. It
 * must send its statement at once, since the commit follows without waiting for it.
 */
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
  const writes: (() => Promise<unknown>)[] = []
  let working: Promise<T> | undefined
  try {
    const begun = client.query("begin")
    // The driver frowns on a statement sent before the last was answered, unless it pipelines.
    if (!isPipelined(client)) await begun
    working = Promise.try(work, client, (write) => writes.push(write))
    const [, result] = await Promise.all([begun, working])
    await commit(client, writes)
    return result
  } catch (error) {
    // What still works on this connection must not meet the next one's transaction.
    await working?.catch(() => {})
    if (isOfNoMoreUse(error)) broken = error
    else await rollBack(client).catch((failure: Error) => (broken ??= failure))
    throw error
  } finally {
    client.off("error", noteLoss)
    if (client.getTransactionStatus() !== "I") broken ??= new Error("a transaction is left open")
    client.release(broken)
  }
}

async function rollBack(client: PoolClient): Promise<void> {
  await client.query("rollback")
}

/** Its server takes no writes (SQLSTATE 25006) or does not answer: a rollback would wait in vain. */
function isOfNoMoreUse(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return ("code" in error && error.code === "25006") || error.message === "Query read timeout"
}

async function commit(client: PoolClient, writes: readonly (() => Promise<unknown>)[]) {
  const ended = isPipelined(client)
    ? await commitTogether(client, writes)
    : await commitInTurn(client, writes)
  // After a failed statement the server answers a commit with a rollback, and no error.
  if (ended.command !== "COMMIT") {
    throw new Error("The transaction was rolled back: one of its statements had failed.")
  }
  const doubt = client instanceof WatchedClient ? client.takeDoubt() : undefined
  if (doubt !== undefined) throw doubt
}

async function commitInTurn(client: PoolClient, writes: readonly (() => Promise<unknown>)[]) {
  for (const write of writes) await write()
  return client.query("commit")
}

/** Sends the last writes and the commit in one system call instead of one per statement. */
async function commitTogether(client: PoolClient, writes: readonly (() => Promise<unknown>)[]) {
  const { connection } = client as unknown as { connection?: { stream?: Writable } }
  const stream = connection?.stream
  let failed: { readonly error: unknown } | undefined
  let answers: Promise<readonly [{ readonly command: string }, ...unknown[]]>
  stream?.cork()
  try {
    const sent = writes.map((write) => Promise.try(write))
    Promise.all(sent).catch((error: unknown) => (failed = { error }))
    // One turn for a write that fails before it is sent, one for what the driver tells in its next:
    // the server knows of neither and would commit without them.
    for (let turn = 0; sent.length > 0 && turn < 2; turn += 1) await nextTick()
    if (failed !== undefined) throw failed.error
    answers = Promise.all([client.query("commit"), ...sent])
  } finally {
    process.nextTick(() => stream?.uncork())
  }
  const [ended] = await answers
  return ended
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve))
}
