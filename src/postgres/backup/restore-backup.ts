import { createHash } from "node:crypto"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createZstdDecompress } from "node:zlib"
import pg from "pg"
import { from as copyFrom } from "pg-copy-streams"

import { PaidoutError } from "../../errors.ts"
import { applyMigration } from "../migrate.ts"
import { readMigrations } from "../migration-files.ts"
import { clientConfig, type PostgresConnection } from "../pool.ts"
import {
  BACKUP_LINE,
  DamagedBackup,
  decodeFrames,
  type BackupHeader,
  type BackupPartition,
  type BackupTable,
  type Frame,
} from "./backup-frames.ts"
import { describePartitions } from "./describe-database.ts"

export interface RestoredBackup {
  readonly header: BackupHeader
  readonly rows: number
}

export interface RestoreOptions {
  /** `migrations/` of the package by default. */
  readonly directory?: string
  readonly onTable?: (table: string) => void
}

/**
 * Fills an empty database with a backup, in one transaction: it ends up with all of it or with
 * nothing. The tables are those of the release that wrote it; later migrations are the caller's.
 * @throws PaidoutError database_not_empty, backup_invalid, migrations_newer, migrations_edited
 */
export async function restoreBackup(
  connection: PostgresConnection,
  input: Readable,
  options: RestoreOptions = {},
): Promise<RestoredBackup> {
  const client = new pg.Client(
    clientConfig(connection, {
      applicationName: "paidout restore",
      statementTimeoutMs: 0,
      idleInTransactionTimeoutMs: 0,
    }),
  )
  client.on("error", () => {})
  await client.connect()
  try {
    await client.query("begin")
    const restored = await restore(client, decodeFrames(decompressed(input)), options)
    await client.query("commit")
    // A database without statistics reads whole tables.
    await client.query("analyze")
    return restored
  } catch (error) {
    throw asCoded(error)
  } finally {
    await client.end().catch(() => {})
    input.destroy()
  }
}

async function restore(
  client: pg.Client,
  frames: AsyncGenerator<Frame>,
  options: RestoreOptions,
): Promise<RestoredBackup> {
  const first = await frames.next()
  if (first.done === true || first.value.kind !== "header") {
    throw new DamagedBackup("it does not begin with its description")
  }
  const { header } = first.value
  await demandEmpty(client)
  await makeTables(client, header, options.directory)
  // What they write of these rows is in the backup, too.
  await switchTriggers(client, "disable")
  let rows = 0
  let filled = 0
  for await (const frame of frames) {
    if (frame.kind === "end") break
    const table = header.tables[filled]
    if (frame.kind !== "table" || frame.table !== table?.name) {
      throw new DamagedBackup("its tables are not in their order")
    }
    options.onTable?.(table.name)
    rows += await fillTable(client, table, frames)
    filled += 1
  }
  await switchTriggers(client, "enable")
  if (filled !== header.tables.length) throw new DamagedBackup("tables are missing")
  return { header, rows }
}

async function demandEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ relname: string }>(
    `select relname from pg_class
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') limit 1`,
  )
  if (rows.length > 0) throw new PaidoutError("database_not_empty")
}

