import { setTimeout as sleep } from "node:timers/promises"

import type { Config } from "./config.ts"
import { createGuardedAgent } from "./delivery/guarded-agent.ts"
import { hubAddressPolicy } from "./delivery/hub-address-policy.ts"
import { createAttemptSender } from "./delivery/send-attempt.ts"
import { endWithin } from "./end-within.ts"
import { closeServer } from "./http/close-server.ts"
import { listen } from "./http/listen.ts"
import { createServer } from "./http/server.ts"
import { idText } from "./ids.ts"
import type { Log } from "./log.ts"
import { insertReceipt } from "./mail/insert-receipt.ts"
import { findLiveSource } from "./merchants/find-live-source.ts"
import { insertAudit } from "./merchants/insert-audit.ts"
import { createKeyring } from "./merchants/keyring.ts"
import { createMetrics, type Metrics } from "./metrics.ts"
import { LoopPulses } from "./loop-pulses.ts"
import { hostSandbox } from "./pipeline/host-sandbox.ts"
import { openInstallation, type OpenInstallation } from "./pipeline/open-installation.ts"
import { createProviderAsker } from "./pipeline/poll/provider-asker.ts"
import { startVendorCalls } from "./pipeline/poll/start-vendor-calls.ts"
import { readQueueDepths } from "./pipeline/read-queue-depths.ts"
import { startStages } from "./pipeline/start-stages.ts"
import { POOL_SIZES } from "./pool-sizes.ts"
import { isReachable } from "./postgres/is-reachable.ts"
import { migrate } from "./postgres/migrate.ts"
import { createPool } from "./postgres/pool.ts"
import { ROLES, type Role } from "./roles.ts"
import { createSandboxClock } from "./sandbox/clock/sandbox-clock.ts"
import { tellMovedClock } from "./sandbox/clock/tell-moved-clock.ts"
import { findNextStep } from "./sandbox/find-next-step.ts"
import { ensureFirstAccounts } from "./sandbox/ensure-first-accounts.ts"
import { moveConnections } from "./sandbox/move-connections.ts"
import type { HostedSandbox } from "./sandbox/sandbox-context.ts"
import type { SandboxLoop } from "./sandbox/sandbox-loop.ts"
import { createSandbox } from "./sandbox/sandbox.ts"
import { version } from "./version.ts"

export interface RunningHub {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string
  /** The API key, when this start made it: the one time to show it. */
  readonly madeApiKey: string | null
  /** Of the link that makes the first owner, while there is none: the one time to show it. */
  readonly firstOwnerToken: string | null
  readonly metrics: Metrics
  /**
   * Says that it is not ready while it still accepts, for `drainMs`; then stops accepting, finishes
   * what is in flight, and ends everything within 20 s.
   */
  stop(options?: StopOptions): Promise<void>
}

export interface StopOptions {
  /** Default: none. */
  readonly drainMs?: number
  /** How long a kept connection may stay silent before it is ended. Default: a moment. */
  readonly idleMs?: number
}

export interface HubOptions {
  readonly log: Log
  /** Default: all. */
  readonly roles?: readonly Role[]
  /** One of several processes of this machine: what its parent opened, and does for all of them. */
  readonly part?: HubPart
}

export interface HubPart {
  readonly installation: OpenInstallation
  /** The one that does what a start does once. */
  readonly isFirst: boolean
  /** What `/metrics` tells of all of them; takes this one's metrics. */
  readonly metricsText: (metrics: Metrics) => Promise<string>
}

const stopMsMax = 20_000
/** In-flight requests that are not answered by then are cut off. */
const closeMsMax = 6_000

