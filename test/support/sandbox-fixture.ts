import http from "node:http"
import type { AddressInfo } from "node:net"
import { pino } from "pino"
import { afterAll } from "vitest"

import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import type { BasicCredentials } from "../../src/delivery/dialect.ts"
import type { EndpointSettings } from "../../src/delivery/endpoint.ts"
import { createGuardedAgent } from "../../src/delivery/guarded-agent.ts"
import { createAttemptSender, type AttemptSender } from "../../src/delivery/send-attempt.ts"
import { createSandboxHandler } from "../../src/http/sandbox-handler.ts"
import { insertMerchant } from "../../src/merchants/insert-merchant.ts"
import { createKeyring, type Keyring } from "../../src/merchants/keyring.ts"
import type { Log } from "../../src/log.ts"
import { startDelivering, type Delivering } from "../../src/pipeline/deliver.ts"
import { createPool, type Pool } from "../../src/postgres/pool.ts"
import { findProvider } from "../../src/providers/index.ts"
import type { Decoded, SourceSecrets, Verdict } from "../../src/providers/provider.ts"
import type { SandboxAccount } from "../../src/sandbox/account.ts"
import { addCallback } from "../../src/sandbox/add-callback.ts"
import { listBalances } from "../../src/sandbox/balances.ts"
import { createAccount } from "../../src/sandbox/create-account.ts"
import { findAccount } from "../../src/sandbox/find-account.ts"
import type { Misbehaviour } from "../../src/sandbox/misbehaviour.ts"
import { playAccount } from "../../src/sandbox/play-account.ts"
import { saveAccount } from "../../src/sandbox/save-account.ts"
import type { SandboxContext } from "../../src/sandbox/sandbox-context.ts"
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts"
import type { ActionResult } from "../../src/sandbox/simulator.ts"
import { listStory, type StoryLine } from "../../src/sandbox/story.ts"
import type { Receipt, World } from "../../src/sandbox/world.ts"
import { createTestDatabase, type TestDatabase } from "./database.ts"
import { createReceiver, type ReceivedRequest, type Receiver } from "./receiver.ts"

/** A simulated provider behind a real HTTP server, and a handler that it sends its webhooks to. */
export interface SandboxFixture {
  readonly database: TestDatabase
  readonly keyring: Keyring
  readonly context: SandboxContext
  readonly sandbox: Sandbox
  readonly account: SandboxAccount
  readonly credentials: Readonly<Record<string, string>>
  /** `http://127.0.0.1:…/sandbox/<provider>`. */
  readonly baseUrl: string
  /** The handler; its first callback is registered for every product. */
  readonly sink: Receiver
  /** What its webhooks are signed with. */
  readonly secrets: SourceSecrets
  /** Receipts put into the outbox. */
  readonly receipts: Receipt[]
  /** What a person does at the provider's dashboard. */
  act(name: string, args?: Readonly<Record<string, unknown>>): Promise<ActionResult>
  /** Moves the sandbox's clock, then everything that is due on the way, in its order. */
  advance(seconds: number): Promise<void>
  /** Changes the account, as its owner does. */
  configure(changes: {
    readonly settings?: Readonly<Record<string, unknown>>
    readonly misbehaviour?: Misbehaviour
    readonly seed?: bigint
  }): Promise<void>
  /** Looks into the account's world, or changes it by hand. */
  inWorld<Result>(work: (world: World) => Promise<Result>): Promise<Result>
  /** Another URL for webhooks of one product. */
  addCallback(
    product: string,
    options?: { readonly path?: string; readonly settings?: EndpointSettings },
  ): Promise<void>
  /** Units of 1/10,000. */
  balance(name: string, currency: string): Promise<bigint>
  story(): Promise<readonly StoryLine[]>
  /** Until the sink has so many requests; then a moment longer, for those too many. */
  received(count: number): Promise<readonly ReceivedRequest[]>
  /** What the hub would make of a webhook: is it authentic, and what does it say? */
  read(request: ReceivedRequest): { readonly verdict: Verdict; readonly decoded: Decoded }
  close(): Promise<void>
}

const WAIT_MS = 10_000

