import { setTimeout as sleep } from "node:timers/promises"

import { lineUpDeliveries } from "../../delivery/line-up-deliveries.ts"
import { lockOrderedDeliveries } from "../../delivery/lock-ordered-deliveries.ts"
import { recordAttempts, type FinishedAttempt } from "../../delivery/record-attempts.ts"
import type { Log } from "../../log.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { restUnderLoadMs } from "../thread-load.ts"
import { createGroupCommit } from "../receive/group-commit.ts"

/** What an attempt came to; `startedAtMs` is of this process's monotonic clock. */
export type AttemptToRecord = Omit<FinishedAttempt, "startedAgoMs"> & {
  readonly startedAtMs: number
  /** Others of this subject may wait for it; null: none does. */
  readonly order: { readonly subjectId: string } | null
}

type TimedAttempt = FinishedAttempt & Pick<AttemptToRecord, "order">

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

/**
 * Attempts of many deliveries in one statement; none is dropped while the process lives. Those
 * whose order matters are kept apart: they may wait for a settle that is under way, the others not.
 */
export function createResultRecorder(options: {
  readonly pool: Pool
  readonly workerId: string
  readonly log: Log
  /** Deliveries that waited for one of these may be sent now. */
  readonly onReleased: () => void
}): ResultRecorder {
  const { pool, workerId, log } = options
  let stopping = false
  const unordered = commitsBy((attempts) => recordAttempts(pool, { workerId, attempts }))
  const ordered = commitsBy(recordOrdered)

  function commitsBy(store: (attempts: readonly TimedAttempt[]) => Promise<unknown>) {
    return createGroupCommit<AttemptToRecord>({
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
        for (const round of onePerDelivery(attempts)) await store(round)
        if (rows.length < batchMax && !stopping) await sleep(restMs + restUnderLoadMs(restMsMax))
      },
    })
  }

  /** What leaves the queue and what may follow it change in one transaction. */
  async function recordOrdered(attempts: readonly TimedAttempt[]): Promise<void> {
    const keys = attempts.flatMap(({ merchantId, endpointId, order }) =>
      order === null ? [] : [{ merchantId, endpointId, subjectId: order.subjectId }],
    )
    const released = await inTransaction(pool, async (client) => {
      await lockOrderedDeliveries(client, keys)
      await recordAttempts(client, { workerId, attempts })
      return lineUpDeliveries(client, keys)
    })
    if (released > 0) options.onReleased()
  }

  async function record(attempt: AttemptToRecord): Promise<boolean> {
    for (let failures = 0; ; failures += 1) {
      try {
        await commitsOf(attempt).add(attempt)
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
    return commitsOf(attempt)
      .add(bare)
      .then(
        () => true,
        () => false,
      )
  }

  function commitsOf(attempt: AttemptToRecord) {
    return attempt.order === null ? unordered : ordered
  }

  return {
    record,
    async stop() {
      stopping = true
      await Promise.all([unordered.stop(), ordered.stop()])
    },
  }
}

/**
 * A worker that stood still may have lost a claim, won it back and sent twice. One statement counts
 * and judges one attempt of a delivery, so a second one goes into the next.
 */
function onePerDelivery(attempts: readonly TimedAttempt[]): readonly (readonly TimedAttempt[])[] {
  const rounds: TimedAttempt[][] = []
  const roundOf = new Map<string, number>()
  for (const attempt of attempts) {
    const round = roundOf.get(attempt.deliveryId) ?? 0
    roundOf.set(attempt.deliveryId, round + 1)
    const others = (rounds[round] ??= [])
    others.push(attempt)
  }
  return rounds
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
