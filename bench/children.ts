import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"

export interface Child {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
  /** With SIGKILL: nothing is given back, nothing is said. */
  kill(): Promise<void>
}

/** A server in a process of its own that tells its port. Its output goes to standard error. */
export async function startChild(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<Child> {
  const child = fork(new URL(file, import.meta.url), {
    env: { ...process.env, ...environment },
    stdio: ["ignore", 2, 2, "ipc"],
  })
  const exited = once(child, "exit").then(([code]) => {
    throw new Error(`${file} ended with ${String(code)} before it was ready.`)
  })
  const ready = once(child, "message").then(([message]) => message as { port: number })
  const { port } = await Promise.race([ready, exited])
  exited.catch(() => {})
  return {
    port,
    pid: child.pid ?? 0,
    stop: () => stopChild(child),
    async kill() {
      const gone = once(child, "exit")
      child.kill("SIGKILL")
      await gone
    },
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, "exit")
  child.kill("SIGTERM")
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000)
  await gone
  clearTimeout(timer)
}
