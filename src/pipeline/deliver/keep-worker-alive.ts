import { recordHeartbeat } from "../../delivery/record-heartbeat.ts"
import { releaseClaims } from "../../delivery/release-claims.ts"
import { removeDeadWorkers } from "../../delivery/remove-dead-workers.ts"
import { removeWorker } from "../../delivery/remove-worker.ts"
import type { Log } from "../../log.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"

export interface LivingWorker {
  /** Its part of what all live workers share; 0 while the others may not know of it yet. */
  readonly rateShare: number
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

/** In heartbeats: by then all others have counted a worker that joined them. */
const KNOWN_AFTER = 1.5

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
  let others = 0
  let knownAtMs = performance.now()

  async function takeOver(deadAfterMs: number): Promise<void> {
    const freed = await inTransaction(pool, async (client) => {
      const dead = await removeDeadWorkers(client, { deadAfterMs, except: workerId })
      return dead.length === 0 ? 0 : releaseClaims(client, dead)
    })
    if (freed === 0) return
    log.warn({ deliveries: freed }, "took over deliveries of a worker that died")
    options.onFreed()
  }

  async function countedHeartbeat(): Promise<number> {
    return recordHeartbeat(pool, { id: workerId, deadAfterMs: limits.deadAfterMs })
  }

  async function beat(): Promise<void> {
    try {
      others = await countedHeartbeat()
      await takeOver(limits.deadAfterMs)
      failures = 0
    } catch (error) {
      failures += 1
      if (failures === 1) log.warn({ err: error }, "no heartbeat; trying again")
    }
  }

  await countedHeartbeat()
  await takeOver(options.alone ? 0 : limits.deadAfterMs)
  others = await countedHeartbeat()
  if (others > 0) knownAtMs += limits.heartbeatIntervalMs * KNOWN_AFTER
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    beating = beat().finally(() => (busy = false))
  }, limits.heartbeatIntervalMs)

  return {
    get rateShare() {
      return performance.now() < knownAtMs ? 0 : 1 / (others + 1)
    },
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
