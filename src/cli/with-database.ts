import { existsSync } from "node:fs"
import path from "node:path"

import { readConfig } from "../config.ts"
import { PaidoutError } from "../errors.ts"
import { connectionOfRunning } from "../postgres/embedded/connect-running.ts"
import { startEmbeddedServer } from "../postgres/embedded/start.ts"
import type { PostgresConnection } from "../postgres/pool.ts"
import { CommandFailure, EXIT } from "./exit.ts"
import type { Terminal } from "./terminal.ts"

type Work<Result> = (connection: PostgresConnection) => Promise<Result>

/**
 * The hub's database, for a command that speaks to it rather than to the hub: `DATABASE_URL`, the
 * embedded server that a running hub keeps, or else one that is started for the while.
 */
export async function withDatabase<Result>(
  terminal: Terminal,
  work: Work<Result>,
): Promise<Result> {
  const { databaseUrl, dataDir } = readConfig(terminal.environment)
  if (databaseUrl === null && !existsSync(path.join(dataDir, "postgres"))) {
    throw new CommandFailure(EXIT.failure, `There is no database in ${path.resolve(dataDir)}.`, {
      advice: "Set DATA_DIR to the hub's data folder, or DATABASE_URL.",
    })
  }
  try {
    return await withOwnDatabase(terminal, work)
  } catch (error) {
    const isRunning = error instanceof PaidoutError && error.code === "data_dir_in_use"
    const connection = isRunning ? connectionOfRunning(dataDir) : undefined
    if (connection === undefined) throw error
    return work(connection)
  }
}

/** The same where no hub may run on it. @throws PaidoutError data_dir_in_use */
export async function withOwnDatabase<Result>(
  terminal: Terminal,
  work: Work<Result>,
): Promise<Result> {
  const { databaseUrl, dataDir } = readConfig(terminal.environment)
  if (databaseUrl !== null) return work({ connectionString: databaseUrl })
  const server = await startEmbeddedServer({ dataDir })
  try {
    return await work(server.connection)
  } finally {
    await server.stop()
  }
}
