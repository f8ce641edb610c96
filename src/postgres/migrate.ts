import { PaidoutError } from "../errors.ts"
import type { PostgresLog } from "./log.ts"
import { readMigrations } from "./migration-files.ts"
import type { MigrationFile } from "./migration-files.ts"
import type { Pool, Queryable } from "./pool.ts"
import { inTransaction } from "./transaction.ts"

export interface MigrateOptions {
  /** Where the SQL files are; by default the package's migrations/. */
  readonly directory?: string
  readonly log?: PostgresLog
}

/** Any constant: all processes that migrate one database meet at it. */
const migrationLock = "7262861001"

/** A migration may take long, and waits for one that another process runs. */
const answerMsMax = 24 * 60 * 60 * 1_000

/**
 * Brings the database to the newest version, each file in a transaction of its own. Safe to call
 * from many processes at once. Returns the versions this call applied.
 * Throws `migrations_edited` or `migrations_newer`.
 */
export async function migrate(
  pool: Pool,
  options: MigrateOptions = {},
): Promise<readonly number[]> {
  const files = await readMigrations(options.directory)
  const applied: number[] = []
  while ((await pendingMigrations(pool, files)).length > 0) {
    const file = await applyNext(pool, files)
    if (file !== undefined) {
      applied.push(file.version)
      options.log?.info({ version: file.version, migration: file.name }, "migration applied")
    }
  }
  return applied
}

/** True when nothing is pending. Throws `migrations_edited` or `migrations_newer`. */
export async function checkMigrated(
  pool: Pool,
  options: { readonly directory?: string } = {},
): Promise<boolean> {
  const files = await readMigrations(options.directory)
  return (await pendingMigrations(pool, files)).length === 0
}

async function applyNext(
  pool: Pool,
  files: readonly MigrationFile[],
): Promise<MigrationFile | undefined> {
  return await inTransaction(pool, async (client) => {
    await client.query("set local statement_timeout = 0")
    await client.query(unhurried("select pg_advisory_xact_lock($1::bigint)", [migrationLock]))
    await ensureList(client)
    // Read again under the lock: another process may have applied it meanwhile.
    const [file] = await pendingMigrations(client, files)
    if (file === undefined) return undefined
    await applyMigration(client, file)
    return file
  })
}

/** In the caller's transaction, which has seen to it that nobody else does the same. */
export async function applyMigration(client: Queryable, file: MigrationFile): Promise<void> {
  await ensureList(client)
  await client.query(unhurried(file.sql))
  await client.query(
    `insert into schema_migrations (version, name, checksum, applied_at)
     values ($1, $2, $3, paidout_now())`,
    [file.version, file.name, file.checksum],
  )
}

/** The pool's own bound is for statements that the server ends after seconds. */
function unhurried(text: string, values?: unknown[]) {
  return { text, ...(values === undefined ? {} : { values }), query_timeout: answerMsMax }
}

async function ensureList(client: Queryable): Promise<void> {
  await client.query(`
    create table if not exists schema_migrations (
      version int primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null
    )`)
}

async function pendingMigrations(
  database: Queryable,
  files: readonly MigrationFile[],
): Promise<readonly MigrationFile[]> {
  const applied = await readApplied(database)
  for (const row of applied) {
    const file = files[row.version - 1]
    if (file === undefined) {
      throw new PaidoutError(
        "migrations_newer",
        `the database has migration ${row.version} (${row.name}), which this release of Paidout ` +
          `does not know: start the newer release`,
      )
    }
    if (file.checksum !== row.checksum) {
      throw new PaidoutError(
        "migrations_edited",
        `migration ${row.version} (${row.name}) was applied with other text than its file has ` +
          `now: released migrations are never edited, add a new one`,
      )
    }
  }
  const versions = new Set(applied.map((row) => row.version))
  return files.filter((file) => !versions.has(file.version))
}

interface AppliedRow {
  readonly version: number
  readonly name: string
  readonly checksum: string
}

async function readApplied(database: Queryable): Promise<readonly AppliedRow[]> {
  const { rows } = await database.query<{ found: boolean }>(
    "select to_regclass('schema_migrations') is not null as found",
  )
  if (rows[0]?.found !== true) return []
  const applied = await database.query<AppliedRow>(
    "select version, name, checksum from schema_migrations order by version",
  )
  return applied.rows
}
