import { pino } from "pino"

import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import { sealEndpointSecrets } from "../../src/delivery/endpoint-secrets.ts"
import type { EndpointSettings, Ordering } from "../../src/delivery/endpoint.ts"
import { createGuardedAgent } from "../../src/delivery/guarded-agent.ts"
import { insertEndpoint } from "../../src/delivery/insert-endpoint.ts"
import { createAttemptSender } from "../../src/delivery/send-attempt.ts"
import { newStandardWebhookSecret } from "../../src/delivery/sign-standard-webhook.ts"
import { newUuid } from "../../src/ids.ts"
import type { Source } from "../../src/merchants/source.ts"
import { CANONICAL_VERSION } from "../../src/payout/canonical.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import {
  startDelivering,
  type Delivering,
  type DeliverOptions,
} from "../../src/pipeline/deliver.ts"
import type { EndpointContext } from "../../src/pipeline/endpoints/try-endpoint.ts"
import type { Pool } from "../../src/postgres/pool.ts"
import { createHubFixture, sampleOf, type HubFixture } from "./hub-fixture.ts"
import { createReceiver, type ReceivedRequest, type Receiver } from "./receiver.ts"

/** From a provider's webhook to the merchant's endpoint, without the HTTP surface and its loops. */
export interface DeliveringHub extends HubFixture {
  readonly source: Source
  /** The merchant's. */
  readonly sink: Receiver
  /** Of the stages: pipelined, index probes only. */
  readonly pool: Pool
  readonly context: EndpointContext
  /** What an operator's key names when it changes an endpoint or a delivery. */
  asActor(id: string): { readonly merchantId: string; readonly id: string; readonly actor: string }
  /** At the sink, and without a test event; returns its id. */
  addEndpoint(
    ordering: Ordering,
    options?: { readonly path?: string; readonly settings?: EndpointSettings },
  ): Promise<string>
  start(limits?: DeliverOptions["limits"], options?: { readonly pool?: Pool }): Promise<Delivering>
  stopWorkers(): Promise<void>
  /** Ends a worker as a killed process ends. */
  kill(delivering: Delivering): void
  /** Tells and settles each event by itself. */
  tellInTurn(events: readonly PayoutEvent[]): Promise<void>
  /** Nobody writes to the table until it is called again: holds a transaction at that place. */
  holdTable(table: string): Promise<() => Promise<void>>
  /** Until a session waits for a lock in a statement that holds this text. */
  untilLocked(text: string): Promise<void>
}

export async function createDeliveringHub(): Promise<DeliveringHub> {
  const hub = await createHubFixture()
  const sink = await createReceiver()
  const policy = createAddressPolicy(["127.0.0.0/8"])
  const sender = createAttemptSender(createGuardedAgent(policy), { userAgent: "Paidout/test" })
  const started = new Set<Delivering>()
  const source = await hub.addSource("xendit")
  const { pool } = hub.settleContext
  async function stopWorkers() {
    await Promise.all([...started].map((delivering) => delivering.stop()))
    started.clear()
  }

  return {
    ...hub,
    source,
    sink,
    pool,
    context: { pool, keyring: hub.keyring, sender, policy },
    asActor: (id) => ({ merchantId: hub.merchantId, id, actor: "key_test" }),
    async addEndpoint(ordering, { path = "/", settings = {} } = {}) {
      const { merchantId } = hub
      const key = await hub.keyring.sealingKey(merchantId)
      const endpoint = await insertEndpoint(pool, {
        merchantId,
        id: newUuid(),
        url: sink.url + path,
        description: null,
        eventTypes: ["*"],
        dialect: "paidout",
        version: CANONICAL_VERSION,
        ordering,
        settings,
        secretsSealed: sealEndpointSecrets(key, {
          secrets: [{ secret: newStandardWebhookSecret(), expiresAtMs: null }],
          basic: null,
        }),
        hasBasic: false,
      })
      return endpoint.id
    },
    async start(limits = {}, options = {}) {
      const delivering = await startDelivering({
        pool: options.pool ?? pool,
        keyring: hub.keyring,
        sender,
        log: pino({ level: "silent" }),
        limits: { pollMs: 20, stopMs: 300, ...limits },
      })
      started.add(delivering)
      return delivering
    },
    kill(delivering) {
      delivering.die()
      started.delete(delivering)
    },
    async tellInTurn(events) {
      for (const event of events) {
        await hub.tell(source, event)
        await hub.settle()
      }
    },
    async holdTable(table) {
      const client = await hub.database.pool.connect()
      client.on("error", () => {})
      await client.query(`begin; lock table ${table} in share mode`)
      return async () => {
        await client.query("commit")
        client.release()
      }
    },
    async untilLocked(text) {
      for (let look = 0; look < 1_000; look += 1) {
        const waiting = await hub.rows(
          `select from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'
             and position($1 in query) > 0`,
          [text],
        )
        if (waiting.length > 0) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error(`nobody waits for a lock in ${text}`)
    },
    stopWorkers,
    async close() {
      await stopWorkers()
      await sender.close()
      await sink.close()
      await hub.close()
    },
  }
}

/** The four events of one payout, in the order of their sequence. */
export function payoutStory(): readonly PayoutEvent[] {
  const names = ["pending_compliance", "failed", "succeeded", "reversed"]
  const events = names.map((name) => sampleOf("xendit", `v3_payout.${name}`) as PayoutEvent)
  const { providerId = "", reference = null } = events[0] ?? {}
  return events.map((event) => ({
    ...event,
    providerId,
    reference,
    key: `payout:${providerId}:${event.status}`,
  }))
}

export interface ToldPayout {
  readonly id: string
  readonly status: string
  readonly sequence: number
}

/** What the body of a delivery says. */
export function toldBy(request: Pick<ReceivedRequest, "body">): {
  readonly payout: ToldPayout
  readonly sequence: number
} {
  return (JSON.parse(request.body) as { data: { payout: ToldPayout; sequence: number } }).data
}
