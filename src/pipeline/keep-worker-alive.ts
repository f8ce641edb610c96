import { recordHeartbeat } from "../delivery/record-heartbeat.ts"
import { releaseClaims } from "../delivery/release-claims.ts"
import { removeDeadWorkers } from "../delivery/remove-dead-workers.ts"
import { removeWorker } from "../delivery/remove-worker.ts"
import type { Log } from "../log.ts"
import type { Pool } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"

export interface LivingWorker {
  /** Ends the heartbeat and gives back all claims. */
  stop(): Promise<void>
  /** Ends the heartbeat and nothing else: what a killed process does. */
  die(): void
}

export interface WorkerLimits {
  readonly heartbeatIntervalMs: number
  readonly deadAfterMs: number
}

/** With these a dead worker's claims are free again within 9 s. */
export const workerLimits: WorkerLimits = { heartbeatIntervalMs: 1_000, deadAfterMs: 8_000 }

/**
 * Beats, and takes over the claims of workers that no longer do. Where this is the only hub on the
 * database (`alone`), every worker found at the start is dead.
 */
export async function keepWorkerAlive(options: {
  readonly pool: Pool
  readonly workerId: string
  readonly log: Log
  readonly alone: boolean
  readonly limits: WorkerLimits
  /** Claims were freed: there may be something to send. */
  readonly onFreed: () => void
}): Promise<LivingWorker> {
  const { pool, workerId, log, limits } = options
  let beating: Promise<void> = Promise.resolve()
  let failures = 0

  async function takeOver(deadAfterMs: number): Promise<void> {
    const freed = await inTransaction(pool, async (client) => {
      const dead = await removeDeadWorkers(client, { deadAfterMs, except: workerId })
      return dead.length === 0 ? 0 : releaseClaims(client, dead)
    })
    if (freed === 0) return
    log.warn({ deliveries: freed }, "took over deliveries of a worker that died")
    options.onFreed()
  }

  async function beat(): Promise<void> {
    try {
      await recordHeartbeat(pool, workerId)
      await takeOver(limits.deadAfterMs)
      failures = 0
    } catch (error) {
      failures += 1
      if (failures === 1) log.warn({ err: error }, "no heartbeat; trying again")
    }
  }

  await recordHeartbeat(pool, workerId)
  await takeOver(options.alone ? 0 : limits.deadAfterMs)
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    beating = beat().finally(() => (busy = false))
  }, limits.heartbeatIntervalMs)

  return {
    async stop() {
      clearInterval(timer)
      await beating
      await inTransaction(pool, async (client) => {
        await removeWorker(client, workerId)
        await releaseClaims(client, [workerId])
      })
    },
    die() {
      clearInterval(timer)
    },
  }
}
