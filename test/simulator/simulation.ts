import { sealEndpointSecrets } from "../../src/delivery/endpoint-secrets.ts"
import { insertEndpoint } from "../../src/delivery/insert-endpoint.ts"
import { newStandardWebhookSecret } from "../../src/delivery/sign-standard-webhook.ts"
import { newUuid } from "../../src/ids.ts"
import { insertMerchant } from "../../src/merchants/insert-merchant.ts"
import { insertSource } from "../../src/merchants/insert-source.ts"
import { createKeyring, type Keyring } from "../../src/merchants/keyring.ts"
import { CANONICAL_VERSION } from "../../src/payout/canonical.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { createPool, type Pool, type PostgresConnection } from "../../src/postgres/pool.ts"
import type { SourceSecrets, WebhookRequest } from "../../src/providers/provider.ts"
import { RealServer } from "./real-server.ts"
import { SimulatedEndpoints } from "./simulated-endpoints.ts"
import { SECRET_KEY, startSimulatedHub, type SimulatedHub } from "./simulated-hub.ts"
import { SimulatedProviders, type SimulatedSource } from "./simulated-provider.ts"
import { SimulatedWorld, type SimulatedProcess } from "./simulated-world.ts"
import type { Trace } from "./trace.ts"

/** A request that a provider, or a stranger, sent to the hub; its number stands in a header. */
export interface SentWebhook {
  readonly number: number
  readonly sourceId: string
  readonly kind: "told" | "forged" | "malformed"
  /** What it tells; null where it tells nothing. */
  readonly event: PayoutEvent | null
  outcome: "accepted" | "refused" | "source_unknown" | "busy" | "unanswered"
}

/** What an operator asked for. `unknown`: the process died, or its connection was lost. */
export interface OperatorCall {
  readonly what: "mark_paid" | "mark_failed" | "announce" | "other"
  readonly providerId: string | null
  outcome: "done" | "refused" | "unknown"
}

const HUBS_MAX = 3
const HINT_MS_MAX = 50
const RESTART_MS = 1_000
const WEBHOOK_TIMEOUT_MS = 10_000

const SECRETS: Readonly<Record<string, SourceSecrets>> = {
  pivot: { callback_api_key: ["pivot-callback-key-0001"] },
  xendit: { callback_token: ["xendit-callback-token-0001"] },
  adyen: { hmac_key: ["44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"] },
}
const XENDIT_KEY = "xnd_development_simulated"

/** Everything of one run: the world, what stands in it, and what was done to it. */
export class Simulation {
  readonly world: SimulatedWorld
  readonly server: RealServer
  /** Sees the database from outside: no process of the simulation waits for it. */
  readonly admin: Pool
  readonly providers: SimulatedProviders
  readonly endpoints: SimulatedEndpoints
  readonly sources: SimulatedSource[] = []
  readonly webhooks: SentWebhook[] = []
  readonly calls: OperatorCall[] = []
  hubs: SimulatedHub[] = []
  merchantId = ""
  /** Sent webhooks that nobody has acknowledged: the provider sends them again. */
  readonly unacknowledged: SentWebhook[] = []
  #hubsStarted = 0

  constructor(seed: number, trace: Trace, connection: PostgresConnection) {
    this.world = new SimulatedWorld(seed, trace)
    this.admin = createPool(connection, { connectionsMax: 1, statementTimeoutMs: 0 })
    this.server = new RealServer(this.world, connection, this.admin)
    this.providers = new SimulatedProviders(this.world)
    this.endpoints = new SimulatedEndpoints(this.world)
  }

  /** A merchant with its sources and endpoints, and the first processes. */
  async begin(): Promise<void> {
    await this.admin.query("select 1")
    const setUp: SimulatedProcess = { name: "set-up", state: "running" }
    await this.world.enter(setUp, async () => {
      const keyring = createKeyring(this.admin, SECRET_KEY)
      this.merchantId = (await insertMerchant(this.admin, keyring, "Simulated merchant")).id
      await this.#addSource(keyring, "xendit", {})
      await this.#addSource(keyring, "xendit", { confirm: "final" })
      await this.#addSource(keyring, "pivot", {})
      await this.#addSource(keyring, "adyen", {})
      await this.#addEndpoint(keyring, "payout")
      await this.#addEndpoint(keyring, "none")
      await this.#addEndpoint(keyring, "payout")
    })
    this.world.load = this.world.choices.pick([0, 0, 0.8, 0.95])
    const count = this.world.choices.integer(1, HUBS_MAX)
    for (let hub = 0; hub < count; hub += 1) this.startHub()
  }

  startHub(): void {
    this.#hubsStarted += 1
    const hub = startSimulatedHub(`hub-${this.#hubsStarted}`, {
      world: this.world,
      server: this.server,
      senderOf: (process) => this.endpoints.senderOf(process),
      callerOf: (process) => this.providers.callerOf(process),
      hint: (from, what) => this.#hint(from, what),
      onStartFailed: (process) => {
        const failed = this.hubs.find((each) => each.process === process)
        if (failed !== undefined) this.kill(failed)
        const again = { label: "a failed start is tried again", delayMs: RESTART_MS }
        this.world.addTimer(null, { ...again, run: () => this.startHub() })
      },
    })
    this.hubs.push(hub)
    this.world.trace.note(`${hub.process.name} starts`)
  }

