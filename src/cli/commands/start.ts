import path from "node:path"
import type { Command } from "commander"
import type { RunningHub } from "../../app.ts"
import { readConfig, type Config } from "../../config.ts"
import { createLog } from "../../log.ts"
import { version } from "../../version.ts"
import { EXIT } from "../exit.ts"
import { giveBackMemory } from "../give-back-memory.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

/** What still holds the process then is not worth waiting for: the hub has stopped. */
const LINGER_MS = 1_000
/** After ready: the start's last work is done. */
const SETTLED_MS = 2_000

export function addStart(program: Command, terminal: Terminal): void {
  program
    .command("start")
    .description("run the hub until SIGTERM or Ctrl-C")
    .action(async () => {
      const config = readConfig(terminal.environment)
      // Before the start, so that a signal during it ends what was begun.
      const signalled = firstSignal()
      const { startHub } = await import("../../app.ts")
      const hub = await startHub(config, { log: createLog(config.logLevel) })
      terminal.write(greeting(terminal, config, hub))
      setTimeout(giveBackMemory, SETTLED_MS).unref()
      await signalled
      await hub.stop()
      setTimeout(() => process.exit(EXIT.ok), LINGER_MS).unref()
    })
}

/** Resolves at the first SIGTERM or SIGINT; the second one ends the process at once. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0
    const onSignal = (): void => {
      signals += 1
      if (signals > 1) process.exit(EXIT.failure)
      resolve()
    }
    process.on("SIGTERM", onSignal).on("SIGINT", onSignal)
  })
}

function greeting(terminal: Terminal, config: Config, hub: RunningHub): string {
  const embedded = config.databaseUrl === null
  const lines = facts(terminal, {
    receive: `${config.publicUrl ?? hub.url}/in/<source id>`,
    API: `${hub.url}/v1`,
    docs: `${hub.url}/docs`,
    data: `${path.resolve(config.dataDir)}${embedded ? " (embedded PostgreSQL)" : ""}`,
    database: embedded ? null : withoutPassword(config.databaseUrl ?? ""),
    "API key": apiKeyText(config, hub),
    sandbox: sandboxText(config),
  })
  return `Paidout ${version} is ready.\n\n${lines}\nStop it with Ctrl-C.\n`
}

function apiKeyText({ apiKey, dataDir }: Config, { madeApiKey }: RunningHub): string {
  const file = path.join(dataDir, "api-key")
  if (madeApiKey !== null) return `${madeApiKey} (new; also in ${file})`
  return apiKey === null ? `in ${file}` : "as PAIDOUT_API_KEY says"
}

function sandboxText({ sandbox, databaseUrl }: Config): string | null {
  if (!sandbox) return null
  const begin = databaseUrl === null ? "paidout demo" : "paidout sandbox --help"
  return `plays the providers; begin with: ${begin}`
}

function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  url.password = ""
  url.search = ""
  return url.href
}
