import { PaidoutError } from "../errors.ts"
import { LOGIN_LIMITS } from "./login-limits.ts"

export interface PasswordTurns {
  /** @throws PaidoutError unavailable: too many wait already. */
  take<Result>(work: () => Promise<Result>): Promise<Result>
}

/** A password is slow to check on purpose; who tries many must not take every thread with it. */
export function createPasswordTurns(): PasswordTurns {
  const waiting: (() => void)[] = []
  let running = 0

  return {
    async take(work) {
      if (running >= LOGIN_LIMITS.hashesAtOnceMax) {
        if (waiting.length >= LOGIN_LIMITS.hashesWaitingMax) {
          throw new PaidoutError("unavailable", "Too many people are logging in right now.")
        }
        await new Promise<void>((resolve) => waiting.push(resolve))
      } else running += 1
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) running -= 1
        else next()
      }
    },
  }
}
