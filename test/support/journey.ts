import { Webhook } from "standardwebhooks"
import { expect } from "vitest"

import { createReceiver, type ReceivedRequest } from "./receiver.ts"
import type { SandboxFixture } from "./sandbox-fixture.ts"
import { startSandboxHub } from "./sandbox-hub.ts"
import type { Answer } from "./test-hub.ts"

/**
 * The whole way of a payout: a client calls the provider's API, the provider's webhooks reach the
 * hub over HTTP, and the merchant's endpoint is told in Paidout's own words.
 */
export interface Journeys {
  /** A new account at a provider, connected to a source of its own, and an endpoint for it. */
  begin(
    provider: string,
    options?: {
      readonly settings?: object
      /** How the provider writes its webhooks (Adyen: json, form, soap). */
      readonly form?: string
    },
  ): Promise<Journey>
  close(): Promise<void>
}

export interface Journey {
  /** Where the provider's paths begin. */
  readonly baseUrl: string
  readonly credentials: Readonly<Record<string, string>>
  readonly accountId: string
  readonly sourceId: string
  api(target: string, body?: unknown): Promise<Answer>
  /** What a person does at the provider's dashboard. */
  act(action: string, args?: object): Promise<string>
  /** Passes time, for the whole installation. */
  advance(span: string): Promise<void>
  /**
   * What the endpoint was told, each verified: at least so many, then whatever else came. Ten
   * seconds are passed first, so that what goes by itself has gone.
   */
  told(count: number): Promise<readonly ToldEvent[]>
  /** The provider's words in the history of a payout, batch or payment, as the ledger has them. */
  wireEvents(subject: "payout" | "batch" | "payment", id: string): Promise<readonly string[]>
  /** Of the webhooks that reached the hub. */
  contentTypes(): Promise<readonly string[]>
  /** For the vendors' clients, which the tests of a simulator use too. */
  readonly client: ClientFixture
}

/** What a vendor's client needs of where it is pointed at. */
export type ClientFixture = Pick<SandboxFixture, "baseUrl" | "credentials" | "sink"> & {
  readonly account: Pick<SandboxFixture["account"], "externalId">
}

/** A canonical event as the merchant's endpoint reads it. */
export interface ToldEvent {
  readonly type: string
  readonly data: {
    readonly previous_status: string | null
    readonly sequence: number
    // oxlint-disable-next-line typescript/no-explicit-any -- its shape is tested elsewhere
    readonly payout?: any
    // oxlint-disable-next-line typescript/no-explicit-any -- its shape is tested elsewhere
    readonly batch?: any
    // oxlint-disable-next-line typescript/no-explicit-any -- its shape is tested elsewhere
    readonly payment?: any
    // oxlint-disable-next-line typescript/no-explicit-any -- its shape is tested elsewhere
    readonly charge?: any
  }
}

const WAIT_MS = 15_000

export async function startJourneys(): Promise<Journeys> {
  const hub = await startSandboxHub()
  const sink = await createReceiver()
  const api: Journey["api"] = (target, body) => hub.api(target, body)
  const advance = (span: string) => hub.advance(span)
  let begun = 0

  return {
    async begin(provider, { settings, form } = {}) {
      begun += 1
      const own = `/journey-${begun}`
      const account = await hub.account(provider, {
        ...(settings !== undefined && { settings }),
        ...(form !== undefined && { callback_settings: { form } }),
      })
      const endpoint = await api("POST /v1/endpoints", {
        url: sink.url + own,
        settings: { source_ids: [account.source_id] },
      })
      expect(endpoint.status, endpoint.text).toBe(201)
      const webhook = new Webhook(endpoint.json.secret as string)
      const isReal = (request: ReceivedRequest) =>
        request.path === own && !request.body.includes('"type":"endpoint.test"')
      const read = (request: ReceivedRequest) =>
        webhook.verify(request.body, request.headers as Record<string, string>) as ToldEvent
      return {
        baseUrl: account.base_url,
        credentials: account.credentials,
        accountId: account.id,
        client: {
          baseUrl: account.base_url,
          credentials: account.credentials,
          sink,
          account: { externalId: account.external_id },
        },
        sourceId: account.source_id,
        api,
        act: (action, args) => hub.act(account, action, args),
        advance,
        async told(count) {
          await advance("10s")
          const deadline = performance.now() + WAIT_MS
          while (sink.requests.filter(isReal).length < count && performance.now() < deadline) {
            await rest(10)
          }
          await rest(150)
          return sink.requests.filter(isReal).map(read)
        },
        async wireEvents(subject, id) {
          const { json, text } = await api(`GET /v1/${subject}s/${id}`)
          expect(json.history, text).toBeDefined()
          return json.history
            .map(({ via, wire_event }: { via: string; wire_event: string }) => ({
              via,
              wire_event,
            }))
            .filter(({ via }: { via: string }) => via === "webhook")
            .map(({ wire_event }: { wire_event: string }) => wire_event)
        },
        async contentTypes() {
          const { json } = await api(`GET /v1/messages?source_id=${account.source_id}`)
          const shown = await Promise.all(
            json.data.map(({ id }: { id: string }) => api(`GET /v1/messages/${id}`)),
          )
          return shown.flatMap((message) => message.json.headers["content-type"] as string[])
        },
      }
    },
    async close() {
      await hub.close()
      await sink.close()
    },
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
