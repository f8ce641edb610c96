import { pino } from "pino"

import { createAddressPolicy } from "../../src/delivery/address-guard.ts"
import { newUuid } from "../../src/ids.ts"
import { insertSource } from "../../src/merchants/insert-source.ts"
import type { Source, SourceSettings } from "../../src/merchants/source.ts"
import { createMetrics, type Metrics } from "../../src/metrics.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { confirmHeld, type ConfirmingContext } from "../../src/pipeline/confirm/confirm-held.ts"
import { createProviderAsker } from "../../src/pipeline/poll/provider-asker.ts"
import { releaseHeld } from "../../src/pipeline/confirm/release-held.ts"
import { startVendorCalls } from "../../src/pipeline/poll/start-vendor-calls.ts"
import { listHeldSources } from "../../src/reconcile/list-held-sources.ts"
import { createHubFixture, sampleOf, SECRETS, type HubFixture } from "./hub-fixture.ts"
import { startMisbehavingVendor, type MisbehavingVendor } from "./misbehaving-vendor.ts"

/** The rooms behind the HTTP surface, with a provider's API that a test answers for. */
export interface ConfirmingHub extends HubFixture {
  readonly vendor: MisbehavingVendor
  readonly context: ConfirmingContext
  readonly metrics: Metrics
  /** Of Xendit or Pivot, asked at `vendor`, whose final news is confirmed. */
  addConfirmed(provider: string, options?: ConfirmedOptions): Promise<Source>
  /** Asks about what is due, once; returns how much was taken. */
  confirm(source: Source): Promise<number>
  /** What the loop does for sources that want no confirmation any more. */
  release(): Promise<void>
  advance(span: string): Promise<void>
  held(source: Source): Promise<readonly HeldShown[]>
  payouts(source: Source): Promise<readonly { status: string; sequence: number }[]>
  /** Of all that is told of the source, oldest first. */
  history(source: Source): Promise<readonly HistoryShown[]>
  /** Open items. */
  attention(source: Source): Promise<readonly { kind: string; subject: string }[]>
  outcomes(): Promise<Readonly<Record<string, number>>>
}

export interface ConfirmedOptions {
  readonly settings?: SourceSettings
  readonly credentials?: Readonly<Record<string, string>> | null
}

interface HeldShown {
  readonly provider_id: string
  readonly status: string
  readonly finding: string | null
  readonly tries: number
  readonly priority: number
  readonly due_in: number
}

interface HistoryShown {
  readonly applied: boolean
  readonly status: string
  readonly via: string
  readonly refused_because: string | null
  readonly has_message: boolean
}

export const API_CREDENTIALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  xendit: { api_key: "xnd_development_Q29uZmlybWluZw" },
  pivot: { merchant_id: "merchant-1", merchant_secret: "the secret of merchant 1" },
}

export async function createConfirmingHub(): Promise<ConfirmingHub> {
  const hub = await createHubFixture()
  const vendor = await startMisbehavingVendor()
  const calls = startVendorCalls(createAddressPolicy(["127.0.0.0/8"]), {
    userAgent: "Paidout/test",
  })
  const { pool } = hub.settleContext
  const { keyring } = hub
  const metrics = createMetrics()
  const context: ConfirmingContext = {
    pool,
    keyring,
    metrics,
    log: pino({ level: "silent" }),
    asker: createProviderAsker({ pool, keyring, call: calls.call, metrics }),
    rest: async (ms) => {
      await new Promise((resolve) => setTimeout(resolve, ms))
      return true
    },
    onDeliveriesQueued: () => {},
  }
  const keyOf = ({ merchantId, id: sourceId }: Source) => ({ merchantId, sourceId })
  return {
    ...hub,
    vendor,
    context,
    metrics,
    addConfirmed: (provider, { settings, credentials } = {}) =>
      insertSource(pool, keyring, {
        merchantId: hub.merchantId,
        id: newUuid(),
        name: `${provider} confirmed`,
        provider,
        live: null,
        settings: { confirm: "final", base_url: vendor.url, calls_per_second: 100, ...settings },
        secrets: SECRETS[provider] ?? {},
        credentials: credentials === undefined ? (API_CREDENTIALS[provider] ?? {}) : credentials,
      }),
    confirm: (source) => confirmHeld(context, keyOf(source)),
    async release() {
      for (const source of await listHeldSources(pool, 100)) {
        if (source.isReleased) await releaseHeld(context, source)
      }
    },
    async advance(span) {
      await hub.rows("update clock set ahead = ahead + $1::interval", [span])
    },
    held: (source) =>
      hub.rows<HeldShown>(
        `select provider_id, status, finding, tries, priority,
           extract(epoch from due_at - paidout_now())::float8 as due_in
         from held_events where source_id = $1 order by id`,
        [source.id],
      ),
    payouts: (source) =>
      hub.rows("select status, sequence from payouts where source_id = $1 order by id", [
        source.id,
      ]),
    history: (source) =>
      hub.rows<HistoryShown>(
        `select h.applied, h.status, h.via, h.refused_because, h.message_id is not null as has_message
         from history h join names n on n.subject_id = h.subject_id and n.source_id = $1
         order by h.id`,
        [source.id],
      ),
    attention: (source) =>
      hub.rows(
        `select kind, subject from attention_items where source_id = $1 and closed_at is null
         order by kind, subject`,
        [source.id],
      ),
    async outcomes() {
      const { values } = await metrics.confirmations.get()
      return Object.fromEntries(
        values.flatMap(({ labels, value }) => (value > 0 ? [[labels.outcome, value]] : [])),
      )
    },
    async close() {
      await vendor.close()
      await calls.stop()
      await hub.close()
    },
  }
}

const AMOUNT = { amount: 750_005_000n, currency: "PHP" }

/** What Xendit says of a payout by webhook: what is not final only by the events of v3. */
export function xenditNews(changes: Partial<PayoutEvent> = {}): PayoutEvent {
  const providerId = changes.providerId ?? `disb-${newUuid()}`
  const status = changes.status ?? "paid"
  const word = WORDS[status as keyof typeof WORDS]
  const sample = sampleOf("xendit", word) as PayoutEvent
  return { ...sample, amount: AMOUNT, ...changes, providerId, status, key: `${providerId} ${word}` }
}

const WORDS = {
  pending: "v3_payout.pending_compliance",
  paid: "payout.succeeded",
  failed: "payout.failed",
  reversed: "payout.reversed",
} as const
