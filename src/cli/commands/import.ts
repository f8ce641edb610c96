import { createHash } from "node:crypto"
import path from "node:path"
import type { Command } from "commander"

import { chainLine } from "../../pipeline/import/import-line.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { connectHub, type HubClient } from "../hub-client.ts"
import { importText, type ImportAnswer } from "../import/import-answer.ts"
import { showImport } from "../import/import-progress.ts"
import { KNOWN_ENDINGS, listFiles } from "../import/list-files.ts"
import { readInputLines, readLines, type ReadContext } from "../import/read-lines.ts"
import { sendLines, type SendOutcome } from "../import/send-lines.ts"
import { json, makeList } from "../list-command.ts"
import { LISTS } from "../lists.ts"
import { printable } from "../printable.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

interface ImportOptions {
  readonly source?: string
  readonly name?: string
  readonly deliver?: true
  readonly mtime?: true
  readonly json?: true
}

const badNamedMax = 50

export function addImport(program: Command, terminal: Terminal): void {
  const command = program
    .command("import [path]")
    .description("take saved webhooks in: a file, a folder of files, or - for lines")
    // Its commands have options of the same names.
    .enablePositionalOptions()
    .option("--source <id>", "whose webhooks they are (required)")
    .option("--name <text>", "what the import is called (default: the name of what is given)")
    .option("--deliver", "tell endpoints what they say (default: nobody is told)")
    .option("--mtime", "what does not say when it came, came at the time of its file")
    .option("--json", "the API's answer")
    .addHelpText("after", `\nFiles are known by their names: ${KNOWN_ENDINGS}.`)
    .action(async (given: string | undefined, options: ImportOptions) => {
      if (given === undefined) throw new CommandFailure(EXIT.usage, "Say what: a file or a folder.")
      if (options.source === undefined) {
        throw new CommandFailure(EXIT.usage, "Say whose webhooks they are: --source <id>.", {
          advice: "See: paidout source list",
        })
      }
      await importPath(terminal, { ...options, given, sourceId: options.source })
    })

  makeList(command.command("list"), terminal, LISTS.imports)
  command
    .command("show <id>")
    .description("one import and how far it has come")
    .option("--json", "the API's answer")
    .action(async (id: string, options: { json?: true }) => {
      const route = `/v1/imports/${encodeURIComponent(id)}`
      const answer = await connectHub(terminal).get<ImportAnswer>(route)
      terminal.write(options.json ? json(answer) : facts(terminal, { ...answer }))
    })
}

interface Asked extends ImportOptions {
  readonly given: string
  readonly sourceId: string
}

async function importPath(terminal: Terminal, asked: Asked): Promise<void> {
  const hub = connectHub(terminal)
  const input = await openInput(terminal, asked)
  let interrupted = false
  const stopListening = terminal.onInterrupt(() => (interrupted = true))
  try {
    const isInterrupted = () => interrupted
    const first = await run(terminal, hub, { asked, input, isInterrupted, whole: false })
    const last =
      first.outcome === "differs" && input.again
        ? await run(terminal, hub, { asked, input, isInterrupted, whole: true })
        : first
    await report(terminal, hub, { asked, last })
  } finally {
    stopListening()
  }
}

interface Input {
  readonly lines: (context: Pick<ReadContext, "onBad" | "onBytes">) => AsyncGenerator<Buffer>
  /** Null: nobody knows. */
  readonly bytes: number | null
  /** It can be read more than once. */
  readonly again: boolean
  readonly skipped: readonly string[]
}

async function openInput(terminal: Terminal, { given, mtime }: Asked): Promise<Input> {
  if (given === "-") {
    if (mtime === true) throw new CommandFailure(EXIT.usage, "--mtime needs files.")
    const lines: Input["lines"] = (context) => readInputLines(terminal.inputChunks(), context)
    return { lines, bytes: null, again: false, skipped: [] }
  }
  const { files, others } = await listFiles(given)
  return {
    lines: (context) => readLines(files, { ...context, useFileTime: mtime === true }),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    again: true,
    skipped: others,
  }
}

interface Ran {
  readonly outcome: SendOutcome["outcome"]
  readonly import: ImportAnswer
  readonly badCount: number
  readonly skipped: readonly string[]
}

