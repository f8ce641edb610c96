import { pino } from "pino"

import type { AttemptSender } from "../../src/delivery/send-attempt.ts"
import { createKeyring, type Keyring } from "../../src/merchants/keyring.ts"
import { createMetrics, type Metrics } from "../../src/metrics.ts"
import { startDelivering, type Delivering } from "../../src/pipeline/deliver.ts"
import { startWatchingEndpoints } from "../../src/pipeline/endpoints/watch-endpoints.ts"
import { createProviderAsker } from "../../src/pipeline/poll/provider-asker.ts"
import { createReceiver, type Receiver } from "../../src/pipeline/receive.ts"
import { startResending } from "../../src/pipeline/resend/resend-loop.ts"
import { startSettling } from "../../src/pipeline/settle-loop.ts"
import { startReconciling } from "../../src/pipeline/start-reconciling.ts"
import type { CallVendor } from "../../src/vendor-call.ts"
import { SimulatedPool, type StatementServer } from "./simulated-pool.ts"
import type { SimulatedProcess, SimulatedWorld } from "./simulated-world.ts"

export const SECRET_KEY = "the secret key of the simulation"
const CONNECTIONS_MAX = 6
/** Rarer looks than a real hub's: what is found by a look alone is found all the same. */
const LIMITS = { pollMs: 2_000 }

/** One process: the stages of the hub as `startHub` puts them together, without HTTP and mail. */
export interface SimulatedHub {
  readonly process: SimulatedProcess
  readonly pool: SimulatedPool
  readonly keyring: Keyring
  readonly metrics: Metrics
  readonly receiver: Receiver
  /** Null until its worker has beaten for the first time. */
  stop: (() => Promise<void>) | null
  /** Wakes its loops, as a NOTIFY does. */
  readonly wake: (what: "settle" | "deliver") => void
  readonly wakeResend: () => void
}

export interface HubSurroundings {
  readonly world: SimulatedWorld
  readonly server: StatementServer
  readonly senderOf: (process: SimulatedProcess) => AttemptSender
  readonly callerOf: (process: SimulatedProcess) => CallVendor
  /** A hint for the other processes; it may be lost. */
  readonly hint: (from: SimulatedProcess, what: "settle" | "deliver") => void
  /** It gave up: as a supervisor does, somebody starts another. */
  readonly onStartFailed: (process: SimulatedProcess) => void
}

/** Starts it; what it does first waits for the simulation to let it. */
export function startSimulatedHub(name: string, surroundings: HubSurroundings): SimulatedHub {
  const process: SimulatedProcess = { name, state: "running" }
  return surroundings.world.enter(process, () => assemble(process, surroundings))
}

function assemble(
  process: SimulatedProcess,
  { world, server, senderOf, callerOf, hint, onStartFailed }: HubSurroundings,
): SimulatedHub {
  const simulated = new SimulatedPool(process, { world, server, connectionsMax: CONNECTIONS_MAX })
  const pool = simulated.asPool()
  const keyring = createKeyring(pool, SECRET_KEY)
  const metrics = createMetrics()
  const log = pino(
    { level: "warn", base: null, timestamp: false },
    { write: (line) => noteLog(world, process, line) },
  )
  const context = { pool, keyring, log, metrics }
  let delivering: Delivering | undefined
  const wakeDelivering = () => delivering?.wake()
  let wakeReconciling = (): void => {}
  const onDeliveriesQueued = () => {
    wakeDelivering()
    hint(process, "deliver")
  }
  const receiver = createReceiver({
    ...context,
    onCommitted() {
      settling.wake()
      hint(process, "settle")
    },
  })
  const settling = startSettling({
    ...context,
    onDeliveriesQueued,
    isPressed: () => receiver.isPressed(),
    beginClaims: () => delivering?.beginClaims(),
    onHeld: () => wakeReconciling(),
  })
  const watch = startWatchingEndpoints({ pool, log, wakeDeliver: () => wakeDelivering() })
  const resending = startResending({ pool, log, onDeliveriesQueued })
  const asker = createProviderAsker({ pool, keyring, metrics, call: callerOf(process) })
  const reconciling = startReconciling({ ...context, asker, onDeliveriesQueued })
  wakeReconciling = () => reconciling.wake()
  const hub: SimulatedHub = {
    process,
    pool: simulated,
    keyring,
    metrics,
    receiver,
    stop: null,
    wake: (what) =>
      world.enter(process, () => (what === "settle" ? settling.wake() : wakeDelivering())),
    wakeResend: () => resending.wake(),
  }
  void startDelivering({
    ...context,
    sender: senderOf(process),
    logAttempts: "none",
    limits: LIMITS,
  }).then(
    (started) => {
      delivering = started
      hub.stop = async () => {
        await reconciling.stop()
        await started.stop()
        await resending.stop()
        await watch.stop()
        await receiver.stop()
        await settling.stop()
      }
    },
    (error: unknown) => {
      noteLog(world, process, `start failed: ${String(error)}`)
      onStartFailed(process)
    },
  )
  return hub
}

function noteLog(world: SimulatedWorld, process: SimulatedProcess, line: string): void {
  if (process.state !== "dead")
    world.trace.remark(`  ${process.name} log: ${line.trim().slice(0, 300)}`)
}
