import { randomUUID } from "node:crypto"
import { pino } from "pino"

import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import { newUuid } from "../../src/ids.ts"
import { insertSource } from "../../src/merchants/insert-source.ts"
import type { Source, SourceSettings } from "../../src/merchants/source.ts"
import { createMetrics, type Metrics } from "../../src/metrics.ts"
import type { BatchCounters, BatchEvent, PayoutEvent } from "../../src/payout/event.ts"
import { createGate } from "../../src/pipeline/gate.ts"
import type { PollContext } from "../../src/pipeline/poll/poll-context.ts"
import { pollSource, type Turn } from "../../src/pipeline/poll/poll-source.ts"
import { createProviderAsker } from "../../src/pipeline/poll/provider-asker.ts"
import { startVendorCalls } from "../../src/pipeline/poll/start-vendor-calls.ts"
import { tellStuck } from "../../src/pipeline/poll/tell-stuck.ts"
import { createHubFixture, sampleOf, SECRETS, type HubFixture } from "./hub-fixture.ts"
import {
  says,
  startMisbehavingVendor,
  type Behaviour,
  type MisbehavingVendor,
} from "./misbehaving-vendor.ts"
import { MERCHANT } from "./pivot-answers.ts"
import { API_KEY, V3 } from "./xendit-answers.ts"

/** The rooms behind the HTTP surface, with a provider's API that a test answers for. */
export interface PollingHub extends HubFixture {
  readonly vendor: MisbehavingVendor
  readonly metrics: Metrics
  readonly context: PollContext
  /** Another process's connections to the database and to providers. */
  anotherContext(): PollContext
  addAsked(provider: string, options?: AskedOptions): Promise<Source>
  /** Xendit has a payout under way; returns what it told. */
  underWay(source: Source, changes?: Partial<PayoutEvent>): Promise<PayoutEvent>
  /** Pivot tells how many payouts of a request stand how. */
  bulk(source: Source, wireEvent: string, counters: BatchCounters): Promise<BatchEvent>
  /** Everything that is asked for is due at once. */
  makeDue(): Promise<void>
  /** One turn. */
  poll(source: Source, context?: PollContext): Promise<Turn>
  stuck(): Promise<boolean>
  advance(span: string): Promise<void>
  polls(source: Source): Promise<readonly PollShown[]>
  payouts(source: Source): Promise<readonly PayoutShown[]>
  history(source: Source): Promise<readonly HistoryShown[]>
  /** Of the source, open ones. */
  attention(source: Source): Promise<readonly AttentionShown[]>
}

export interface AskedOptions {
  readonly merchantId?: string
  readonly settings?: SourceSettings
  readonly credentials?: Readonly<Record<string, string>> | null
}

export interface PollShown {
  readonly subject: string
  readonly subject_id: string
  readonly urgency: number
  readonly tries: number
  readonly finding: string | null
  readonly detail: string | null
  readonly asked: boolean
  /** Seconds from now; null: never. */
  readonly due_in: number | null
}

interface PayoutShown {
  readonly id: string
  readonly status: string
  readonly sequence: number
  readonly reason: string | null
  readonly failure_code: string | null
}

interface HistoryShown {
  readonly applied: boolean
  readonly status: string
  readonly via: string
  readonly wire_event: string
  readonly has_reading: boolean
}

interface AttentionShown {
  readonly kind: string
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
}

const CREDENTIALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  xendit: { api_key: API_KEY },
  pivot: MERCHANT,
  adyen: { api_key: "AQE-adyen-api-key-of-this-test" },
}

