import { findDueAccount } from "./find-due-account.ts"
import { playAccount } from "./play-account.ts"
import type { SandboxContext } from "./sandbox-context.ts"

export interface SandboxLoop {
  /** A hint that something may be due. */
  wake(): void
  stop(): Promise<void>
}

const POLL_MS = 250
const RETRY_MS = 1_000

/** Moves things on when their moment comes. Any number of processes may do this. */
export function startSandboxLoop(context: SandboxContext): SandboxLoop {
  let stopped = false
  let woken = false
  let end: (() => void) | undefined

  async function rest(ms: number): Promise<void> {
    if (!woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        end = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      end = undefined
    }
    woken = false
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!stopped) {
      try {
        const due = await findDueAccount(context.pool)
        const played = due && (await playAccount(context, due, () => Promise.resolve()))
        // Also where what is due is of a provider that this version does not play.
        if (played === undefined) await rest(POLL_MS)
        failures = 0
      } catch (error) {
        failures += 1
        if (failures === 1)
          context.log.warn({ err: error }, "the sandbox's loop failed; trying again")
        await rest(RETRY_MS)
      }
    }
  }
  const running = run()

  return {
    wake() {
      woken = true
      end?.()
    },
    async stop() {
      stopped = true
      woken = true
      end?.()
      await running
    },
  }
}
