import { readFileSync } from "node:fs"
import { open } from "node:fs/promises"
import { Readable, Transform } from "node:stream"
import type { Command } from "commander"

import { readConfig } from "../../config.ts"
import { readDataFile, writeDataFile } from "../../data-files.ts"
import { PaidoutError } from "../../errors.ts"
import { findFirstMerchant } from "../../merchants/find-merchant.ts"
import { createKeyring } from "../../merchants/keyring.ts"
import { restoreBackup, type RestoredBackup } from "../../postgres/backup/restore-backup.ts"
import { migrate } from "../../postgres/migrate.ts"
import { createPool, type PostgresConnection } from "../../postgres/pool.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { showProgress } from "../progress-bar.ts"
import type { Terminal } from "../terminal.ts"
import { withOwnDatabase } from "../with-database.ts"

export function addRestore(program: Command, terminal: Terminal): void {
  program
    .command("restore <file>")
    .description("fill an empty data folder or database with a backup")
    .option("--secret-key-file <file>", "the secret key of the hub that wrote it")
    .addHelpText("after", "\nWith - as the file it comes from standard input.")
    .action(async (file: string, options: { readonly secretKeyFile?: string }) => {
      const secretKey = secretKeyOf(terminal, options.secretKeyFile)
      const input = await openInput(terminal, file)
      const restored = await withOwnDatabase(terminal, async (connection) => {
        const filled = await fill(terminal, connection, input)
        await bringUpToDate(connection, secretKey)
        return filled
      })
      keepSecretKey(terminal, secretKey)
      terminal.write(endText(restored))
    })
}

/** Asked for at once: an hour later is late to learn that nobody can open what was restored. */
function secretKeyOf(terminal: Terminal, file: string | undefined): string {
  const { secretKey, dataDir } = readConfig(terminal.environment)
  const known =
    file === undefined
      ? (secretKey ?? readDataFile(dataDir, "secret-key"))
      : readFileSync(file, "utf8").trim()
  if (known !== undefined && known !== "") return known
  throw new CommandFailure(EXIT.usage, "What is in a backup is sealed: its key is needed.", {
    advice: "Give the file secret-key of the old DATA_DIR: --secret-key-file <file>.",
  })
}

interface Input {
  readonly stream: Readable
  /** Null: nobody knows. */
  readonly bytes: number | null
}

async function openInput(terminal: Terminal, file: string): Promise<Input> {
  if (file === "-") return { stream: Readable.from(terminal.inputChunks()), bytes: null }
  const handle = await open(file, "r").catch((cause: Error) => {
    throw new CommandFailure(EXIT.usage, `${file} cannot be read: ${cause.message}.`, { cause })
  })
  const status = await handle.stat()
  if (!status.isFile()) {
    await handle.close()
    throw new CommandFailure(EXIT.usage, `${file} is no file.`)
  }
  return { stream: handle.createReadStream(), bytes: status.size }
}

async function fill(
  terminal: Terminal,
  connection: PostgresConnection,
  { stream, bytes }: Input,
): Promise<RestoredBackup> {
  const bar = showProgress(terminal, bytes, "reading")
  let table = ""
  let read = 0
  const counted = stream.compose(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        read += chunk.length
        bar.show(read, table)
        done(null, chunk)
      },
    }),
  )
  try {
    return await restoreBackup(connection, counted, {
      onTable: (name) => {
        table = name
      },
    })
  } finally {
    bar.stop()
  }
}

/** @throws CommandFailure where the key does not open what was restored. */
async function bringUpToDate(connection: PostgresConnection, secretKey: string): Promise<void> {
  const pool = createPool(connection, { connectionsMax: 2 })
  try {
    await migrate(pool)
    const merchant = await findFirstMerchant(pool)
    if (merchant !== undefined) await createKeyring(pool, secretKey).dataKeys(merchant.id)
  } catch (error) {
    if (!(error instanceof PaidoutError) || error.code !== "secret_key_wrong") throw error
    throw new CommandFailure(
      EXIT.failure,
      "Everything is restored, but this is not the key it was sealed with.",
      {
        code: error.code,
        cause: error,
        advice: "Start the hub with the right key: PAIDOUT_SECRET_KEY, or secret-key in DATA_DIR.",
      },
    )
  } finally {
    await pool.end()
  }
}

/** A hub on the embedded server finds it there at its start. */
function keepSecretKey(terminal: Terminal, secretKey: string): void {
  const config = readConfig(terminal.environment)
  if (config.databaseUrl !== null || config.secretKey !== null) return
  if (readDataFile(config.dataDir, "secret-key") === secretKey) return
  writeDataFile(config.dataDir, "secret-key", secretKey)
}

function endText({ header, rows }: RestoredBackup): string {
  return (
    `${rows} rows of ${header.tables.length} tables are restored, as of ${header.madeAt}.\n` +
    "Before you start the hub: end the old one. Two that deliver tell your endpoints twice, and\n" +
    "what was delivered since then is delivered again.\n"
  )
}
