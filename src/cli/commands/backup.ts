import { existsSync } from "node:fs"
import { open, rename, rm, stat } from "node:fs/promises"
import path from "node:path"
import type { Writable } from "node:stream"
import type { Command } from "commander"

import { writeBackup, type WrittenBackup } from "../../postgres/backup/write-backup.ts"
import { version } from "../../version.ts"
import { bytesText } from "../bytes-text.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { showProgress, type ProgressBar } from "../progress-bar.ts"
import type { Terminal } from "../terminal.ts"
import { withDatabase } from "../with-database.ts"

export function addBackup(program: Command, terminal: Terminal): void {
  program
    .command("backup <file>")
    .description("write everything in the database to one file; the hub may go on running")
    .option("--force", "replace the file if it is there")
    .addHelpText(
      "after",
      "\nWith - as the file it goes to standard output, for a program that encrypts or uploads it.",
    )
    .action(async (file: string, { force }: { readonly force?: true }) => {
      if (file === "-") {
        tell(terminal, "standard output", await write(terminal, ownStandardOutput()))
        return
      }
      if (existsSync(file) && force !== true) {
        throw new CommandFailure(EXIT.usage, `${file} is there already.`, {
          advice: "Give another name, or --force.",
        })
      }
      const written = await writeFile(terminal, file)
      const { size } = await stat(file)
      tell(terminal, `${file} (${bytesText(size)})`, written)
    })
}

/** Under another name until it is whole and on the disk. */
async function writeFile(terminal: Terminal, file: string): Promise<WrittenBackup> {
  const partial = `${file}.partial`
  const handle = await open(partial, "w", 0o600).catch((cause: Error) => {
    throw new CommandFailure(EXIT.usage, `${file} cannot be written: ${cause.message}.`, { cause })
  })
  const output = handle.createWriteStream()
  // Before anybody writes to it, nobody listens.
  output.on("error", () => {})
  try {
    const written = await write(terminal, output)
    await syncFile(partial)
    await rename(partial, file)
    await syncFile(path.dirname(path.resolve(file)))
    return written
  } catch (error) {
    output.destroy()
    await rm(partial, { force: true })
    throw error
  }
}

/** Who stops reading a list has seen enough; who stops reading a backup has none. */
function ownStandardOutput(): Writable {
  process.stdout.removeAllListeners("error")
  return process.stdout.on("error", () => {})
}

async function syncFile(name: string): Promise<void> {
  const handle = await open(name, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function write(terminal: Terminal, output: Writable): Promise<WrittenBackup> {
  const stopped = new AbortController()
  const stopListening = terminal.onInterrupt(() => stopped.abort())
  let bar: ProgressBar | undefined
  try {
    return await withDatabase(terminal, (connection) =>
      writeBackup(connection, output, {
        release: version,
        signal: stopped.signal,
        onProgress({ table, bytes, bytesMax }) {
          bar ??= showProgress(terminal, bytesMax, table)
          bar.show(bytes, `${table}, ${bytesText(bytes)} so far`)
        },
      }),
    )
  } catch (error) {
    if (!stopped.signal.aborted) throw error
    throw new CommandFailure(EXIT.failure, "Stopped: no backup was written.")
  } finally {
    bar?.stop()
    stopListening()
  }
}

/** To standard error: standard output may be the backup. */
function tell(terminal: Terminal, where: string, { tables, rows }: WrittenBackup): void {
  terminal.writeError(
    `${rows} rows of ${tables} tables are in ${where}.\n` +
      "Secrets and bodies in it stay sealed. Keep the secret key too, in another place: the file\n" +
      "secret-key in DATA_DIR, or PAIDOUT_SECRET_KEY. Without it nobody opens this backup.\n",
  )
}
