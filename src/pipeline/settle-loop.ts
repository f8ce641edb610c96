import { settleMessages, type SettleContext } from "./settle.ts"

export interface SettleLoop {
  /** A hint that messages wait. The loop also looks by itself. */
  wake(): void
  /** Lets the batch in hand finish. */
  stop(): Promise<void>
}

const LIMITS = {
  batchMax: 250,
  /** Looks for messages of other processes even when no hint came. */
  pollMs: 250,
  /** After a failure: first wait, doubled up to the last. */
  retryMinMs: 100,
  retryMaxMs: 5_000,
} as const

/** Settles batch after batch while there is work, then sleeps until a hint or the next look. */
export function startSettling(context: SettleContext): SettleLoop {
  let stopped = false
  let hinted = false
  let wakeUp: (() => void) | undefined
  let retryMs: number = LIMITS.retryMinMs

  async function run(): Promise<void> {
    while (!stopped) {
      hinted = false
      try {
        const settled = await settleMessages(context, LIMITS.batchMax)
        retryMs = LIMITS.retryMinMs
        if (settled === 0 && !hinted && !stopped) await sleep(LIMITS.pollMs)
      } catch (error) {
        context.log.warn({ err: error, retryMs }, "settling failed: trying again")
        if (!stopped) await sleep(retryMs)
        retryMs = Math.min(retryMs * 2, LIMITS.retryMaxMs)
      }
    }
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      wakeUp = done
      function done() {
        clearTimeout(timer)
        wakeUp = undefined
        resolve()
      }
    })
  }

  const running = run()
  return {
    wake() {
      hinted = true
      wakeUp?.()
    },
    async stop() {
      stopped = true
      wakeUp?.()
      await running
    },
  }
}
