import { randomBytes } from "node:crypto"

import type { Config } from "./config.ts"
import { readDataFile, writeDataFile } from "./data-files.ts"
import { createAddressPolicy, type AddressPolicy } from "./delivery/address-guard.ts"
import { createGuardedAgent } from "./delivery/guarded-agent.ts"
import { createAttemptSender } from "./delivery/send-attempt.ts"
import { PaidoutError } from "./errors.ts"
import { closeServer } from "./http/close-server.ts"
import { listen } from "./http/listen.ts"
import { createServer } from "./http/server.ts"
import { idText } from "./ids.ts"
import type { Log } from "./log.ts"
import { insertReceipt } from "./mail/insert-receipt.ts"
import { ensureFirstMerchant } from "./merchants/ensure-first-merchant.ts"
import { findLiveSource } from "./merchants/find-live-source.ts"
import { findFirstMerchant } from "./merchants/find-merchant.ts"
import { insertAudit } from "./merchants/insert-audit.ts"
import { newApiKey } from "./merchants/insert-api-key.ts"
import { createKeyring } from "./merchants/keyring.ts"
import { createMetrics } from "./metrics.ts"
import { startDelivering, type Delivering } from "./pipeline/deliver.ts"
import { findDueWork } from "./pipeline/find-due-work.ts"
import { hostSandbox } from "./pipeline/host-sandbox.ts"
import { createImporter } from "./pipeline/import/import-messages.ts"
import { lookAtTimers } from "./pipeline/presume/look-at-timers.ts"
import { createProviderAsker } from "./pipeline/poll/provider-asker.ts"
import { readQueueDepths } from "./pipeline/read-queue-depths.ts"
import { createReceiver } from "./pipeline/receive.ts"
import { startResending } from "./pipeline/resend/resend-loop.ts"
import { shareHints, type SharedHints } from "./pipeline/share-hints.ts"
import { startMail } from "./pipeline/start-mail.ts"
import { startChores } from "./pipeline/start-chores.ts"
import { startReconciling, type Reconciling } from "./pipeline/start-reconciling.ts"
import { startSettling } from "./pipeline/settle-loop.ts"
import { startVendorCalls } from "./pipeline/poll/start-vendor-calls.ts"
import { startWatchingEndpoints } from "./pipeline/endpoints/watch-endpoints.ts"
import { startEmbeddedServer } from "./postgres/embedded/start.ts"
import { isReachable } from "./postgres/is-reachable.ts"
import { makePartitions } from "./postgres/make-partitions.ts"
import { migrate } from "./postgres/migrate.ts"
import { createPool, type Pool, type PostgresConnection } from "./postgres/pool.ts"
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
  /** Stops accepting, finishes what is in flight, ends everything; at most `stopMsMax`. */
  stop(): Promise<void>
}

/** What one process does; several may share a database and divide the work. */
export const ROLES = ["receive", "settle", "deliver", "reconcile", "mail", "sandbox"] as const
export type Role = (typeof ROLES)[number]

/** For the API, and for the stages: a flood of the one leaves the other its connections. */
const connectionsMax = 10
const stageConnectionsMax = 12
/** Calls to one account of the sandbox wait for one another, each with a connection. */
const sandboxConnectionsMax = 4
const stopMsMax = 20_000
/** In-flight requests that are not answered by then are cut off. */
const closeMsMax = 6_000