export async function createSandboxFixture(
  provider: string,
  options: {
    readonly settings?: Readonly<Record<string, unknown>>
    /** Of the callbacks: the form of the body, for one. */
    readonly callbackSettings?: EndpointSettings
    readonly basic?: BasicCredentials
    /** Which products are sent to the sink at first. Default: all. */
    readonly products?: readonly string[]
  } = {},
): Promise<SandboxFixture> {
  const { database, pool, keyring, log, sender, delivering } = await sharedEngine()
  const receipts: Receipt[] = []
  const context: SandboxContext = {
    pool,
    keyring,
    log,
    wakeDeliver: () => delivering.wake(),
    sender,
    insertReceipt: (_client, receipt) => {
      receipts.push(receipt)
      return Promise.resolve()
    },
  }
  const sandbox = createSandbox(context)
  const merchantId = (await insertMerchant(pool, keyring, "Test merchant")).id
  const sandboxMerchantId = (await insertMerchant(pool, keyring, "Its sandbox")).id
  const { account, credentials } = await createAccount(context, {
    merchantId,
    sandboxMerchantId,
    provider,
    ...(options.settings !== undefined && { settings: options.settings }),
  })
  const sink = await createReceiver()
  const known = findProvider(provider)
  if (known === undefined) throw new Error(`there is no provider ${provider}`)
  const secret = known.dialect.newSecret()
  const { basic = null, callbackSettings = {} } = options
  const addTo: SandboxFixture["addCallback"] = async (product, { path = "/", settings } = {}) => {
    await addCallback(context, account, {
      product,
      url: sink.url + path,
      secrets: { secrets: [{ secret, expiresAtMs: null }], basic },
      settings: settings ?? callbackSettings,
    })
  }
  const { findSimulator } = await import("../../src/sandbox/simulators.ts")
  for (const product of options.products ?? findSimulator(provider)?.products ?? []) {
    await addTo(product)
  }
  const answer = createSandboxHandler({ sandbox, log })
  const server = http.createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo

  async function play<Result>(work: (world: World) => Promise<Result>): Promise<Result> {
    const played = await playAccount(context, account, work)
    if (played === undefined) throw new Error("the account is gone")
    return played.result
  }

  async function moveOn(): Promise<void> {
    for (;;) {
      const played = await playAccount(context, account, () => Promise.resolve())
      if (played === undefined || played.steps === 0) return
    }
  }

  return {
    database,
    keyring,
    context,
    sandbox,
    account,
    credentials,
    baseUrl: `http://127.0.0.1:${port}/sandbox/${provider}`,
    sink,
    secrets: {
      [known.dialect.secretKind]: [secret],
      ...(basic && { basic_username: [basic.username], basic_password: [basic.password] }),
    },
    receipts,
    act: (name, args = {}) => sandbox.act(account, { name, args }),
    async advance(seconds) {
      await moveOn()
      await pool.query("update clock set ahead = ahead + $1 * interval '1 second'", [seconds])
      await moveOn()
      delivering.wake()
    },
    async configure(changes) {
      const now = await findAccount(pool, account)
      if (now === undefined) throw new Error("the account is gone")
      await saveAccount(pool, { ...now, ...changes })
    },
    inWorld: play,
    addCallback: addTo,
    async balance(name, currency) {
      const all = await listBalances(pool, account)
      return all.find((one) => one.name === name && one.currency === currency)?.amount ?? 0n
    },
    story: () => listStory(pool, account, { after: null, limit: 10_000 }),
    async received(count) {
      const deadline = performance.now() + WAIT_MS
      while (sink.requests.length < count && performance.now() < deadline) await rest(10)
      if (sink.requests.length < count) {
        throw new Error(`${sink.requests.length} webhooks came, not ${count}`)
      }
      await rest(100)
      return sink.requests
    },
    read(request) {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, [value ?? ""].flat()]),
      )
      const webhook = { headers, body: Buffer.from(request.body, "utf8") }
      return {
        verdict: known.verify(webhook, {
          [known.dialect.secretKind]: [secret],
          ...(basic && { basic_username: [basic.username], basic_password: [basic.password] }),
        }),
        decoded: known.decode(webhook),
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await sink.close()
      // The next fixture of this file must not meet what is left over.
      await pool.query("delete from due_deliveries where merchant_id = $1", [sandboxMerchantId])
      await pool.query("update sandbox_things set next_step_at = null where merchant_id = $1", [
        merchantId,
      ])
    },
  }
}

interface Engine {
  readonly database: TestDatabase
  readonly pool: Pool
  readonly keyring: Keyring
  readonly log: Log
  readonly sender: AttemptSender
  readonly delivering: Delivering
  close(): Promise<void>
}

let engine: Promise<Engine> | undefined

/** A database and a worker that delivers: made once per test file, since a database takes long. */
function sharedEngine(): Promise<Engine> {
  return (engine ??= startEngine())
}

afterAll(async () => {
  await (await engine)?.close()
})

async function startEngine(): Promise<Engine> {
  const database = await createTestDatabase()
  const pool = createPool(database.connection, { connectionsMax: 10 })
  const stagePool = createPool(database.connection, { indexProbesOnly: true, pipelined: true })
  const keyring = createKeyring(pool, "a secret key of the tests, long enough")
  const log = pino({ level: "silent" })
  const sender = createAttemptSender(createGuardedAgent(createAddressPolicy(["127.0.0.0/8"])), {
    userAgent: "Paidout/test",
  })
  const delivering = await startDelivering({
    pool: stagePool,
    keyring,
    sender,
    log,
    limits: { pollMs: 20, stopMs: 300 },
  })
  return {
    database,
    pool,
    keyring,
    log,
    sender,
    delivering,
    async close() {
      await delivering.stop()
      await sender.close()
      await stagePool.end()
      await pool.end()
      await database.drop()
    },
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
