import { setTimeout as sleep } from "node:timers/promises"

/** How long the server may take after each signal; see PostgreSQL's "Shutting Down the Server". */
const steps = [
  { signal: "SIGINT", waitMs: 20_000 },
  { signal: "SIGQUIT", waitMs: 5_000 },
  { signal: "SIGKILL", waitMs: 5_000 },
] as const

/** Ends a server: fast, then immediate, then by force. Resolves when it is gone. */
export async function endServer(pid: number, isGone: () => boolean): Promise<void> {
  for (const step of steps) {
    sendSignal(pid, step.signal)
    const deadline = performance.now() + step.waitMs
    while (performance.now() < deadline) {
      if (isGone()) return
      await sleep(10)
    }
  }
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}
