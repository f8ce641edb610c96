import type { PayoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import type { SourceSecrets, WebhookRequest } from "../../src/providers/provider.ts"
import type { CallVendor, VendorReply } from "../../src/vendor-call.ts"
import type { SimulatedProcess, SimulatedWorld } from "./simulated-world.ts"

/** A merchant's account at a provider, as the provider has it. */
export interface SimulatedSource {
  readonly id: string
  readonly provider: string
  /** Final news is believed only when the API has said the same. */
  readonly isConfirmed: boolean
  /** What its webhooks carry now. */
  secrets: SourceSecrets
}

export interface SimulatedPayout {
  readonly source: SimulatedSource
  readonly providerId: string
  /** What the provider will have said of it, in its order. */
  readonly life: readonly PayoutEvent[]
  /** How many of these it has said. */
  told: number
}

/** What the API said of a payout: news that the hub may or may not have heard. */
export interface GivenAnswer {
  readonly providerId: string
  readonly event: PayoutEvent
}

/** The samples that make a life, by provider. Contradictions included: a provider may err. */
const LIVES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  xendit: [
    ["v3_payout.pending_compliance", "v3_payout.succeeded"],
    ["v3_payout.pending_compliance", "v3_payout.succeeded", "v3_payout.reversed"],
    ["v3_payout.pending_compliance", "v3_payout.rejected"],
    ["v3_payout.pending_compliance", "v3_payout.failed"],
    ["v3_payout.succeeded"],
    ["v3_payout.failed", "v3_payout.succeeded"],
  ],
  pivot: [
    ["payout.delayed", "payout.success"],
    ["payout.delayed", "payout.failed"],
    ["payout.success"],
    ["payout.failed", "payout.success"],
  ],
  adyen: [
    ["payout.thirdparty"],
    ["payout.thirdparty", "paidout.reversed"],
    ["payout.thirdparty", "payout.decline"],
    ["payout.thirdparty-failed"],
  ],
}
const STEP_MS = 60_000
const ANSWER_MS_MAX = 400
const CALL_TIMEOUT_MS = 30_000

/** All providers together: what they know, what they send, what they answer. */
export class SimulatedProviders {
  readonly payouts: SimulatedPayout[] = []
  readonly answers: GivenAnswer[] = []
  readonly process: SimulatedProcess = { name: "provider", state: "running" }
  /** Nothing goes wrong any more. */
  isHealed = false
  readonly #world: SimulatedWorld

  constructor(world: SimulatedWorld) {
    this.#world = world
  }

