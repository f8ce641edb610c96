import { Command, CommanderError } from "commander"
import { PaidoutError } from "../errors.ts"
import { version } from "../version.ts"
import { adviceOn } from "./advice.ts"
import { addAnnounce } from "./commands/announce.ts"
import { addAttention } from "./commands/attention.ts"
import { addBackup } from "./commands/backup.ts"
import { addDecode } from "./commands/decode.ts"
import { addDeliveries } from "./commands/deliveries.ts"
import { addDemo } from "./commands/demo.ts"
import { addEndpoint } from "./commands/endpoint.ts"
import { addExport } from "./commands/export.ts"
import { addHealthReport } from "./commands/health-report.ts"
import { addImport } from "./commands/import.ts"
import { addInvite } from "./commands/invite.ts"
import { addMessages } from "./commands/messages.ts"
import { addMigrate } from "./commands/migrate.ts"
import { addOpenapi } from "./commands/openapi.ts"
import { addPayouts } from "./commands/payouts.ts"
import { addReconcile } from "./commands/reconcile.ts"
import { addResend } from "./commands/resend.ts"
import { addRestore } from "./commands/restore.ts"
import { addSandbox } from "./commands/sandbox.ts"
import { addSource } from "./commands/source.ts"
import { addStart } from "./commands/start.ts"
import { addTrigger } from "./commands/trigger.ts"
import { addVerify } from "./commands/verify.ts"
import { databaseFailure } from "./database-failure.ts"
import { CommandFailure, EXIT, type ExitCode } from "./exit.ts"
import { printable } from "./printable.ts"
import type { Terminal } from "./terminal.ts"

const COMMANDS = [
  addStart,
  addMigrate,
  addInvite,
  addSource,
  addEndpoint,
  addPayouts,
  addAnnounce,
  addMessages,
  addImport,
  addExport,
  addAttention,
  addDeliveries,
  addResend,
  addReconcile,
  addHealthReport,
  addBackup,
  addRestore,
  addSandbox,
  addDemo,
  addTrigger,
  addDecode,
  addVerify,
  addOpenapi,
]

/** Runs one command line and says how it ended. Never throws for what a user can cause. */
export async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const program = createProgram(terminal)
  try {
    await program.parseAsync(words, { from: "user" })
    return EXIT.ok
  } catch (error) {
    return report(error, terminal)
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command("paidout")
    .description("Know for certain where every payout stands.")
    .version(version, "-V, --version")
    .enablePositionalOptions()
    .addHelpText(
      "after",
      "\nCommands that talk to a running hub find it by PAIDOUT_URL, else HOST and PORT, and take" +
        "\nthe API key from PAIDOUT_API_KEY, else from the file api-key in DATA_DIR." +
        "\nExit codes: 0 ok, 1 failure, 2 wrong usage, 3 not authentic or not understood," +
        "\n4 the ledger and the provider disagree.",
    )
  for (const add of COMMANDS) add(program, terminal)
  withOutput(program, terminal)
  return program
}

/** Commander hands neither setting down to commands that were made by `addCommand`. */
function withOutput(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.write(text),
    writeErr: (text) => terminal.writeError(text),
    outputError: (text, write) => write(text.replace(/^error: /, "paidout: ")),
    getOutHasColors: () => terminal.colour,
  })
  command.showHelpAfterError(`See: ${wordsOf(command)} --help`)
  for (const inner of command.commands) withOutput(inner, terminal)
}

/** As it is typed: `paidout source add`. */
function wordsOf(command: Command): string {
  const { parent } = command
  return parent === null ? command.name() : `${wordsOf(parent)} ${command.name()}`
}

function report(thrown: unknown, terminal: Terminal): ExitCode {
  const error = databaseFailure(thrown, terminal.environment["DATABASE_URL"]) ?? thrown
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof CommandFailure) {
    write(terminal, error.message, error.code, error.advice)
    return error.exit
  }
  if (error instanceof PaidoutError) {
    write(terminal, error.message, error.code, undefined)
    return EXIT.failure
  }
  terminal.writeError(`paidout: ${error instanceof Error ? error.stack : String(error)}\n`)
  return EXIT.failure
}

function write(
  terminal: Terminal,
  message: string,
  code: string | undefined,
  advice: string | undefined,
): void {
  const ending = code === undefined ? "" : ` (${code})`
  terminal.writeError(`paidout: ${printable(message)}${ending}\n`)
  const next = advice ?? (code === undefined ? undefined : adviceOn(code))
  if (next !== undefined) terminal.writeError(`${next}\n`)
}