  /** Nothing of it goes on, and the server rolls back what it had begun. */
  kill(hub: SimulatedHub): void {
    this.world.kill(hub.process)
    for (const client of hub.pool.clients) this.server.abandon(client)
    this.hubs = this.hubs.filter((each) => each !== hub)
  }

  get running(): readonly SimulatedHub[] {
    return this.hubs.filter(({ process }) => process.state === "running")
  }

  /** A request reaches one of the processes; the provider waits for its answer, for a while. */
  send(
    hub: SimulatedHub,
    request: WebhookRequest,
    webhook: Pick<SentWebhook, "sourceId" | "kind" | "event">,
  ): void {
    const sent: SentWebhook = {
      ...webhook,
      number: this.webhooks.length + 1,
      outcome: "unanswered",
    }
    this.webhooks.push(sent)
    const headers = { ...request.headers, "x-simulated-request": [String(sent.number)] }
    const { trace } = this.world
    trace.note(
      `webhook ${sent.number} ${sent.kind} ${sent.event?.key ?? ""} to ${hub.process.name}`,
    )
    if (sent.kind === "told") this.unacknowledged.push(sent)
    void this.world.enter(hub.process, async () => {
      const { outcome } = await hub.receiver.receive({
        sourceId: sent.sourceId,
        headers,
        body: request.body,
        remoteAddress: "127.0.0.1",
      })
      if (hub.process.state === "dead" || sent.outcome !== "unanswered") return
      sent.outcome = outcome
      trace.note(`  webhook ${sent.number} is answered: ${outcome}`)
      if (outcome === "accepted") this.#settled(sent)
    })
    this.world.addTimer(null, {
      label: "a provider waits no longer",
      delayMs: WEBHOOK_TIMEOUT_MS,
      run: () => {
        if (sent.outcome === "unanswered") trace.note(`  webhook ${sent.number} is not answered`)
      },
    })
  }

  #settled(sent: SentWebhook): void {
    for (const each of [...this.unacknowledged]) {
      const isSame = each.event?.key === sent.event?.key && each.sourceId === sent.sourceId
      if (isSame) this.unacknowledged.splice(this.unacknowledged.indexOf(each), 1)
    }
  }

  /** Somebody uses the API of one process. */
  call(
    hub: SimulatedHub,
    asked: Pick<OperatorCall, "what" | "providerId"> & { readonly words: string },
    work: () => Promise<unknown>,
  ): void {
    const { what, providerId, words } = asked
    const call: OperatorCall = { what, providerId, outcome: "unknown" }
    this.calls.push(call)
    this.world.trace.note(`operator at ${hub.process.name}: ${words}`)
    void this.world.enter(hub.process, async () => {
      try {
        await work()
        if (hub.process.state !== "dead") call.outcome = "done"
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : ""
        // Our own codes are words: the transaction was rolled back, and nothing was lost on the way.
        if (/^[a-z_]+$/.test(code)) call.outcome = "refused"
        this.world.trace.remark(`  operator's call failed: ${String(error)}`)
      }
    })
  }

  async rows<Row extends object>(text: string, values: unknown[] = []): Promise<readonly Row[]> {
    return (await this.admin.query<Row>(text, values)).rows
  }

  async close(): Promise<void> {
    for (const hub of [...this.hubs]) this.kill(hub)
    await this.server.tidy()
    await this.server.close()
    await this.admin.end()
  }

  #hint(from: SimulatedProcess, what: "settle" | "deliver"): void {
    if (this.world.choices.chance(0.2)) return
    this.world.addTimer(null, {
      label: `hint ${what}`,
      delayMs: this.world.choices.integer(1, HINT_MS_MAX),
      run: () => {
        for (const hub of this.running) if (hub.process !== from) hub.wake(what)
      },
    })
  }

  async #addSource(keyring: Keyring, provider: string, settings: object): Promise<void> {
    const secrets = SECRETS[provider] ?? {}
    const { id } = await insertSource(this.admin, keyring, {
      ...{ merchantId: this.merchantId, id: newUuid(), name: provider, provider, live: null },
      settings: { ...(provider === "xendit" && { calls_per_second: 5 }), ...settings },
      secrets,
      credentials: provider === "xendit" ? { api_key: XENDIT_KEY } : null,
    })
    this.sources.push({ id, provider, isConfirmed: "confirm" in settings, secrets })
  }

  async #addEndpoint(keyring: Keyring, ordering: "payout" | "none"): Promise<void> {
    const url = `https://endpoint-${this.endpoints.endpoints.length + 1}.example/webhooks`
    const secrets = [{ secret: newStandardWebhookSecret(), expiresAtMs: null }]
    const { id } = await insertEndpoint(this.admin, {
      ...{ merchantId: this.merchantId, id: newUuid(), url, description: null, ordering },
      ...{ dialect: "paidout", version: CANONICAL_VERSION, eventTypes: ["*"], settings: {} },
      secretsSealed: sealEndpointSecrets(await keyring.sealingKey(this.merchantId), {
        secrets,
        basic: null,
      }),
      hasBasic: false,
    })
    const isOrdered = ordering === "payout"
    this.endpoints.endpoints.push({ id, url, isOrdered, mood: "well" })
  }
}
