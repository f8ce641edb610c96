import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync, statSync } from "node:fs"
import path from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { expect, vi } from "vitest"
import type { SocketConnection } from "../../src/postgres/embedded/server-connection.ts"

export const embeddedChildScript = fileURLToPath(new URL("embedded-child.ts", import.meta.url))

export interface ChildLine {
  readonly connection?: SocketConnection
  readonly takenOver?: boolean
  readonly code?: string
  readonly message?: string
  readonly trouble?: string
}

export interface EmbeddedProcess {
  readonly pid: number
  /** What it printed, in order. */
  readonly lines: ChildLine[]
  /** Its first line: started, or why not. */
  readonly started: Promise<ChildLine>
  kill(signal: NodeJS.Signals): Promise<void>
}

/** A process of its own that holds an embedded server, so that it can be killed. */
export function spawnEmbedded(
  dataDir: string,
  options: {
    readonly uid?: number
    readonly gid?: number
    /** A command and its arguments that run node. */
    readonly within?: readonly string[]
  } = {},
): EmbeddedProcess {
  const { within = [], ...user } = options
  const [command, ...words] = [...within, process.execPath, embeddedChildScript, dataDir] as const
  const child = spawn(command, words, {
    ...user,
    stdio: ["ignore", "pipe", "inherit"],
  })
  const exited = once(child, "exit")
  const lines: ChildLine[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on("line", (line) => lines.push(JSON.parse(line) as ChildLine))
  const { pid } = child
  if (pid === undefined) throw new Error("node could not be run")
  return {
    pid,
    lines,
    started: once(reader, "line").then(([line]) => JSON.parse(line as string) as ChildLine),
    async kill(signal) {
      child.kill(signal)
      await exited
    },
  }
}

/** The pid in postmaster.pid. */
export function postmasterPid(dataDir: string): number {
  return Number.parseInt(readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8"), 10)
}

/** Every process that works in the data folder's cluster: postmaster, backends, orphans. Linux. */
export function serverProcesses(dataDir: string): readonly number[] {
  const cluster = statSync(path.join(dataDir, "postgres"), { throwIfNoEntry: false })
  if (cluster === undefined) return []
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && worksIn(pid, cluster))
}

function worksIn(pid: number, folder: { readonly dev: number; readonly ino: number }): boolean {
  try {
    const working = statSync(`/proc/${pid}/cwd`)
    return working.ino === folder.ino && working.dev === folder.dev
  } catch {
    return false
  }
}

/** For cleaning up after a test that failed half-way. */
export function killServers(dataDir: string): void {
  for (const pid of serverProcesses(dataDir)) process.kill(pid, "SIGKILL")
}

export async function expectNoServer(dataDir: string): Promise<void> {
  await vi.waitFor(() => expect(serverProcesses(dataDir)).toEqual([]), { timeout: 15_000 })
}
