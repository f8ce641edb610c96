import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

const command = path.join(import.meta.dirname, "../../bin/paidout.js")

export interface CommandResult {
  readonly exit: number | null
  readonly output: string
  readonly errors: string
}

export interface StartedHub {
  readonly url: string
  /** What `paidout start` printed. */
  readonly greeting: string
  /** What the command line finds the hub by, for `run()` in this process. */
  readonly environment: Readonly<Record<string, string>>
  /** Runs `paidout` beside the hub, with its environment. */
  paidout(...words: readonly string[]): Promise<CommandResult>
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** Ends it, whatever its state, and removes its folder. */
  remove(): Promise<void>
}

/**
 * `paidout start` as a user runs it: its own process, an empty folder and, unless `variables` say
 * otherwise, the embedded server. By default from this checkout's sources.
 */
export async function startHubProcess(
  paidout: string = command,
  variables: Readonly<Record<string, string>> = {},
): Promise<StartedHub> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-hub-"))
  const environment = {
    PATH: process.env["PATH"],
    HOME: os.homedir(),
    DATA_DIR: path.join(folder, "data"),
    LOG_LEVEL: "warn",
    ...variables,
  }
  const hub = spawn(process.execPath, [paidout, "start"], {
    cwd: folder,
    env: { ...environment, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const ended = once(hub, "exit").then(([code]) => code as number | null)
  let greeting = ""
  let errors = ""
  hub.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text))
  const ready = new Promise<void>((resolve) => {
    hub.stdout.setEncoding("utf8").on("data", (text: string) => {
      greeting += text
      if (greeting.includes("Stop it")) resolve()
    })
  })
  const remove = async (): Promise<void> => {
    if (hub.exitCode === null) hub.kill("SIGTERM")
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const early = await Promise.race([ready, ended])
  if (early !== undefined) {
    await remove()
    throw new Error(`The hub ended with ${early}: ${errors}`)
  }
  const [url = ""] = /http:\/\/[\w.:]+/.exec(greeting) ?? []
  return {
    url,
    greeting,
    environment: { PAIDOUT_URL: url, DATA_DIR: environment.DATA_DIR },
    remove,
    paidout: (...words) =>
      runCommand([paidout, ...words], { cwd: folder, env: { ...environment, PAIDOUT_URL: url } }),
    end(signal) {
      hub.kill(signal)
      return ended
    },
  }
}

async function runCommand(
  words: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  const child = spawn(process.execPath, words, {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  let errors = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text))
  const [exit] = (await once(child, "close")) as [number | null]
  return { exit, output, errors }
}
