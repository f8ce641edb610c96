import { useCallback, useEffect, useRef, useState } from "react"

import type { Thing } from "../../api/client.ts"
import { problemOf, type Problem } from "../../api/problem.ts"
import { readLines } from "../../api/read-lines.ts"

export type TestLine = Thing<"TestLine">
export type TestStep = Exclude<TestLine, { readonly step: "result" }>

export interface WatchedTest<Answer> {
  readonly state: "idle" | "running" | "done"
  readonly steps: readonly TestStep[]
  /** What it came to: the thing, or why not. */
  readonly answer: Answer | undefined
  readonly problem: Problem | undefined
  /** The call is made so that it can be ended: who leaves changes nothing. */
  run(call: (init: TestInit) => Promise<TestCall>): Promise<void>
  reset(): void
}

export interface TestInit {
  readonly headers: { readonly accept: string }
  readonly parseAs: "stream"
  readonly signal: AbortSignal
}

interface TestCall {
  readonly data?: unknown
  readonly error?: unknown
}

interface Seen<Answer> {
  readonly state: WatchedTest<Answer>["state"]
  readonly steps: readonly TestStep[]
  readonly answer?: Answer
  readonly problem?: Problem
}

/** An endpoint's test as it happens, step by step. */
export function useWatchedTest<Answer>(): WatchedTest<Answer> {
  const [seen, setSeen] = useState<Seen<Answer>>({ state: "idle", steps: [] })
  const leaving = useRef<AbortController>(undefined)
  useEffect(() => () => leaving.current?.abort(), [])

  const run = useCallback(async (call: (init: TestInit) => Promise<TestCall>) => {
    leaving.current?.abort()
    const controller = new AbortController()
    leaving.current = controller
    setSeen({ state: "running", steps: [] })
    const finish = (end: { readonly answer?: Answer; readonly problem?: Problem }): void => {
      if (!controller.signal.aborted) setSeen(({ steps }) => ({ ...end, state: "done", steps }))
    }
    try {
      const { signal } = controller
      const headers = { accept: "application/x-ndjson" }
      const { data, error } = await call({ headers, parseAs: "stream", signal })
      if (error !== undefined) return finish({ problem: problemOf(error) })
      await readLines(data as ReadableStream<Uint8Array>, (value) => {
        const line = value as TestLine
        if (line.step === "result") {
          const failed = line.status >= 400
          finish(failed ? { problem: line.answer as Problem } : { answer: line.answer as Answer })
        } else setSeen(({ steps }) => ({ state: "running", steps: [...steps, line] }))
      })
    } catch (failure) {
      finish({ problem: problemOf(failure) })
    }
  }, [])

  return {
    state: seen.state,
    steps: seen.steps,
    answer: seen.answer,
    problem: seen.problem,
    run,
    reset: () => setSeen({ state: "idle", steps: [] }),
  }
}
