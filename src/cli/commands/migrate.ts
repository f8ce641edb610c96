import type { Command } from "commander"
import { readConfig } from "../../config.ts"
import { startEmbeddedServer } from "../../postgres/embedded/start.ts"
import { migrate } from "../../postgres/migrate.ts"
import { createPool, type PostgresConnection } from "../../postgres/pool.ts"
import type { Terminal } from "../terminal.ts"

export function addMigrate(program: Command, terminal: Terminal): void {
  program
    .command("migrate")
    .description("bring the database up to this version (start does it too)")
    .action(async () => {
      const { databaseUrl, dataDir } = readConfig(terminal.environment)
      if (databaseUrl !== null) {
        await migrateAt(terminal, { connectionString: databaseUrl })
        return
      }
      const server = await startEmbeddedServer({ dataDir })
      try {
        await migrateAt(terminal, server.connection)
      } finally {
        await server.stop()
      }
    })
}

async function migrateAt(terminal: Terminal, connection: PostgresConnection): Promise<void> {
  const pool = createPool(connection, { connectionsMax: 1 })
  try {
    const applied = await migrate(pool)
    terminal.write(
      applied.length === 0
        ? "The database is up to date.\n"
        : `Applied ${applied.length === 1 ? "migration" : "migrations"} ${applied.join(", ")}.\n`,
    )
  } finally {
    await pool.end()
  }
}
