import { createHash } from "node:crypto"
import { Readable, type Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createZstdCompress } from "node:zlib"
import pg from "pg"
import { to as copyTo } from "pg-copy-streams"

import { clientConfig, type PostgresConnection } from "../pool.ts"
import { BACKUP_LINE, encodeFrame, type Frame } from "./backup-frames.ts"
import { describeMigrations, describePartitions, describeTables } from "./describe-database.ts"

export interface BackupProgress {
  readonly table: string
  /** Of all tables so far, and roughly how many there will be at most. */
  readonly bytes: number
  readonly bytesMax: number
}

export interface WrittenBackup {
  readonly tables: number
  readonly rows: number
}

/**
 * Writes all of the database, as it is at one moment, to `output` and ends it. The hub may go on
 * working meanwhile. Rows stay sealed as they are: without PAIDOUT_SECRET_KEY nobody opens them.
 */
export async function writeBackup(
  connection: PostgresConnection,
  output: Writable,
  options: {
    readonly release: string
    readonly onProgress?: (progress: BackupProgress) => void
    readonly signal?: AbortSignal
  },
): Promise<WrittenBackup> {
  const written = { tables: 0, rows: 0 }
  const client = new pg.Client(
    clientConfig(connection, {
      applicationName: "paidout backup",
      statementTimeoutMs: 0,
      idleInTransactionTimeoutMs: 0,
    }),
  )
  client.on("error", () => {})
  await client.connect()
  try {
    output.write(BACKUP_LINE)
    await pipeline(Readable.from(frames(client, written, options)), createZstdCompress(), output, {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  } finally {
    await client.end().catch(() => {})
  }
  return written
}

async function* frames(
  client: pg.Client,
  written: { tables: number; rows: number },
  options: Parameters<typeof writeBackup>[2],
): AsyncGenerator<Buffer> {
  await beginSnapshot(client)
  const tables = await describeTables(client)
  const bytesMax = tables.reduce((sum, table) => sum + table.bytes, 0)
  yield encodeFrame({
    kind: "header",
    header: {
      release: options.release,
      madeAt: new Date().toISOString(),
      migrations: await describeMigrations(client),
      partitions: await describePartitions(client),
      tables,
    },
  })
  let bytes = 0
  for (const { name, columns } of tables) {
    yield encodeFrame({ kind: "table", table: name })
    const copied = copyTable(client, name, columns)
    let frame: IteratorResult<Frame, number>
    while ((frame = await copied.next()).done !== true) {
      if (frame.value.kind === "data") bytes += frame.value.bytes.length
      options.onProgress?.({ table: name, bytes, bytesMax })
      yield encodeFrame(frame.value)
    }
    written.tables += 1
    written.rows += frame.value
  }
  await client.query("commit")
  yield encodeFrame({ kind: "end" })
}

/**
 * Tables are locked before the moment is fixed: of a partition that is dropped later, or a table that
 * is written anew, an old moment sees neither what went nor what was kept. Who would do so waits.
 */
async function beginSnapshot(client: pg.Client): Promise<void> {
  const names = (await describeTables(client)).map(({ name }) => pg.escapeIdentifier(name))
  await client.query("begin isolation level repeatable read read only")
  if (names.length === 0) return
  await client.query(`lock table only ${names.join(", only ")} in access share mode`)
}

async function* copyTable(
  client: pg.Client,
  name: string,
  columns: readonly string[],
): AsyncGenerator<Frame, number> {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(", ")
  const rows = client.query(
    copyTo(
      `copy (select ${list} from ${pg.escapeIdentifier(name)}) to stdout with (format binary)`,
    ),
  )
  const hash = createHash("sha256")
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    hash.update(chunk)
    yield { kind: "data", bytes: chunk }
  }
  yield { kind: "tableEnd", end: { rows: rows.rowCount, sha256: hash.digest("hex") } }
  return rows.rowCount
}
