export interface Sleeper {
  /** Ends the sleep, or keeps the next one from beginning. */
  wake(): void
  /** Resolves when woken, and after `timeoutMs` at the latest. */
  sleep(timeoutMs: number): Promise<void>
}

/** A loop's rest: a wake that comes while the loop works is not lost. */
export function createSleeper(): Sleeper {
  let woken = false
  let end: (() => void) | undefined
  return {
    wake() {
      woken = true
      end?.()
    },
    async sleep(timeoutMs) {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          end = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        end = undefined
      }
      woken = false
    },
  }
}
