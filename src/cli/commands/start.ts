import { closeSync, openSync } from "node:fs"
import path from "node:path"
import type { Command } from "commander"
import type { RunningHub } from "../../app.ts"
import { readConfig, type Config } from "../../config.ts"
import { createLog, type Log } from "../../log.ts"
import { readProcessConfig, type ProcessConfig } from "../../process-config.ts"
import { ROLES } from "../../roles.ts"
import { version } from "../../version.ts"
import { EXIT } from "../exit.ts"
import { giveBackMemory } from "../give-back-memory.ts"
import { facts } from "../table.ts"
import type { Terminal } from "../terminal.ts"

/** What still holds the process then is not worth waiting for: the hub has stopped. */
const LINGER_MS = 1_000
/** After ready: the start's last work is done. */
const SETTLED_MS = 2_000

type Started = Pick<RunningHub, "url" | "madeApiKey" | "firstOwnerToken" | "stop">

export function addStart(program: Command, terminal: Terminal): void {
  program
    .command("start")
    .description("run the hub until SIGTERM or Ctrl-C")
    .option("--workers <number>", "as so many processes on one port (WORKERS)")
    .option("--roles <list>", `what it does: some of ${ROLES.join(",")} (ROLES)`)
    .action(async (options: { readonly workers?: string; readonly roles?: string }) => {
      const { environment } = terminal
      const config = readConfig(environment)
      const processes = readProcessConfig({
        ...environment,
        ...(options.workers !== undefined && { WORKERS: options.workers }),
        ...(options.roles !== undefined && { ROLES: options.roles }),
      })
      const log = createLog(config.logLevel)
      if (await isWorker()) {
        const { runWorker } = await import("../../processes/run-worker.ts")
        await runWorker(config, { log, processes, onReady: giveBackSoon })
      } else {
        await runHub(terminal, { config, processes, log })
      }
      setTimeout(() => process.exit(EXIT.ok), LINGER_MS).unref()
    })
}

async function runHub(
  terminal: Terminal,
  { config, processes, log }: { config: Config; processes: ProcessConfig; log: Log },
): Promise<void> {
  const { workers: count, roles, drainMs } = processes
  // Before the start, so that a signal during it ends what was begun.
  const { signalled, end } = firstSignal()
  let hub: Started
  if (count === 1) {
    // Nothing is left to take over: it ends as at any other signal, with nothing under way.
    process.on("SIGHUP", end)
    const { startHub } = await import("../../app.ts")
    hub = await startHub(config, { log, roles })
  } else {
    const { startWorkers } = await import("../../processes/start-workers.ts")
    const hadTerminal = hasTerminal()
    const started = startWorkers(config, { log, count })
    process.on("SIGHUP", () => {
      if (hadTerminal && !hasTerminal()) end()
      else started.then(({ replaceAll }) => replaceAll()).catch(() => {})
    })
    hub = await started
  }
  terminal.write(greeting(terminal, config, hub))
  giveBackSoon()
  await signalled
  await hub.stop({ drainMs })
}

function giveBackSoon(): void {
  setTimeout(giveBackMemory, SETTLED_MS).unref()
}

/** Only a process with a channel to its parent can be one: others need not load node:cluster. */
async function isWorker(): Promise<boolean> {
  if (process.channel === undefined) return false
  const { default: cluster } = await import("node:cluster")
  return cluster.isWorker
}

/** Resolves at the first SIGTERM or SIGINT; the second one ends the process at once. */
function firstSignal(): { readonly signalled: Promise<void>; readonly end: () => void } {
  const { promise: signalled, resolve } = Promise.withResolvers<void>()
  let signals = 0
  const end = (): void => {
    signals += 1
    if (signals > 1) process.exit(EXIT.failure)
    resolve()
  }
  process.on("SIGTERM", end).on("SIGINT", end)
  return { signalled, end }
}

/** A SIGHUP after which it is gone came from its closing: nobody asked for other workers. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"))
    return true
  } catch {
    return false
  }
}

function greeting(terminal: Terminal, config: Config, hub: Started): string {
  const embedded = config.databaseUrl === null
  const lines = facts(terminal, {
    dashboard: config.publicUrl ?? hub.url,
    receive: `${config.publicUrl ?? hub.url}/in/<source id>`,
    API: `${hub.url}/v1`,
    docs: `${hub.url}/docs`,
    data: `${path.resolve(config.dataDir)}${embedded ? " (embedded PostgreSQL)" : ""}`,
    database: embedded ? null : withoutPassword(config.databaseUrl ?? ""),
    "API key": apiKeyText(config, hub),
    sandbox: sandboxText(config),
  })
  return `Paidout ${version} is ready.\n\n${lines}${firstLogin(config, hub)}\nStop it with Ctrl-C.\n`
}

/** On lines of its own, so that a terminal lets one click it whole. */
function firstLogin({ publicUrl }: Config, { url, firstOwnerToken }: Started): string {
  if (firstOwnerToken === null) return ""
  const link = `${publicUrl ?? url}/invite/${firstOwnerToken}`
  return `\nNobody can log in yet. This link makes the owner, once, until the next start:\n\n  ${link}\n`
}

function apiKeyText({ apiKey, dataDir }: Config, { madeApiKey }: Started): string {
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
