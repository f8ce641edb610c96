import { PaidoutError } from "../errors.ts"
import { connectionsPerProcess } from "../pool-sizes.ts"
import type { ServerSettings } from "../postgres/embedded/settings.ts"
import { findConnectionsMax } from "../postgres/find-connections-max.ts"
import { createPool, type PostgresConnection } from "../postgres/pool.ts"

/** One worker more while another is being replaced, and what the parent and a person need. */
function connectionsWanted(workers: number): number {
  return (workers + 1) * connectionsPerProcess + parentConnections
}

const parentConnections = 5
/** PostgreSQL keeps some of its connections for superusers. */
const serverReserve = 10

/** For the embedded server: as many as these workers want. */
export function embeddedSettings(workers: number): ServerSettings {
  return { max_connections: String(connectionsWanted(workers) + serverReserve) }
}

/** @throws PaidoutError config_invalid: the server does not allow as many connections. */
export async function demandConnections(
  connection: PostgresConnection,
  workers: number,
): Promise<void> {
  const pool = createPool(connection, { connectionsMax: 1 })
  try {
    const allowed = await findConnectionsMax(pool)
    const wanted = connectionsWanted(workers)
    if (wanted <= allowed) return
    throw new PaidoutError(
      "config_invalid",
      `${workers} workers may open ${wanted} connections to the database (${connectionsPerProcess} ` +
        `each, and one worker more while they are replaced), which allows ${allowed}: set WORKERS ` +
        `lower, or its max_connections higher.`,
    )
  } finally {
    await pool.end()
  }
}