/**
 * What begins with the same line is the same import, which so goes on where it stopped, also when
 * its last file or folder has grown since. Where the lines before differ it is another one: then all
 * that there is makes the fingerprint.
 */
async function run(
  terminal: Terminal,
  hub: HubClient,
  running: {
    readonly asked: Asked
    readonly input: Input
    readonly isInterrupted: () => boolean
    readonly whole: boolean
  },
): Promise<Ran> {
  const { asked, input, whole } = running
  let badCount = 0
  let bytes = 0
  let note = (text: string) => terminal.writeError(`${text}\n`)
  const context = {
    onBad(where: string, why: string) {
      badCount += 1
      if (badCount <= badNamedMax) note(printable(`${where}: ${why}`))
    },
    onBytes: (read: number) => void (bytes += read),
  }
  const known = whole ? await wholeFingerprint(input) : undefined
  const lines = input.lines(context)
  const first = await lines.next()
  if (first.done === true) throw new CommandFailure(EXIT.failure, "There is no webhook in it.")
  const begun = await hub.post<ImportAnswer>("/v1/imports", {
    source_id: asked.sourceId,
    name: (
      asked.name ??
      (asked.given === "-" ? "standard input" : path.basename(path.resolve(asked.given)))
    ).slice(0, 500),
    fingerprint: known ?? `first-line:${createHash("sha256").update(first.value).digest("hex")}`,
    deliver: asked.deliver === true,
  })
  if (begun.place > 0) note(`${begun.id} goes on behind line ${begun.place}.`)
  if (begun.deliver !== (asked.deliver === true)) {
    note(`It was begun ${begun.deliver ? "with" : "without"} --deliver, and goes on so.`)
  }
  const progress = showImport(terminal, begun, input.bytes)
  note = (text) => progress.note(text)
  let latest: ImportAnswer = begun
  try {
    const { outcome } = await sendLines(hub, begun, from(first.value, lines), {
      isInterrupted: running.isInterrupted,
      onTaken(taken) {
        for (const { line, why } of taken.rejected_lines) context.onBad(`line ${line + 1}`, why)
        if (taken.place >= latest.place) latest = taken
        progress.show(latest, bytes)
      },
    })
    return { outcome, import: latest, badCount, skipped: input.skipped }
  } finally {
    progress.stop()
    if (badCount > badNamedMax) terminal.writeError(`… and ${badCount - badNamedMax} more.\n`)
  }
}

async function wholeFingerprint(input: Input): Promise<string> {
  let hash: Buffer = Buffer.alloc(32)
  for await (const line of input.lines({ onBad() {}, onBytes() {} })) hash = chainLine(hash, line)
  return `whole:${hash.toString("hex")}`
}

async function* from(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

async function report(
  terminal: Terminal,
  hub: HubClient,
  { asked, last }: { readonly asked: Asked; readonly last: Ran },
): Promise<void> {
  const { id } = last.import
  if (last.outcome === "interrupted") {
    throw new CommandFailure(EXIT.failure, `Stopped: ${importText(last.import)}.`, {
      advice: "The same command goes on from there.",
    })
  }
  if (last.outcome === "differs") {
    throw new CommandFailure(EXIT.failure, `What ${id} took before is not what comes now.`, {
      advice: "Standard input cannot be read twice: give it as a file.",
    })
  }
  const done = await hub.post<ImportAnswer>(`/v1/imports/${encodeURIComponent(id)}/finish`, {})
  terminal.write(asked.json ? json(done) : endText(done, last))
  if (last.badCount === 0) return
  throw new CommandFailure(EXIT.failure, `${last.badCount} files or lines could not be taken.`)
}

function endText(done: ImportAnswer, { skipped }: Ran): string {
  const unverified = done.place - done.rejected - done.verified
  const others =
    skipped.length === 0
      ? ""
      : `Left out, by their names: ${skipped.slice(0, 10).join(", ")}${skipped.length > 10 ? `, and ${skipped.length - 10} more` : ""}.\n`
  const notVerified =
    unverified === 0
      ? ""
      : `${unverified} carry no credentials of the source's today: they were taken on your word.\n`
  const unrecognised = done.unrecognised === 0 ? "" : "See: paidout messages --state unrecognised\n"
  return `${done.id}: ${importText(done)}.\n${notVerified}${others}${unrecognised}`
}
