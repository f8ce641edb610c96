import { setTimeout as sleep } from "node:timers/promises"

import { recordAttempts, type FinishedAttempt } from "../delivery/record-attempts.ts"
import type { Log } from "../log.ts"
import type { Pool } from "../postgres/pool.ts"
import { restUnderLoadMs } from "./thread-load.ts"
import { createGroupCommit } from "./group-commit.ts"

/** What an attempt came to; `startedAtMs` is of this process's monotonic clock. */
export type AttemptToRecord = Omit<FinishedAttempt, "startedAgoMs"> & {
  readonly startedAtMs: number
}

export interface ResultRecorder {
  /** Resolves when it is stored, however long the database is away; false: it cannot be stored. */
  record(attempt: AttemptToRecord): Promise<boolean>
  /** Waits for what is being stored. */
  stop(): Promise<void>
}

const batchMax = 250
/** Rest between small batches: few larger commits leave the disk to the inbox. */
const restMs = 4
/** More, while the thread is short of time. */
const restMsMax = 25
const againAfterMs = 250

/** Attempts of many deliveries in one statement; none is dropped while the process lives. */
export function createResultRecorder(options: {
  readonly pool: Pool
  readonly workerId: string
  readonly log: Log
}): ResultRecorder {
  const { pool, workerId, log } = options
  let stopping = false
  const commits = createGroupCommit<AttemptToRecord>({
    batchMax,
    waitingMax: Infinity,
    writesMax: 1,
    deadlineMs: Infinity,
    isRowFault,
    async write(rows) {
      const now = performance.now()
      const attempts = rows.map(({ startedAtMs, ...row }) => ({
        ...row,
        startedAgoMs: now - startedAtMs,
      }))
      await recordAttempts(pool, { workerId, attempts })
      if (rows.length < batchMax && !stopping) await sleep(restMs + restUnderLoadMs(restMsMax))
    },
  })

  async function record(attempt: AttemptToRecord): Promise<boolean> {
    for (let failures = 0; ; failures += 1) {
      try {
        await commits.add(attempt)
        return true
      } catch (error) {
        if (isRowFault(error)) return recordBare(attempt, error)
        if (failures === 0) log.warn({ err: error }, "an attempt is not recorded yet; trying again")
        if (stopping) return false
        await sleep(againAfterMs)
      }
    }
  }

  /** What the endpoint answered may be what the database refuses; the outcome never is. */
  async function recordBare(attempt: AttemptToRecord, reason: unknown): Promise<boolean> {
    if (isRecordedAlready(reason)) return true
    log.error({ err: reason, attempt: attempt.attemptId }, "an endpoint's answer cannot be stored")
    const bare = { ...attempt, responseHeaders: null, responseBody: null, error: null }
    return commits.add(bare).then(
      () => true,
      () => false,
    )
  }

  return {
    record,
    async stop() {
      stopping = true
      await commits.stop()
    },
  }
}

/** SQLSTATE classes 22 (data) and 23 (constraint). */
function isRowFault(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error))
}

/** Its id is taken: it was stored, and only the answer was lost with the connection. */
function isRecordedAlready(error: unknown): boolean {
  return sqlState(error) === "23505"
}

function sqlState(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined
  return typeof code === "string" ? code : ""
}
