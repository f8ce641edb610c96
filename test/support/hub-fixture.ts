import { pino } from "pino"

import { insertMerchant } from "../../src/merchants/insert-merchant.ts"
import { insertSource } from "../../src/merchants/insert-source.ts"
import { createKeyring, type Keyring } from "../../src/merchants/keyring.ts"
import type { Source, SourceSettings } from "../../src/merchants/source.ts"
import { createMetrics } from "../../src/metrics.ts"
import { newUuid } from "../../src/ids.ts"
import type { PaidoutEvent } from "../../src/payout/event.ts"
import { createReceiver, type Receiver, type ReceiveOutcome } from "../../src/pipeline/receive.ts"
import { settleMessages, type SettleContext } from "../../src/pipeline/settle.ts"
import { findProvider } from "../../src/providers/index.ts"
import type { EncodeOptions, SourceSecrets, WebhookRequest } from "../../src/providers/provider.ts"
import { createPool } from "../../src/postgres/pool.ts"
import { createTestDatabase, type TestDatabase } from "./database.ts"

export const SECRETS: Readonly<Record<string, SourceSecrets>> = {
  pivot: { callback_api_key: ["pivot-callback-key-0001"] },
  xendit: { callback_token: ["xendit-callback-token-0001"] },
  adyen: { hmac_key: ["44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"] },
}

/** The rooms behind the HTTP surface, on a database of their own: no server, no loops. */
export interface HubFixture {
  readonly database: TestDatabase
  readonly keyring: Keyring
  readonly receiver: Receiver
  readonly settleContext: SettleContext
  readonly merchantId: string
  addMerchant(): Promise<string>
  addSource(provider: string, options?: SourceOptions): Promise<Source>
  /** Sends what the provider would send for the event. */
  tell(source: Source, event: PaidoutEvent, options?: EncodeOptions): Promise<ReceiveOutcome>
  send(source: Source, request: WebhookRequest): Promise<ReceiveOutcome>
  /** Settles until nothing waits. */
  settle(): Promise<void>
  rows<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
  close(): Promise<void>
}

export interface SourceOptions {
  readonly merchantId?: string
  readonly secrets?: SourceSecrets
  readonly settings?: SourceSettings
  readonly live?: boolean | null
}

export async function createHubFixture(): Promise<HubFixture> {
  const database = await createTestDatabase()
  const pool = createPool(database.connection, { indexProbesOnly: true, pipelined: true })
  const log = pino({ level: "silent" })
  const metrics = createMetrics()
  const keyring = createKeyring(pool, "a secret key of the tests, long enough")
  const receiver = createReceiver({ pool, keyring, log, metrics, onCommitted: () => {} })
  const settleContext: SettleContext = { pool, keyring, log, metrics, onDeliveriesQueued: () => {} }
  const addMerchant = async () => (await insertMerchant(pool, keyring, "Test merchant")).id
  const merchantId = await addMerchant()

  const send = (source: Source, request: WebhookRequest) =>
    receiver.receive({ sourceId: source.id, ...request, remoteAddress: "127.0.0.1" })

  return {
    database,
    keyring,
    receiver,
    settleContext,
    merchantId,
    addMerchant,
    addSource: (provider, options = {}) =>
      insertSource(pool, keyring, {
        merchantId: options.merchantId ?? merchantId,
        id: newUuid(),
        name: `${provider} test`,
        provider,
        live: options.live ?? null,
        settings: options.settings ?? {},
        secrets: options.secrets ?? SECRETS[provider] ?? {},
        credentials: null,
      }),
    send,
    tell: (source, event, options) => send(source, webhookOf(source, event, options)),
    async settle() {
      while ((await settleMessages(settleContext, 250)) > 0) {
        // until the queue is empty
      }
    },
    async rows<Row extends object>(text: string, values: unknown[] = []) {
      return (await database.pool.query(text, values)).rows as Row[]
    },
    async close() {
      await receiver.stop()
      await pool.end()
      await database.drop()
    },
  }
}

/** The request a provider makes for an event, signed with the source's secrets. */
export function webhookOf(
  source: Source,
  event: PaidoutEvent,
  options?: EncodeOptions,
): WebhookRequest {
  const encoded = findProvider(source.provider)?.encode(event, source.secrets, options)
  if (encoded === null || encoded === undefined)
    throw new Error("The provider has no words for it.")
  const headers: Record<string, readonly string[]> = {}
  for (const [name, value] of Object.entries(encoded.headers)) headers[name.toLowerCase()] = [value]
  return { headers, body: encoded.body }
}

/** A sample event of a provider, by name. */
export function sampleOf(provider: string, name: string): PaidoutEvent {
  const sample = findProvider(provider)?.samples[name]
  if (sample === undefined) throw new Error(`${provider} has no sample ${name}.`)
  return sample()
}
