import { isDatabaseTrouble } from "../../postgres/is-database-trouble.ts"

export interface StoringWatch {
  /** Passes on what the work gives or throws, and notes how it went. */
  note<Result>(work: Promise<Result>): Promise<Result>
  /** False after trouble of the database that no success has followed yet. */
  isStoring(): boolean
}

/**
 * A database on a full disk answers questions and stores nothing. Whoever was sent elsewhere for that
 * brings no more requests that could show that it is over, so trouble is forgotten after a while.
 */
const forgottenAfterMs = 10_000

export function watchStoring(): StoringWatch {
  let troubleAtMs = -Infinity
  return {
    async note(work) {
      try {
        const result = await work
        troubleAtMs = -Infinity
        return result
      } catch (error) {
        if (isDatabaseTrouble(error)) troubleAtMs = performance.now()
        throw error
      }
    },
    isStoring: () => performance.now() - troubleAtMs > forgottenAfterMs,
  }
}