async function switchTriggers(client: pg.Client, verb: "enable" | "disable"): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct c.relname as name from pg_trigger as t
     join pg_class as c on c.oid = t.tgrelid
     where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace`,
  )
  for (const { name } of rows) {
    await client.query(`alter table ${pg.escapeIdentifier(name)} ${verb} trigger user`)
  }
}

async function makeTables(
  client: pg.Client,
  header: BackupHeader,
  directory: string | undefined,
): Promise<void> {
  const files = await readMigrations(directory)
  for (const { version, name, checksum } of header.migrations) {
    const file = files[version - 1]
    if (file === undefined) {
      throw new PaidoutError(
        "migrations_newer",
        `Release ${header.release} wrote this backup; its migration ${version} (${name}) is not ` +
          "known here: restore it with that release or a newer one.",
      )
    }
    if (file.checksum !== checksum) {
      throw new PaidoutError(
        "migrations_edited",
        `Migration ${version} (${name}) of the backup has other text than its file has here.`,
      )
    }
    await applyMigration(client, file)
  }
  for (const { name } of await describePartitions(client)) {
    await client.query(`drop table ${pg.escapeIdentifier(name)}`)
  }
  for (const partition of header.partitions) await client.query(partitionText(partition))
  const names = header.tables.map(({ name }) => pg.escapeIdentifier(name))
  await client.query(`truncate ${names.join(", ")}`)
}

/** @throws DamagedBackup where what should be a bound or a setting could be other SQL. */
function partitionText({ parent, name, bound, options }: BackupPartition): string {
  if (!/^FOR VALUES FROM \('[\da-f-]{36}'\) TO \('[\da-f-]{36}'\)$/.test(bound)) {
    throw new DamagedBackup(`the bound of ${name} is none`)
  }
  if (options.some((option) => !/^[a-z_]+=[\w.]+$/.test(option))) {
    throw new DamagedBackup(`the settings of ${name} are none`)
  }
  const settings = options.length === 0 ? "" : ` with (${options.join(", ")})`
  return (
    `create table ${pg.escapeIdentifier(name)} ` +
    `partition of ${pg.escapeIdentifier(parent)} ${bound}${settings}`
  )
}

async function fillTable(
  client: pg.Client,
  table: BackupTable,
  frames: AsyncGenerator<Frame>,
): Promise<number> {
  const list = table.columns.map((column) => pg.escapeIdentifier(column)).join(", ")
  const copy = client.query(
    copyFrom(`copy ${pg.escapeIdentifier(table.name)} (${list}) from stdin with (format binary)`),
  )
  const hash = createHash("sha256")
  let told: { readonly rows: number; readonly sha256: string } | undefined
  async function* rows(): AsyncGenerator<Buffer> {
    for (;;) {
      const next = await frames.next()
      if (next.done === true) throw new DamagedBackup("it ends within a table")
      if (next.value.kind === "tableEnd") {
        told = next.value.end
        return
      }
      if (next.value.kind !== "data") throw new DamagedBackup("a table does not end")
      hash.update(next.value.bytes)
      yield next.value.bytes
    }
  }
  await pipeline(Readable.from(rows()), copy)
  if (told?.sha256 !== hash.digest("hex") || told.rows !== copy.rowCount) {
    throw new DamagedBackup(`the rows of ${table.name} are not those that were written`)
  }
  return copy.rowCount
}

async function* decompressed(input: Readable): AsyncGenerator<Buffer> {
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let head = Buffer.alloc(0)
  while (head.length < BACKUP_LINE.length) {
    const next = await chunks.next()
    if (next.done === true) throw new DamagedBackup("it is no backup of Paidout")
    head = Buffer.concat([head, next.value])
  }
  if (head.toString("latin1", 0, BACKUP_LINE.length) !== BACKUP_LINE) {
    throw new DamagedBackup("it is no backup of Paidout")
  }
  async function* rest(): AsyncGenerator<Buffer> {
    yield head.subarray(BACKUP_LINE.length)
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      yield next.value
    }
  }
  const source = Readable.from(rest())
  const decompress = createZstdDecompress()
  source.on("error", (error) => decompress.destroy(error))
  yield* source.pipe(decompress) as AsyncIterable<Buffer>
}

/** What zstd and COPY say of damaged bytes is the file's fault too. */
function asCoded(error: unknown): unknown {
  if (error instanceof PaidoutError || !(error instanceof Error)) return error
  const code = "code" in error && typeof error.code === "string" ? error.code : ""
  const isDamage = error instanceof DamagedBackup || /^(ZSTD_|Z_|ERR_ZSTD|2[23]...$)/.test(code)
  if (!isDamage) return error
  return new PaidoutError("backup_invalid", `The backup cannot be restored: ${error.message}.`, {
    cause: error,
  })
}
