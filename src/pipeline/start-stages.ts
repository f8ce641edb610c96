import type { Config } from "../config.ts"
import type { AttemptSender } from "../delivery/send-attempt.ts"
import type { DueWork } from "../due-work.ts"
import type { Log } from "../log.ts"
import type { LoopPulses } from "../loop-pulses.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Metrics } from "../metrics.ts"
import type { Pool, PostgresConnection, Queryable } from "../postgres/pool.ts"
import type { Role } from "../roles.ts"
import { startDelivering, type Delivering } from "./deliver.ts"
import { startWatchingEndpoints } from "./endpoints/watch-endpoints.ts"
import { findDueWork } from "./find-due-work.ts"
import { createImporter, type Importer } from "./import/import-messages.ts"
import type { ProviderAsker } from "./poll/provider-asker.ts"
import { lookAtTimers } from "./presume/look-at-timers.ts"
import { createReceiver, type Receiver } from "./receive.ts"
import { startResending } from "./resend/resend-loop.ts"
import { startSettling } from "./settle-loop.ts"
import { shareHints, type SharedHints } from "./share-hints.ts"
import { startChores } from "./start-chores.ts"
import { startTallying } from "./start-tallying.ts"
import { startMail, type MailService } from "./start-mail.ts"
import { startReconciling, type Reconciling } from "./start-reconciling.ts"

export interface StagesContext {
  readonly config: Config
  readonly roles: readonly Role[]
  readonly pulses: LoopPulses
  /** No other process is on this database: nobody is to be woken, and found workers are dead. */
  readonly alone: boolean
  readonly connection: PostgresConnection
  readonly pool: Pool
  readonly stagePool: Pool
  readonly keyring: Keyring
  readonly log: Log
  readonly metrics: Metrics
  readonly sender: AttemptSender
  readonly asker: ProviderAsker
}

/** All stages of one process. Those whose role it does not have rest. */
export interface Stages {
  readonly receiver: Receiver
  readonly importer: Importer
  readonly mail: MailService
  /** Hints, to be given after the commit. */
  onCommitted(): void
  onDeliveriesQueued(): void
  wakeResend(): void
  wakeReconcile(): void
  wakeWatch(): void
  /** The sandbox's clock was moved ahead. */
  clockMoved(byMs: number): void
  /** Everything of the stages that happens by the clock. */
  findDueWork(snapshot: Queryable): Promise<DueWork>
  /** Delivers and asks from now on: the hub listens at the address that it tells. */
  beginSending(): Promise<void>
  endSending(): Promise<void>
  /** Ends everything; what is in hand is finished. */
  stop(): Promise<void>
}

const IDLE = { wake() {}, stop: () => Promise.resolve() }

/** Starts everything but what sends: that begins with `beginSending`. */
export async function startStages(stages: StagesContext): Promise<Stages> {
  await using begun = new AsyncDisposableStack()
  const { pool, stagePool, keyring, log, metrics, sender, asker, connection } = stages
  const has = (role: Role) => stages.roles.includes(role)
  const { config, pulses } = stages
  const context = { pool: stagePool, keyring, log, metrics, pulses }
  let delivering: Pick<Delivering, "wake" | "stop" | "clockMoved" | "heldBackMs"> &
    Partial<Pick<Delivering, "beginClaims">> = {
    ...IDLE,
    clockMoved() {},
    heldBackMs: () => null,
  }
  let reconciling: Reconciling = { ...IDLE, lookAt: lookAtTimers }
  let hints: SharedHints | undefined
  const onDeliveriesQueued = () => {
    delivering.wake()
    hints?.deliver()
  }
  const onCommitted = () => {
    settling.wake()
    hints?.settle()
  }
  const wakeReconcile = () => {
    reconciling.wake()
    hints?.reconcile()
  }
  function hearMovedClock(byMs: number): void {
    delivering.clockMoved(byMs)
    for (const loop of [delivering, settling, resending, reconciling, mail]) loop.wake()
  }
  const receiver = createReceiver({ ...context, onCommitted })
  const isPressed = () => receiver.isPressed()

  const endDelivering = once(() => delivering.stop())
  const endReconciling = once(() => reconciling.stop())
  begun.defer(endDelivering)
  const settling = has("settle")
    ? startSettling({
        ...context,
        ...{ onDeliveriesQueued, isPressed, onHeld: wakeReconcile },
        beginClaims: () => delivering.beginClaims?.(),
      })
    : IDLE
  begun.defer(() => settling.stop())
  begun.defer(() => receiver.stop())
  begun.defer(() => hints?.close())
  begun.defer(startChores({ pool, log, metrics, retention: stages.config.retention }))
  begun.defer(startTallying({ pool, log }))
  const watch = has("deliver")
    ? startWatchingEndpoints({ pool, log, wakeDeliver: () => delivering.wake() })
    : { ...IDLE, isLooking: false }
  begun.defer(() => watch.stop())
  const resending = has("deliver")
    ? startResending({ pool: stagePool, log, onDeliveriesQueued, pulses })
    : IDLE
  begun.defer(() => resending.stop())
  begun.defer(endReconciling)
  const sends = has("mail")
  const mail = startMail({ config, connection, pool, log, metrics, pulses, sends })
  begun.defer(() => mail.stop())
  // It wakes all of them at once.
  if (!stages.alone) {
    hints = await shareHints(connection, context, {
      settle: () => settling.wake(),
      deliver: () => delivering.wake(),
      reconcile: () => reconciling.wake(),
      resend: () => resending.wake(),
      clockMoved: hearMovedClock,
    })
  }

  const rest = begun.move()
  return {
    receiver,
    importer: createImporter({ ...context, isPressed, onDeliveriesQueued }),
    mail,
    onCommitted,
    onDeliveriesQueued,
    wakeReconcile,
    wakeResend() {
      resending.wake()
      hints?.resend()
    },
    wakeWatch: () => watch.wake(),
    clockMoved(byMs) {
      hearMovedClock(byMs)
      hints?.clockMoved(byMs)
    },
    findDueWork: (snapshot) => findDueWork(snapshot, { delivering, watch, mail, reconciling }),
    async beginSending() {
      if (has("deliver")) {
        const { logAttempts } = config
        const { alone } = stages
        delivering = await startDelivering({ ...context, sender, logAttempts, alone })
      }
      if (has("reconcile")) {
        reconciling = startReconciling({ ...context, asker, onDeliveriesQueued })
      }
    },
    async endSending() {
      await endReconciling()
      await endDelivering()
    },
    stop: () => rest.disposeAsync(),
  }
}

function once(stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined
  return () => (stopping ??= stop())
}
