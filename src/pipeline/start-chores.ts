import type { Log } from "../log.ts"
import { pruneMails } from "../mail/prune-mails.ts"
import { pruneIdempotencyKeys } from "../merchants/keep-idempotent-answer.ts"
import { makePartitions } from "../postgres/make-partitions.ts"
import type { Pool } from "../postgres/pool.ts"

const EVERY_MS = 60 * 60 * 1_000

/** Partitions ahead of time, and what has outlived its use; returns how to stop it. */
export function startChores(pool: Pool, log: Log): () => void {
  const run = async () => {
    await makePartitions(pool)
    await pruneIdempotencyKeys(pool)
    await pruneMails(pool)
  }
  const timer = setInterval(() => {
    run().catch((error: unknown) => log.warn({ err: error }, "chores failed; tried again in 1 h"))
  }, EVERY_MS)
  return () => clearInterval(timer)
}
