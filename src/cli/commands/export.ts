import { createWriteStream } from "node:fs"
import { access, rename, rm } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { Command } from "commander"

import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub } from "../hub-client.ts"
import type { Terminal } from "../terminal.ts"

export function addExport(program: Command, terminal: Terminal): void {
  program
    .command("export <payout>")
    .description("the evidence of one payout as a ZIP archive: bytes, headers, history, deliveries")
    .option("--out <file>", "where to (default: <payout>-evidence.zip)")
    .action(async (payout: string, options: { readonly out?: string }) => {
      const file = options.out ?? `${payout.replaceAll(/[^\w-]/g, "_")}-evidence.zip`
      if (await exists(file)) {
        throw new CommandFailure(EXIT.usage, `${file} is there already.`, {
          advice: "Give another name: --out <file>.",
        })
      }
      const route = `/v1/payouts/${encodeURIComponent(payout)}/evidence`
      const archive = await connectHub(terminal).download(route)
      await save(archive, file)
      terminal.write(`${file}: its README.txt says what is in it.\n`)
    })
}

/** Under another name until it is whole. */
async function save(archive: ReadableStream<Uint8Array>, file: string): Promise<void> {
  const partial = `${file}.partial`
  try {
    // Whole account numbers are in it: for the owner's eyes only.
    await pipeline(Readable.from(archive), createWriteStream(partial, { mode: 0o600 }))
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(EXIT.failure, `${file} could not be written: ${why}.`, {
      cause: error,
    })
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
