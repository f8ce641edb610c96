import { pino } from "pino"
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest"

import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import { createGuardedAgent } from "../../src/delivery/guarded-agent.ts"
import { createAttemptSender, type AttemptSender } from "../../src/delivery/send-attempt.ts"
import {
  startDelivering,
  type Delivering,
  type DeliverOptions,
} from "../../src/pipeline/deliver.ts"
import type { EndpointContext } from "../../src/pipeline/endpoints/try-endpoint.ts"
import { createTestDatabase, type TestDatabase } from "./database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "./deliveries.ts"
import { createReceiver, type Receiver } from "./receiver.ts"

export interface DeliveringTests {
  readonly database: TestDatabase
  readonly fixture: DeliveryFixture
  /** A new one for each test. */
  readonly receiver: Receiver
  readonly context: EndpointContext
  /** A worker of its own, stopped after the test. */
  start(
    limits?: DeliverOptions["limits"],
    options?: { readonly alone?: boolean },
  ): Promise<Delivering>
  /** What happens to a killed process: it beats, sends and records no more. */
  kill(delivering: Delivering): void
  /** Queues one delivery for a new endpoint; returns its id. */
  one(url?: string, settings?: Parameters<DeliveryFixture["addEndpoint"]>[1]): Promise<string>
  asActor(id: string): { readonly merchantId: string; readonly id: string; readonly actor: string }
}

/** Deliver loops on a database of the test file, with a receiver of each test. */
export function useDelivering(): DeliveringTests {
  const policy = createAddressPolicy(["127.0.0.0/8"])
  let database: TestDatabase
  let fixture: DeliveryFixture
  let receiver: Receiver
  let sender: AttemptSender
  const started = new Set<Delivering>()

  beforeAll(async () => {
    database = await createTestDatabase()
    fixture = await createDeliveryFixture(database.pool)
  })
  afterAll(async () => {
    await database.drop()
  })
  beforeEach(async () => {
    receiver = await createReceiver()
    sender = createAttemptSender(createGuardedAgent(policy), { userAgent: "Paidout/test" })
  })
  afterEach(async () => {
    await Promise.all([...started].map((delivering) => delivering.stop()))
    started.clear()
    await sender.close()
    await receiver.close()
    await database.pool.query("delete from due_deliveries")
    await database.pool.query("delete from workers")
  })

  const tests: DeliveringTests = {
    get database() {
      return database
    },
    get fixture() {
      return fixture
    },
    get receiver() {
      return receiver
    },
    get context() {
      return { pool: database.pool, keyring: fixture.keyring, sender, policy }
    },
    async start(limits = {}, options = {}) {
      const delivering = await startDelivering({
        pool: database.pool,
        keyring: fixture.keyring,
        sender,
        log: pino({ level: "silent" }),
        limits: { pollMs: 20, stopMs: 300, ...limits },
        ...options,
      })
      started.add(delivering)
      return delivering
    },
    kill(delivering) {
      delivering.die()
      started.delete(delivering)
    },
    async one(url = receiver.url, settings = {}) {
      const [id = ""] = await fixture.queue(await fixture.addEndpoint(url, settings))
      return id
    },
    asActor: (id) => ({ merchantId: fixture.merchantId, id, actor: "key_test" }),
  }
  return tests
}