/** Puts the rooms together and runs them. What it began is ended again when a later step fails. */
export async function startHub(config: Config, options: HubOptions): Promise<RunningHub> {
  await using begun = new AsyncDisposableStack()
  const { log, roles = ROLES, part } = options
  let url = ""
  const policy = hubAddressPolicy(config, () => url)
  const installation = part?.installation ?? (await openInstallation(config, { log }))
  begun.defer(() => installation.close())
  const { connection, secretKey, merchantId, madeApiKey, firstOwnerToken } = installation
  const isFirst = part?.isFirst ?? true
  const pool = createPool(connection, { connectionsMax: POOL_SIZES.api })
  begun.defer(() => pool.end())
  const stagePool = createPool(connection, {
    connectionsMax: POOL_SIZES.stages,
    applicationName: "paidout stages",
    indexProbesOnly: true,
    pipelined: true,
  })
  begun.defer(() => stagePool.end())
  // The program may be newer than the one that its parent runs.
  if (part !== undefined) await migrate(pool, { log })
  if (!config.sandbox && isFirst) await tellMovedClock(pool, log)
  const keyring = createKeyring(pool, secretKey)

  const metrics = createMetrics()
  metrics.watchQueues(() => readQueueDepths(pool))

  const userAgent = `Paidout/${version}`
  const sender = createAttemptSender(createGuardedAgent(policy), { userAgent })
  begun.defer(() => sender.close())
  const vendorCalls = startVendorCalls(policy, { userAgent })
  begun.defer(() => vendorCalls.stop())
  const asker = createProviderAsker({ pool, keyring, metrics, call: vendorCalls.call })
  const pulses = new LoopPulses()
  const stages = await startStages({
    ...{ config, roles, pulses },
    // The embedded server's folder is locked: no other hub is on it.
    alone: config.databaseUrl === null && part === undefined,
    ...{ connection, pool, stagePool, keyring, log, metrics, sender, asker },
  })
  begun.defer(() => stages.stop())
  const wakeDeliver = () => stages.onDeliveriesQueued()

  let playing: Pick<SandboxLoop, "wake"> = { wake() {} }
  const sandboxClock = config.sandbox
    ? createSandboxClock({
        pool,
        log,
        sources: [findNextStep, (snapshot) => stages.findDueWork(snapshot)],
        findLiveSource,
        recordMove: (client, { merchantId, actor, from, target }) =>
          insertAudit(client, {
            merchantId,
            actor,
            action: "sandbox.clock",
            object: "clock",
            before: { now: from.now },
            after: { now: target },
          }),
        onMoved(byMs) {
          stages.clockMoved(byMs)
          playing.wake()
        },
        onQuiet: () => stages.wakeWatch(),
      })
    : undefined

  let isStopping = false
  const publicUrl = () => config.publicUrl ?? url
  // One process always reaches itself; PUBLIC_URL leads through names, proxies and address rules.
  const ownUrl = () => (config.databaseUrl === null ? url : publicUrl())
  const receiveAt = (base: () => string) => (id: string) => `${base()}/in/${idText("source", id)}`
  const sandboxPool = createPool(connection, {
    connectionsMax: POOL_SIZES.sandbox,
    applicationName: "paidout sandbox",
  })
  begun.defer(() => sandboxPool.end())
  const sandbox = config.sandbox
    ? createSandbox({
        pool: sandboxPool,
        ...{ keyring, log, wakeDeliver, sender, insertReceipt },
        host: hostSandbox(
          { pool, keyring, sender, policy },
          { receiveUrl: receiveAt(ownUrl), baseUrl: ownUrl },
        ),
      })
    : undefined
  const server = await createServer({
    ...{ version, pool, keyring, log, metrics, sender, policy, wakeDeliver, asker },
    receiver: stages.receiver,
    onCommitted: () => stages.onCommitted(),
    wakeResend: () => stages.wakeResend(),
    importer: stages.importer,
    wakeReconcile: () => stages.wakeReconcile(),
    mail: stages.mail,
    ...(sandboxClock === undefined ? {} : { sandboxClock }),
    ...(sandbox === undefined ? {} : { sandbox }),
    receiveUrl: receiveAt(publicUrl),
    url: publicUrl,
    apiRatePerSecond: config.apiRatePerSecond,
    trustedProxyCidrs: config.trustedProxyCidrs,
    readiness: async () => ({
      database: (await isReachable(pool, 1_000)) && stages.receiver.isStoring(),
      migrated: true,
      loops: pulses.states(),
      isStopping,
    }),
    roles,
    isStopping: () => isStopping,
    ...(part !== undefined && { metricsText: () => part.metricsText(metrics) }),
  })
  let idleMs: number | undefined
  begun.defer(() => closeServer(server, { timeoutMs: closeMsMax, idleMs }))
  begun.defer(() => sandboxClock?.stop())
  url = await listen(server, config)
  if (sandbox !== undefined && isFirst) await beginSandbox(config, sandbox.context, merchantId)
  // Only now: the sandbox sends to this very server, and is asked there, at the address of today.
  await stages.beginSending()
  if (sandbox !== undefined) {
    begun.defer(() => stages.endSending())
    if (roles.includes("sandbox")) {
      const loop = sandbox.start(pulses)
      playing = loop
      begun.defer(() => loop.stop())
    }
  }
  log.info({ url, version }, "ready")

  const rest = begun.move()
  let stopping: Promise<void> | undefined
  return {
    url,
    madeApiKey,
    firstOwnerToken,
    metrics,
    stop(how = {}) {
      isStopping = true
      idleMs = how.idleMs
      return (stopping ??= sleep(how.drainMs ?? 0).then(() =>
        endWithin(stopMsMax, rest.disposeAsync(), () => {
          log.error({}, "the hub did not stop in time: what is left is cut off")
        }),
      ))
    },
  }
}

/** A hub whose sandbox does not work is still a hub. */
async function beginSandbox(
  { databaseUrl }: Config,
  context: HostedSandbox,
  merchantId: string,
): Promise<void> {
  try {
    await moveConnections(context)
    if (databaseUrl === null) await ensureFirstAccounts(context, merchantId)
  } catch (error) {
    context.log.error({ err: error }, "the sandbox's accounts are not ready: start again")
  }
}
