import { setTimeout as sleep } from "node:timers/promises"
import pg from "pg"
import { clientConfig } from "../pool.ts"
import type { PostgresConnection } from "../pool.ts"

/** Any constant: every hub asks for the same one. */
const hubLock = "7262861000"

/** A session that holds the server's one hub lock for as long as it is open. */
export interface ServerLock {
  readonly client: pg.Client
  close(): Promise<void>
}

/**
 * Connects and takes the lock; undefined when another hub holds it. Waits a moment, because the
 * session of a hub that was killed may still be ending. Throws when it cannot connect.
 */
export async function takeServerLock(
  connection: PostgresConnection,
  waitMs: number,
): Promise<ServerLock | undefined> {
  const client = new pg.Client({
    ...clientConfig(connection, { applicationName: "paidout hub lock" }),
    statement_timeout: 0,
  })
  client.on("error", () => {})
  await client.connect()
  const deadline = performance.now() + waitMs
  try {
    for (;;) {
      const { rows } = await client.query<{ taken: boolean }>(
        "select pg_try_advisory_lock($1::bigint) as taken",
        [hubLock],
      )
      if (rows[0]?.taken === true) return { client, close: () => client.end().catch(() => {}) }
      if (performance.now() >= deadline) break
      await sleep(50)
    }
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
  await client.end().catch(() => {})
  return undefined
}