/** Puts the rooms together and runs them. What it began is ended again when a later step fails. */
export async function startHub(
  config: Config,
  options: { readonly log: Log; readonly roles?: readonly Role[] },
): Promise<RunningHub> {
  await using begun = new AsyncDisposableStack()
  const { log, roles = ROLES } = options
  let url = ""
  const policy = addressPolicyOf(config, () => url)
  const connection = await openDatabase(config, log, begun)
  const pool = createPool(connection, { connectionsMax })
  begun.defer(() => pool.end())
  const stagePool = createPool(connection, {
    connectionsMax: stageConnectionsMax,
    applicationName: "paidout stages",
    indexProbesOnly: true,
    pipelined: true,
  })
  begun.defer(() => stagePool.end())
  await migrate(pool, { log })
  await makePartitions(pool)
  if (!config.sandbox) await tellMovedClock(pool, log)
  const keyring = createKeyring(pool, await secretKeyOf(config, pool))
  const { apiKey, made } = apiKeyOf(config)
  const merchant = await ensureFirstMerchant(pool, keyring, apiKey)
  if (made) writeDataFile(config.dataDir, API_KEY_FILE, apiKey)

  const metrics = createMetrics()
  metrics.watchQueues(() => readQueueDepths(pool))

  const agent = createGuardedAgent(policy)
  const userAgent = `Paidout/${version}`
  const sender = createAttemptSender(agent, { userAgent })
  begun.defer(() => sender.close())
  const vendorCalls = startVendorCalls(policy, { userAgent })
  begun.defer(() => vendorCalls.stop())
  const asker = createProviderAsker({ pool, keyring, metrics, call: vendorCalls.call })
  const context = { pool: stagePool, keyring, log, metrics }
  const idle = { wake() {}, stop: () => Promise.resolve() }
  let delivering: Pick<Delivering, "wake" | "stop" | "clockMoved" | "heldBackMs"> = {
    ...idle,
    clockMoved() {},
    heldBackMs: () => null,
  }
  const stopDelivering = once(() => delivering.stop())
  begun.defer(stopDelivering)
  let hints: SharedHints | undefined
  const onDeliveriesQueued = () => {
    delivering.wake()
    hints?.deliver()
  }
  const onCommitted = () => {
    settling.wake()
    hints?.settle()
  }
  const receiver = createReceiver({ ...context, onCommitted })
  const isPressed = () => receiver.isPressed()
  const settling = roles.includes("settle")
    ? startSettling({ ...context, onDeliveriesQueued, isPressed, onHeld: () => reconciling.wake() })
    : idle
  begun.defer(() => settling.stop())
  begun.defer(() => receiver.stop())
  // The embedded server has one hub: nobody else is to be woken.
  if (config.databaseUrl !== null) {
    hints = await shareHints(connection, context, {
      settle: () => settling.wake(),
      deliver: () => delivering.wake(),
    })
  }
  begun.defer(() => hints?.close())
  begun.defer(startChores(pool, log))
  const watch = roles.includes("deliver")
    ? startWatchingEndpoints({ pool, log, wakeDeliver: () => delivering.wake() })
    : { ...idle, isLooking: false }
  begun.defer(() => watch.stop())
  const resending = roles.includes("deliver")
    ? startResending({ pool: stagePool, log, onDeliveriesQueued })
    : idle
  begun.defer(() => resending.stop())
  let reconciling: Reconciling = { ...idle, lookAt: lookAtTimers }
  const stopReconciling = once(() => reconciling.stop())
  begun.defer(stopReconciling)
  const mail = startMail({
    config,
    connection,
    pool,
    log,
    metrics,
    sends: roles.includes("mail"),
  })
  begun.defer(() => mail.stop())
  let playing: Pick<SandboxLoop, "wake" | "stop"> = idle
  const sandboxClock = config.sandbox
    ? createSandboxClock({
        pool,
        log,
        sources: [
          findNextStep,
          (snapshot) => findDueWork(snapshot, { delivering, watch, mail, reconciling }),
        ],
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
          delivering.clockMoved(byMs)
          onDeliveriesQueued()
          for (const loop of [settling, resending, reconciling, mail, playing]) loop.wake()
        },
        onQuiet: () => watch.wake(),
      })
    : undefined

  let running = true
  const publicUrl = () => config.publicUrl ?? url
  // One process always reaches itself; PUBLIC_URL leads through names, proxies and address rules.
  const ownUrl = () => (config.databaseUrl === null ? url : publicUrl())
  const receiveAt = (base: () => string) => (id: string) => `${base()}/in/${idText("source", id)}`
  const sandboxPool = createPool(connection, {
    connectionsMax: sandboxConnectionsMax,
    applicationName: "paidout sandbox",
  })
  begun.defer(() => sandboxPool.end())
  const sandbox = config.sandbox
    ? createSandbox({
        pool: sandboxPool,
        keyring,
        log,
        wakeDeliver: onDeliveriesQueued,
        sender,
        insertReceipt,
        host: hostSandbox(
          { pool, keyring, sender, policy },
          { receiveUrl: receiveAt(ownUrl), baseUrl: ownUrl },
        ),
      })
    : undefined
  const server = await createServer({
    version,
    pool,
    keyring,
    log,
    metrics,
    receiver,
    onCommitted,
    sender,
    policy,
    wakeDeliver: onDeliveriesQueued,
    wakeResend: () => resending.wake(),
    asker,
    importer: createImporter({ ...context, isPressed, onDeliveriesQueued }),
    wakeReconcile: () => reconciling.wake(),
    mail,
    ...(sandboxClock === undefined ? {} : { sandboxClock }),
    ...(sandbox === undefined ? {} : { sandbox }),
    receiveUrl: receiveAt(publicUrl),
    readiness: async () => ({
      database: await isReachable(pool, 1_000),
      migrated: true,
      loops: running,
    }),
  })
  begun.defer(() => closeServer(server, closeMsMax))
  begun.defer(() => sandboxClock?.stop())
  url = await listen(server, config)
  if (sandbox !== undefined) await beginSandbox(config, sandbox.context, merchant.id)
  // Only now: the sandbox sends to this very server, and is asked there, at the address of today.
  if (roles.includes("deliver")) {
    delivering = await startDelivering({
      ...context,
      sender,
      logAttempts: config.logAttempts,
      // The embedded server's folder is locked: no other hub is on it.
      alone: config.databaseUrl === null,
    })
  }
  if (roles.includes("reconcile")) {
    reconciling = startReconciling({ ...context, asker, onDeliveriesQueued })
  }
  if (sandbox !== undefined) {
    begun.defer(stopDelivering)
    begun.defer(stopReconciling)
    if (roles.includes("sandbox")) playing = sandbox.start()
    begun.defer(() => playing.stop())
  }
  log.info({ url, version }, "ready")

  const rest = begun.move()
  let stopping: Promise<void> | undefined
  return {
    url,
    madeApiKey: made ? apiKey : null,
    stop() {
      running = false
      return (stopping ??= within(stopMsMax, rest.disposeAsync(), () => {
        log.error({}, "the hub did not stop in time: what is left is cut off")
      }))
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

function once(stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined
  return () => (stopping ??= stop())
}

async function openDatabase(
  config: Config,
  log: Log,
  begun: AsyncDisposableStack,
): Promise<PostgresConnection> {
  if (config.databaseUrl !== null) return { connectionString: config.databaseUrl }
  const server = await startEmbeddedServer({ dataDir: config.dataDir, log })
  begun.defer(() => server.stop())
  return server.connection
}

const SECRET_KEY_FILE = "secret-key"
const API_KEY_FILE = "api-key"

/** @throws PaidoutError secret_key_wrong: it is gone, and the database was sealed with it. */
async function secretKeyOf(config: Config, pool: Pool): Promise<string> {
  const known = config.secretKey ?? readDataFile(config.dataDir, SECRET_KEY_FILE)
  if (known !== undefined) return known
  if ((await findFirstMerchant(pool)) !== undefined) {
    throw new PaidoutError(
      "secret_key_wrong",
      `${config.dataDir}/${SECRET_KEY_FILE} is missing. Restore it, or set PAIDOUT_SECRET_KEY.`,
    )
  }
  const made = randomBytes(32).toString("base64url")
  writeDataFile(config.dataDir, SECRET_KEY_FILE, made)
  return made
}

function apiKeyOf(config: Config): { readonly apiKey: string; readonly made: boolean } {
  const known = config.apiKey ?? readDataFile(config.dataDir, API_KEY_FILE)
  return known === undefined ? { apiKey: newApiKey(), made: true } : { apiKey: known, made: false }
}

/**
 * Loopback may be delivered to while the hub is a developer's own: embedded, and on loopback. Where
 * it listens for others too, its sandbox may still send to the hub itself.
 */
function addressPolicyOf(config: Config, url: () => string): AddressPolicy {
  const isEmbedded = config.databaseUrl === null
  const own = isEmbedded && isLoopback(config.host)
  try {
    const policy = createAddressPolicy([
      ...config.allowEndpointCidrs,
      ...(own ? ["127.0.0.0/8", "::1/128"] : []),
    ])
    if (!isEmbedded || !config.sandbox) return policy
    return { ...policy, ownUrl: () => url() || null }
  } catch (error) {
    const why = error instanceof Error ? error.message : ""
    throw new PaidoutError("config_invalid", `ALLOW_ENDPOINT_CIDRS: ${why}.`, { cause: error })
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host)
}

async function within(timeoutMs: number, work: Promise<unknown>, onLate: () => void) {
  const late = Symbol("late")
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs, late)))
  const first = await Promise.race([work, timeout])
  clearTimeout(timer)
  if (first === late) onLate()
}