export async function createPollingHub(): Promise<PollingHub> {
  const hub = await createHubFixture()
  const vendor = await startMisbehavingVendor()
  const policy = createAddressPolicy(["127.0.0.0/8"])
  const processes: ReturnType<typeof startVendorCalls>[] = []
  const { pool } = hub.settleContext
  const { keyring } = hub
  const metrics = createMetrics()
  function anotherContext(): PollContext {
    const calls = startVendorCalls(policy, { userAgent: "Paidout/test" })
    processes.push(calls)
    return {
      pool,
      keyring,
      metrics,
      log: pino({ level: "silent" }),
      asker: createProviderAsker({ pool, keyring, call: calls.call, metrics }),
      onDeliveriesQueued: () => {},
      gate: createGate(3),
    }
  }
  const context = anotherContext()
  return {
    ...hub,
    vendor,
    metrics,
    context,
    anotherContext,
    addAsked: (provider, { merchantId = hub.merchantId, settings, credentials } = {}) =>
      insertSource(pool, keyring, {
        merchantId,
        id: newUuid(),
        name: `${provider} asked`,
        provider,
        live: null,
        settings: { base_url: vendor.url, calls_per_second: 100, ...settings },
        secrets: SECRETS[provider] ?? {},
        credentials: credentials === undefined ? (CREDENTIALS[provider] ?? {}) : credentials,
      }),
    async underWay(source, changes = {}) {
      const sample = sampleOf("xendit", "v3_payout.pending_compliance") as PayoutEvent
      const providerId = `po-${randomUUID()}`
      const event = { ...sample, providerId, key: providerId, ...changes }
      await hub.tell(source, event)
      await hub.settle()
      return event
    },
    async bulk(source, wireEvent, counters) {
      const sample = sampleOf("pivot", wireEvent) as BatchEvent
      const event = { ...sample, counters }
      await hub.tell(source, event)
      await hub.settle()
      return event
    },
    async makeDue() {
      await hub.rows("update polls set due_at = paidout_now() where due_at is not null")
    },
    poll: (source, process = context) =>
      pollSource(
        process,
        { merchantId: source.merchantId, sourceId: source.id },
        { isStopped: () => false, isAbandoned: () => false },
      ),
    stuck: () => tellStuck(context),
    async advance(span) {
      await hub.rows("update clock set ahead = ahead + $1::interval", [span])
    },
    polls: (source) =>
      hub.rows<PollShown>(
        `select subject, subject_id, urgency, tries, finding, detail, asked_at is not null as asked,
           extract(epoch from due_at - paidout_now())::float8 as due_in
         from polls where source_id = $1 order by subject_id`,
        [source.id],
      ),
    payouts: (source) =>
      hub.rows<PayoutShown>(
        `select id, status, sequence, reason, failure_code from payouts
         where source_id = $1 order by id`,
        [source.id],
      ),
    history: (source) =>
      hub.rows<HistoryShown>(
        `select h.applied, h.status, h.via, h.wire_event, h.reading_id is not null as has_reading
         from history h where h.subject_id in (select subject_id from names where source_id = $1)
         order by h.id`,
        [source.id],
      ),
    attention: (source) =>
      hub.rows<AttentionShown>(
        `select kind, subject, detail from attention_items
         where source_id = $1 and closed_at is null order by kind, id`,
        [source.id],
      ),
    async close() {
      await vendor.close()
      for (const calls of processes) await calls.stop()
      await hub.close()
    },
  }
}

/** What Xendit's v3 answers of a payout that it told of. */
export function saysPayout(event: PayoutEvent, status: string, changes: object = {}): Behaviour {
  const amount = Number(event.amount?.amount ?? 0n) / 10_000
  const currency = event.amount?.currency ?? "PHP"
  return says(200, {
    ...V3,
    payout_id: event.providerId,
    reference_id: event.reference,
    status,
    source_currency: currency,
    destination_currency: currency,
    source_amount: minorOf(amount, currency),
    destination_amount: minorOf(amount, currency),
    ...(event.account !== null && { business_id: event.account }),
    ...changes,
  })
}

function minorOf(amount: number, currency: string): number {
  return currency === "IDR" ? amount : Math.round(amount * 100)
}
