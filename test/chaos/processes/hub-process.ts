import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, readFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const command = path.join(import.meta.dirname, "../../../bin/paidout.js")
const shiftedClock = fileURLToPath(new URL("shifted-clock.ts", import.meta.url))

export interface HubOptions {
  readonly environment: Readonly<Record<string, string>>
  /** What it logs is appended here. */
  readonly logFile: string
  readonly words?: readonly string[]
}

/** `paidout start` as a process of its own, started again as by a supervisor. */
export interface HubProcess {
  /** Undefined while it is not ready. */
  readonly url: string | undefined
  /** How often it ended by itself after it had been ready: never, if all is well. */
  readonly surprises: number
  /** Starts it; its clock runs so far ahead of the true time. */
  start(clockAheadMs?: number): void
  /** `kill -9`. */
  kill(): Promise<void>
  /** SIGTERM: it may finish what it has in hand. */
  end(): Promise<void>
  /** Itself, then its workers: process ids. Linux. */
  processes(): readonly number[]
}

export function createHubProcess(options: HubOptions): HubProcess {
  let child: ChildProcess | undefined
  let url: string | undefined
  let wanted = false
  let surprises = 0

  function start(clockAheadMs = 0): void {
    wanted = true
    const log = openSync(options.logFile, "a")
    const preload = clockAheadMs === 0 ? [] : ["--import", shiftedClock]
    const started = spawn(
      process.execPath,
      [...preload, command, "start", ...(options.words ?? [])],
      {
        env: {
          PATH: process.env["PATH"],
          PORT: "0",
          LOG_LEVEL: "warn",
          CHAOS_CLOCK_AHEAD_MS: String(clockAheadMs),
          ...options.environment,
        },
        // What it says on its way up is read here; from its log on standard output too.
        stdio: ["ignore", "pipe", log],
      },
    )
    closeSync(log)
    child = started
    let greeting = ""
    started.stdout?.setEncoding("utf8").on("data", (text: string) => {
      if (url !== undefined || child !== started) return
      greeting += text
      if (greeting.includes("Stop it")) url = /http:\/\/[\d.:]+/.exec(greeting)?.[0]
    })
    started.on("exit", () => {
      if (child !== started) return
      if (wanted && url !== undefined) surprises += 1
      url = undefined
      // The database was away while it started.
      if (wanted) start(clockAheadMs)
    })
  }

  async function signal(name: NodeJS.Signals): Promise<void> {
    wanted = false
    url = undefined
    const ending = child
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = once(ending, "exit")
    ending.kill(name)
    await ended
  }

  return {
    get url() {
      return url
    },
    get surprises() {
      return surprises
    },
    start,
    kill: () => signal("SIGKILL"),
    end: () => signal("SIGTERM"),
    processes() {
      const pid = child?.exitCode === null ? child.pid : undefined
      return pid === undefined ? [] : [pid, ...childrenOf(pid)]
    },
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    return text.split(" ").filter(Boolean).map(Number)
  } catch {
    // It is gone already.
    return []
  }
}
