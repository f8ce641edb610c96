import { useState } from "react"

export interface Work {
  readonly isWorking: boolean
  /** What the last try failed with. */
  readonly error: unknown
  /** Does it, once at a time; false where it failed. */
  run(work: () => Promise<unknown>): Promise<boolean>
}

/** A form's call: what it does meanwhile, and what it failed with. */
export function useWork(): Work {
  const [isWorking, setWorking] = useState(false)
  const [error, setError] = useState<unknown>()
  return {
    isWorking,
    error,
    async run(work) {
      setWorking(true)
      setError(undefined)
      try {
        await work()
        return true
      } catch (failure) {
        setError(failure)
        return false
      } finally {
        setWorking(false)
      }
    },
  }
}
