import { pino } from "pino"

import { startDelivering } from "../../src/pipeline/deliver.ts"
import { settleMessages } from "../../src/pipeline/settle.ts"
import type { SourceSecrets } from "../../src/providers/provider.ts"
import { createTestDatabase, type TestDatabase } from "./database.ts"
import { call, createTestHub, type TestHub } from "./test-hub.ts"
import { createVendorHandler, type SeenRequest, type VendorHandler } from "./vendor-handler.ts"

/** A hub with its HTTP surface, and its loops as far as a test lets them. */
export interface ForwardingHub extends TestHub {
  readonly database: TestDatabase
  /** Settles until nothing waits; the deliver loop runs by itself. */
  settle(): Promise<void>
  readonly port: number
  /** A source, and a raw endpoint for it at a handler that knows the same secrets. */
  putBehind(provider: string, secrets: SourceSecrets): Promise<PlaceBehind>
}

export interface PlaceBehind {
  readonly handler: VendorHandler
  readonly sourceId: string
  /** Of the receive URL. */
  readonly path: string
  readonly endpointId: string
  /** What the endpoint was registered by. */
  readonly sample: SeenRequest
}

export async function createForwardingHub(): Promise<ForwardingHub> {
  const database = await createTestDatabase()
  const hub = await createTestHub(database)
  const { keyring, metrics, sender } = hub.hub
  const log = pino({ level: "silent" })
  const context = { pool: database.pool, keyring, log, metrics }
  const delivering = await startDelivering({
    ...context,
    sender,
    limits: { pollMs: 20, stopMs: 300 },
  })
  const handlers: VendorHandler[] = []
  return {
    ...hub,
    database,
    port: Number(new URL(hub.url).port),
    async putBehind(provider, secrets) {
      const handler = await createVendorHandler(provider, secrets)
      handlers.push(handler)
      const source = await call(hub, "POST /v1/sources", { body: { name: "s", provider, secrets } })
      const settings = { source_ids: [source.json.id] }
      const endpoint = await call(hub, "POST /v1/endpoints", {
        body: { url: `${handler.url}/h`, dialect: "raw", settings },
      })
      if (endpoint.status !== 201) throw new Error(endpoint.text)
      return {
        handler,
        sourceId: source.json.id as string,
        path: new URL(source.json.receive_url as string).pathname,
        endpointId: endpoint.json.id as string,
        sample: await handler.next(),
      }
    },
    async settle() {
      const onDeliveriesQueued = () => delivering.wake()
      while ((await settleMessages({ ...context, onDeliveriesQueued }, 100)) > 0) {
        // until nothing waits
      }
    },
    async stop() {
      await delivering.stop()
      for (const handler of handlers) await handler.close()
      await hub.stop()
      await database.drop()
    },
  }
}
