import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { createInterface } from "node:readline"

const command = path.join(import.meta.dirname, "../../bin/paidout.js")

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string }

export interface SpawnedHub {
  readonly pid: number
  /** Resolves with its URL when it greets; rejects when it ends before. */
  readonly ready: Promise<string>
  /** What it and its workers logged, in order. */
  readonly log: readonly LogLine[]
  /** What else they wrote. */
  readonly errors: string
  readonly greeting: string
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Its worker processes that live. Linux. */
  workers(): readonly number[]
  /** Where it still lives. */
  signal(signal: NodeJS.Signals): void
  /** Sends it and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | string>
}

/** `paidout start <words>` as a process of its own, with all that it says. */
export function spawnHubProcess(
  environment: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): SpawnedHub {
  const child = spawn(process.execPath, [command, "start", ...words], {
    env: { PATH: process.env["PATH"], PORT: "0", LOG_LEVEL: "info", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const pid = child.pid ?? 0
  const log: LogLine[] = []
  const told = { errors: "", greeting: "" }
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string)
  createInterface({ input: child.stderr }).on("line", (line) => {
    try {
      log.push(JSON.parse(line) as LogLine)
    } catch {
      told.errors += `${line}\n`
    }
  })
  const greeted = new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      told.greeting += text
      if (told.greeting.includes("Stop it"))
        resolve(/http:\/\/[\w.:]+/.exec(told.greeting)?.[0] ?? "")
    })
  })
  const ready = Promise.race([
    greeted,
    ended.then((end) => {
      throw new Error(`The hub ended with ${end}: ${told.errors}`)
    }),
  ])
  ready.catch(() => {})
  return {
    pid,
    ready,
    log,
    ended,
    get errors() {
      return told.errors
    },
    get greeting() {
      return told.greeting
    },
    workers: () => childrenOf(pid).filter((each) => argumentsOf(each).includes("paidout.js")),
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      child.kill(signal)
      return ended
    },
  }
}

export function isAlive(pid: number): boolean {
  return stateOf(pid) !== undefined && stateOf(pid)?.state !== "Z"
}

/** With which words a process was started, and in which environment. */
export function argumentsOf(pid: number): string {
  return textOf(pid, "cmdline").replaceAll("\0", " ")
}

export function environmentOf(pid: number): string {
  return textOf(pid, "environ")
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && stateOf(pid)?.parent === parent && isAlive(pid))
    .toSorted((a, b) => a - b)
}

function stateOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  // The name in brackets may hold anything, spaces too.
  const [, state = "", parent = ""] = /\) (\S) (\d+) /.exec(textOf(pid, "stat")) ?? []
  return state === "" ? undefined : { state, parent: Number(parent) }
}

function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8")
  } catch {
    return ""
  }
}
