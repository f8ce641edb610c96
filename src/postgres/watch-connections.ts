import pg from "pg"

import { WatchedClient } from "./watched-client.ts"

/**
 * Keeps a pool to connections that are of use. One to a server that takes no writes any more goes
 * when it is given back; when one was lost or stays without an answer, so do all idle ones: after a
 * failover they lead to the same dead machine, and each would cost its own timeout.
 */
export function watchConnections(pool: pg.Pool): void {
  const idle = new Set<pg.PoolClient>()
  pool.on("acquire", (client) => idle.delete(client))
  pool.on("remove", (client) => idle.delete(client))
  pool.on("release", (error: Error | boolean | undefined, client) => {
    if (client instanceof WatchedClient && client.isReadOnly) {
      void client.end()
    } else if (error === undefined || error === false) {
      idle.add(client)
    } else if (isLostConnection(error)) {
      const suspects = [...idle]
      idle.clear()
      // As when the connection itself fails: the pool drops it.
      for (const suspect of suspects) suspect.emit("error", error)
    }
  })
}

/** For a pool's `verify`: a new connection to such a server is refused. SQLSTATE 25006. */
export function refuseReadOnly(client: pg.ClientBase, done: (error?: Error) => void): void {
  if (client instanceof WatchedClient && client.isReadOnly) done(new ServerReadOnly())
  else done()
}

export class ServerReadOnly extends Error {
  readonly code = "25006"

  constructor() {
    super("The database server takes no writes: it is a standby, or set read-only")
    this.name = "ServerReadOnly"
  }
}

/** Told by the driver or the system: of what the server itself says it is the one that knows. */
function isLostConnection(error: unknown): boolean {
  return error instanceof Error && !(error instanceof pg.DatabaseError)
}
