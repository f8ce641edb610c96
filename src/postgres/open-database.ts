import type { ServerSettings } from "./embedded/settings.ts"
import { startEmbeddedServer } from "./embedded/start.ts"
import type { PostgresLog } from "./log.ts"
import type { PostgresConnection } from "./pool.ts"

export interface OpenDatabase {
  readonly connection: PostgresConnection
  /** Ends the embedded server; another's server is left alone. */
  close(): Promise<void>
}

/**
 * The server that is named, else the embedded one in `dataDir`, started.
 * @throws PaidoutError as startEmbeddedServer
 */
export async function openDatabase(
  where: { readonly databaseUrl: string | null; readonly dataDir: string },
  options: { readonly log: PostgresLog; readonly settings?: ServerSettings | undefined },
): Promise<OpenDatabase> {
  if (where.databaseUrl !== null) {
    return {
      connection: { connectionString: where.databaseUrl },
      close: () => Promise.resolve(),
    }
  }
  const server = await startEmbeddedServer({
    dataDir: where.dataDir,
    log: options.log,
    settings: options.settings ?? {},
  })
  return { connection: server.connection, close: () => server.stop() }
}