  /** A payout is made at the provider; it has said nothing of it yet. */
  add(source: SimulatedSource): SimulatedPayout {
    const { choices, nowMs } = this.#world
    const names = choices.pick(LIVES[source.provider] ?? [])
    const number = String(this.payouts.length + 1).padStart(6, "0")
    const reference = `wages-${number}`
    const providerId = idOf(source.provider, number, reference)
    const amount = BigInt(choices.integer(1, 9_000)) * 10_000n
    const life = this.#world.enter(this.process, () =>
      names.map((name, place) => {
        const sample = findProvider(source.provider)?.samples[name]?.() as PayoutEvent
        const order = sample.order === null ? null : timeAt(nowMs + place * STEP_MS)
        const told: PayoutEvent = {
          ...sample,
          ...{ providerId, reference, order },
          occurredAt: order ?? sample.occurredAt,
          amount: sample.amount === null ? null : { ...sample.amount, amount },
        }
        return decoded(source, told)
      }),
    )
    const payout = { source, providerId, life, told: 0 }
    this.payouts.push(payout)
    return payout
  }

  /** The request that tells of it now, with today's credentials. */
  webhook({ source }: SimulatedPayout, event: PayoutEvent): WebhookRequest {
    return this.#world.enter(this.process, () => webhookOf(source, event))
  }

  /** The API as one process of the hub sees it. */
  callerOf(process: SimulatedProcess): CallVendor {
    return (request) =>
      new Promise((resolve) => {
        const { reply, delayMs, what } = this.#answer(new URL(request.url))
        this.#world.trace.note(`  ${process.name} asks ${new URL(request.url).pathname}: ${what}`)
        this.#world.addTimer(process, {
          label: `answer ${what}`,
          delayMs,
          run: () => resolve(reply),
        })
      })
  }

  #answer({ pathname }: URL): { reply: VendorReply; delayMs: number; what: string } {
    const { choices } = this.#world
    const delayMs = choices.integer(1, ANSWER_MS_MAX)
    const says = (status: number, body: object, what: string, headers = {}) => ({
      reply: {
        outcome: "answered" as const,
        answer: {
          ...{ method: "GET" as const, path: pathname, status },
          headers: { "content-type": "application/json", ...headers },
          body: Buffer.from(JSON.stringify(body)),
        },
      },
      ...{ delayMs, what },
    })
    const fails = (finding: "unreachable" | "timeout", ms: number) => ({
      reply: { outcome: "failed" as const, finding, detail: `The API is ${finding}.` },
      ...{ delayMs: ms, what: finding },
    })
    const payout = this.payouts.find(({ providerId }) => pathname.endsWith(`/${providerId}`))
    const isKnown = payout !== undefined && payout.told > 0 && pathname.startsWith("/v3/")
    if (!isKnown) return says(404, { error_code: "DATA_NOT_FOUND", message: "Not found" }, "404")
    const mood = this.isHealed
      ? "truth"
      : choices.weighted({
          ...{ truth: 10, stale: 3, wrong: 1, failure: 2, limited: 1 },
          ...{ unreachable: 1, timeout: 1, garbage: 1 },
        })
    const stale = payout.life[choices.integer(0, payout.told - 1)]
    const wrong = choices.pick(payout.life)
    const truth = payout.life[payout.told - 1]
    switch (mood) {
      case "failure":
        return says(choices.pick([500, 502, 503]), { message: "try later" }, "5xx")
      case "limited":
        return says(429, { error_code: "RATE_LIMIT_EXCEEDED" }, "429", { "retry-after": "3" })
      case "garbage":
        return says(200, { what: "is this" }, "garbage")
      case "unreachable":
        return fails("unreachable", delayMs)
      case "timeout":
        return fails("timeout", CALL_TIMEOUT_MS)
      case "truth":
      case "stale":
      case "wrong": {
        const event = { truth, stale, wrong }[mood]
        if (event === undefined) throw new Error("A payout without a life.")
        this.answers.push({ providerId: payout.providerId, event })
        return says(200, xenditBody(event), `${mood} ${event.status}`)
      }
    }
  }
}

function idOf(provider: string, number: string, reference: string): string {
  switch (provider) {
    case "xendit":
      return `po-00000000-0000-4000-8000-000000${number}`
    case "pivot":
      return `00000000-0000-4000-8000-000000${number}:${reference}`
    default:
      return `ADYENPAYOU${number}`
  }
}

function timeAt(ms: number): string {
  return new Date(ms).toISOString()
}

function webhookOf(source: SimulatedSource, event: PayoutEvent): WebhookRequest {
  const encoded = findProvider(source.provider)?.encode(event, source.secrets)
  if (encoded === null || encoded === undefined)
    throw new Error("The provider has no words for it.")
  const headers: Record<string, readonly string[]> = {}
  for (const [name, value] of Object.entries(encoded.headers)) headers[name.toLowerCase()] = [value]
  return { headers, body: encoded.body }
}

/** As the wire tells it: what it leaves out is no part of a life. */
function decoded(source: SimulatedSource, event: PayoutEvent): PayoutEvent {
  const read = findProvider(source.provider)?.decode(webhookOf(source, event))
  const [told] = read?.outcome === "events" ? read.events : []
  if (told?.subject !== "payout" || told.providerId !== event.providerId) {
    throw new Error(`The wire of ${source.provider} tells another payout: ${event.wireEvent}.`)
  }
  return told
}

/** What Xendit's v3 answers of a payout that stands so. */
function xenditBody(event: PayoutEvent): object {
  const amount = Number(event.amount?.amount ?? 0n) / 100
  const currency = event.amount?.currency
  return {
    payout_id: event.providerId,
    status: event.key.slice(event.key.lastIndexOf(":") + 1),
    reference_id: event.reference,
    ...{ source_currency: currency, destination_currency: currency },
    ...{ source_amount: amount, destination_amount: amount },
    ...(event.failure === null ? {} : { failure_code: event.failure.providerCode }),
    ...(event.account === null ? {} : { business_id: event.account }),
    updated: event.order,
  }
}
