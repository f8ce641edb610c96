import type { AttemptsLogged } from "../config.ts"
import type { AttemptSender } from "../delivery/send-attempt.ts"
import { newUuid } from "../ids.ts"
import type { Log } from "../log.ts"
import type { LoopPulses } from "../loop-pulses.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Metrics } from "../metrics.ts"
import type { Pool } from "../postgres/pool.ts"
import { AttemptsUnderWay } from "./deliver/attempts-under-way.ts"
import { createClaimRounds, type ClaimLimits } from "./deliver/claim-deliveries.ts"
import { ClaimsHeld } from "./deliver/claims-held.ts"
import { createHeaderRestorer } from "./deliver/create-header-restorer.ts"
import { DeliveryLanes } from "./deliver/delivery-lanes.ts"
import { createClaimsWhenMade, type MadeClaims } from "./deliver/claim-when-made.ts"
import { createFinishAttempt } from "./deliver/finish-attempt.ts"
import { keepWorkerAlive, workerLimits, type WorkerLimits } from "./deliver/keep-worker-alive.ts"
import { createRefreezer } from "./resend/refreeze-delivery.ts"
import { createResultRecorder } from "./deliver/record-results.ts"
import { createDeliverySending } from "./deliver/send-deliveries.ts"
import { createSleeper } from "../sleep-until-woken.ts"
import { createSourceCache } from "./receive/source-cache.ts"
import { rest, restUnderLoadMs } from "./thread-load.ts"

export interface DeliverOptions {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly sender: AttemptSender
  readonly log: Log
  readonly metrics?: Metrics
  /** Which attempts get a line in the log. Default: those that failed. */
  readonly logAttempts?: AttemptsLogged
  readonly workerId?: string
  /** This is the only hub on the database, so any other worker in it is dead. Default false. */
  readonly alone?: boolean
  readonly limits?: Partial<DeliverLimits>
  readonly pulses?: LoopPulses
}

export interface DeliverLimits extends WorkerLimits, ClaimLimits {
  /** Attempts under way that have not taken long, over all endpoints. */
  readonly quickMax: number
  /** All attempts under way, those that hang included. */
  readonly sendingMax: number
  /** How long a stop waits for attempts under way. */
  readonly stopMs: number
}

export interface Delivering {
  /** A hint that something may be due. It may be called often, and may be lost. */
  wake(): void
  /** The sandbox's clock was moved ahead: pauses of this process have passed by as much. */
  clockMoved(byMs: number): void
  /** For a transaction that makes deliveries: this worker claims those that it can send at once. */
  readonly beginClaims: () => MadeClaims
  /** How long an endpoint that fails is left alone yet; null: nothing holds it back here. */
  heldBackMs(endpointId: string): number | null
  /** Sends nothing new, waits for what is under way (bounded), gives back the rest. */
  stop(): Promise<void>
  /** For tests: ends at once and leaves all claims behind, as a killed process does. */
  die(): void
}

const LIMITS: DeliverLimits = {
  ...workerLimits,
  quickMax: 256,
  sendingMax: 2_048,
  claimedMax: 1_024,
  pollMs: 500,
  stopMs: 10_000,
  endpointsMax: 500,
}
/** Between two rounds under load: a claim of a few costs as much as one of many. */
const REST_MS_MAX = 20
const SLOW_LOOK_MS = 250
const RETRY_MS_MIN = 200
const RETRY_MS_MAX = 5_000

/**
 * Sends what is due: claims fairly over merchants and endpoints, signs, tries, records,
 * reschedules. Any number of processes may do this on one database. At least once: a process that
 * dies between sending and recording leaves a claim behind, and another sends the same bytes under
 * the same id again.
 */
export async function startDelivering(options: DeliverOptions): Promise<Delivering> {
  const { pool, keyring, log } = options
  const limits = { ...LIMITS, ...options.limits }
  const workerId = options.workerId ?? newUuid()
  const state = { current: "running" as "running" | "stopping" | "ended" }
  const sleeper = createSleeper()
  const wake = () => sleeper.wake()
  const worker = await keepWorkerAlive({
    pool,
    workerId,
    log,
    limits,
    alone: options.alone ?? false,
    onFreed: wake,
  })
  const held = new ClaimsHeld()
  const underWay = new AttemptsUnderWay({ quickMax: limits.quickMax, allMax: limits.sendingMax })
  const lanes = new DeliveryLanes({ pool, keyring, log, workerId, worker, held })
  const recorder = createResultRecorder({ pool, workerId, log, onReleased: wake })
  const sources = createSourceCache(pool, keyring)
  const restoreHeaders = createHeaderRestorer(sources, keyring)
  const refreezer = createRefreezer({ pool, keyring, sources })
  const sending = createDeliverySending({
    attempt: { ...options, restoreHeaders, refreezer },
    lanes,
    underWay,
    log,
    state,
    finish: createFinishAttempt({
      pool,
      log,
      lanes,
      held,
      recorder,
      metrics: options.metrics,
      logAttempts: options.logAttempts ?? "failures",
    }),
    onThirst: wake,
  })
  const claiming = createClaimRounds({
    pool,
    workerId,
    lanes,
    held,
    underWay,
    limits,
    onClaimed: sending.pump,
  })

  const beginClaims = createClaimsWhenMade({
    ...{ workerId, lanes, held, claimedMax: limits.claimedMax },
    ...{ onClaimed: sending.pump, giveBack: sending.giveBack },
    isRunning: () => state.current === "running",
  })

  async function run(): Promise<void> {
    let retryMs = RETRY_MS_MIN
    const beat = options.pulses?.begin("deliver")
    while (state.current === "running") {
      beat?.()
      try {
        const waitMs = await claiming.round()
        retryMs = RETRY_MS_MIN
        await rest(restUnderLoadMs(REST_MS_MAX))
        if (waitMs > 0) await sleeper.sleep(waitMs)
      } catch (error) {
        if (retryMs === RETRY_MS_MIN) {
          log.warn({ err: error }, "cannot claim deliveries; trying again")
        }
        await sleeper.sleep(retryMs)
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)
      }
    }
  }

  const running = run()
  const slowLook = setInterval(sending.relieveSlow, SLOW_LOOK_MS)
  return {
    wake,
    beginClaims,
    clockMoved(byMs) {
      lanes.clockMoved(byMs)
      claiming.lookAnew()
      wake()
    },
    heldBackMs: (endpointId) => lanes.heldBackMs(endpointId),
    async stop() {
      state.current = "stopping"
      wake()
      await running
      const deadline = performance.now() + limits.stopMs
      while (underWay.count > 0 && performance.now() < deadline) await rest(20)
      clearInterval(slowLook)
      // What is still under way is given back below: its answer decides nothing any more.
      state.current = "ended"
      await refreezer.stop()
      await recorder.stop()
      await worker.stop()
    },
    die() {
      state.current = "ended"
      clearInterval(slowLook)
      worker.die()
      wake()
    },
  }
}
