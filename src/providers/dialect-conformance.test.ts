import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { arbitraryNews, arbitraryWish, wildNews } from "../../test/support/arbitrary-news.ts"
import type {
  BatchCounters,
  BatchEvent,
  PaidoutEvent,
  PaymentEvent,
  PayoutEvent,
} from "../payout/event.ts"
import type { PayoutStatus } from "../payout/status.ts"
import { PROVIDERS } from "./index.ts"
import type {
  EncodedWebhook,
  News,
  Provider,
  SourceSecrets,
  TellingWish,
  WebhookRequest,
} from "./provider.ts"

/** The laws of a dialect. Whoever adds a provider to the list has them run over its own. */

const RUNS = { numRuns: 1_000 }
const BASIC: SourceSecrets = { basic_username: ["paidout"], basic_password: ["p:ä"] }

/** What may be said of a payout that stands there, so that nobody is told more than is true. */
const TRUE_OF: Readonly<Record<PayoutStatus, readonly PayoutStatus[]>> = {
  pending: ["pending"],
  processing: ["pending", "processing"],
  paid: ["processing", "paid"],
  // The money is not there, whichever of the three is said.
  failed: ["failed", "cancelled", "reversed"],
  cancelled: ["failed", "cancelled", "reversed"],
  reversed: ["failed", "cancelled", "reversed"],
}

describe.each(PROVIDERS)("the dialect of $name", (provider) => {
  const { dialect } = provider
  const secrets = (digit: string): SourceSecrets => ({ [dialect.secretKind]: [digit.repeat(64)] })
  const said = fc.tuple(arbitraryNews, arbitraryWish(dialect)).map(([{ event, ...news }, wish]) => {
    const account = wish.settings.account ?? event.account
    const wished = { ...news, event: { ...event, account } }
    return { news: wished, wish, told: dialect.tell(wished, wish) }
  })

  test.each(Object.keys(provider.samples))("signs %s as encode does", (name) => {
    const event = sampleOf(provider, name)
    const bare = encoded(provider, event, {})
    const own = { ...secrets("a"), ...BASIC }
    const signed = requestOf(dialect.sign(bare, own))
    expect(provider.verify(signed, own)).toEqual({ outcome: "authentic" })
    expect(provider.decode(signed)).toEqual(
      provider.decode(requestOf(encoded(provider, event, own))),
    )
  })

  test.each(Object.keys(provider.samples))("signs %s anew with another secret", (name) => {
    const bare = encoded(provider, sampleOf(provider, name), {})
    const again = dialect.sign(dialect.sign(bare, secrets("a")), secrets("b"))
    expect(again).toEqual(dialect.sign(bare, secrets("b")))
    expect(provider.verify(requestOf(again), secrets("b"))).toEqual({ outcome: "authentic" })
    expect(provider.verify(requestOf(again), secrets("a")).outcome).toBe("refused")
  })

  test("makes secrets that it finds no fault with, and that sign", () => {
    const secret = dialect.newSecret()
    expect(dialect.faultOfSecret(secret)).toBeUndefined()
    expect(dialect.newSecret()).not.toBe(secret)
    const [name = ""] = Object.keys(provider.samples)
    const live = { [dialect.secretKind]: [secret] }
    const signed = dialect.sign(encoded(provider, sampleOf(provider, name), {}), live)
    expect(provider.verify(requestOf(signed), live)).toEqual({ outcome: "authentic" })
  })

  test("tells a fault of a secret without repeating the secret", () => {
    const secret = "\u0000\u0001 no secret of any provider's \ud800"
    expect(dialect.faultOfSecret(secret)).toMatch(/^\S.{10,300}\.$/)
    expect(dialect.faultOfSecret(secret)).not.toContain("no secret of any")
  })

  test("never throws, whatever is to be told and whatever was told before", () => {
    fc.assert(
      fc.property(wildNews, arbitraryWish(dialect), (news, wish) => {
        expect(() => dialect.tell(news, wish)).not.toThrow()
      }),
      RUNS,
    )
  })

  const forms = dialect.forms.length === 0 ? [""] : dialect.forms
  test.each(forms)("says something of each type that it says it tells (%s)", (form) => {
    const heard = new Set<string>()
    fc.assert(
      fc.property(arbitraryNews, arbitraryWish(dialect), (news, wish) => {
        const settings = { include_presumed: true, reversal_as_failed: true }
        if (dialect.tell(news, { ...wish, form, settings }) !== null) heard.add(news.type)
      }),
      { numRuns: 5_000 },
    )
    const wish = { form, include_presumed: true, reversal_as_failed: true }
    const told = dialect.toldUnder?.(wish) ?? dialect.tells
    expect([...heard].toSorted()).toEqual([...told, ...(dialect.takesBack ?? [])].toSorted())
  })

  test("says what is true of the news, in words that it understands itself", () => {
    fc.assert(
      fc.property(said, ({ news, wish, told }) => {
        if (told === null) return
        const decoded = provider.decode(requestOf(told.webhook))
        if (decoded.outcome !== "events") throw new Error(JSON.stringify(decoded))
        expect(decoded.alsoUnrecognised).toBeUndefined()
        expect(decoded.events).toHaveLength(1)
        const [read] = decoded.events
        if (read !== undefined) expectTrue(read, news, wish)
      }),
      RUNS,
    )
  })

  test("freezes no credential, and is verified once it is signed", () => {
    const own = { ...secrets("a"), ...BASIC }
    fc.assert(
      fc.property(said, ({ told }) => {
        if (told === null) return
        const names = Object.keys(told.webhook.headers).map((name) => name.toLowerCase())
        expect(names.filter((name) => name in provider.credentialHeaders)).toEqual([])
        const signed = dialect.sign(told.webhook, own)
        expect(provider.verify(requestOf(signed), own)).toEqual({ outcome: "authentic" })
        expect(provider.decode(requestOf(signed))).toEqual(provider.decode(requestOf(told.webhook)))
        expect(dialect.sign(told.webhook, own)).toEqual(signed)
      }),
      RUNS,
    )
  })

  test("says the same bytes of the same news", () => {
    fc.assert(
      fc.property(said, ({ news, wish, told }) => {
        expect(dialect.tell(news, wish)).toEqual(told)
      }),
      RUNS,
    )
  })

  test("does not repeat itself, but for the charges of a session", () => {
    fc.assert(
      fc.property(said, ({ news, wish, told }) => {
        if (told === null || news.type === "payment.charge_paid") return
        expect(dialect.tell(news, { ...wish, toldBefore: told.word })).toBeNull()
      }),
      RUNS,
    )
  })

  test("names a payout alike in all its events, and no two payouts alike", () => {
    fc.assert(
      fc.property(said, fc.uuid(), fc.uuid(), ({ news, wish, told }, id, other) => {
        const { event } = news
        if (told === null || event.subject !== "payout") return
        const nameIn = (each: PayoutEvent, by: string) => {
          const again = dialect.tell({ ...news, event: each }, { ...wish, id: by })
          const decoded = again && provider.decode(requestOf(again.webhook))
          if (decoded?.outcome !== "events") throw new Error("it says nothing this time")
          return decoded.events[0]?.providerId
        }
        const name = nameIn(event, wish.id)
        expect(nameIn({ ...event, key: "another" }, id)).toBe(name)
        expect(nameIn({ ...event, providerId: other, aliases: [] }, id)).not.toBe(name)
      }),
      RUNS,
    )
  })
})

function expectTrue(read: PaidoutEvent, news: News, wish: TellingWish): void {
  const { event } = news
  expect(read.live === null || read.live === event.live).toBe(true)
  if (event.account !== null) expect([event.account, null]).toContain(read.account)
  switch (event.subject) {
    case "payout":
      return expectTruePayout(read, { event, news, wish })
    case "batch":
      return expectTrueBatch(read, event)
    case "payment":
      return expectTruePayment(read, event)
  }
}

function expectTruePayout(
  read: PaidoutEvent,
  { event, news, wish }: { event: PayoutEvent; news: News; wish: TellingWish },
): void {
  const statuses = read.subject === "batch" ? statusesOfOne(read, event) : [read.status]
  const guessed = news.certainty === "presumed" && wish.settings.include_presumed !== true
  const allowed: readonly string[] = guessed ? ["pending", "processing"] : TRUE_OF[event.status]
  expect(statuses.filter((status) => !allowed.includes(status))).toEqual([])
  if (read.subject !== "payout") return
  if (event.amount !== null || read.amount !== null) expect(read.amount).toEqual(event.amount)
  // Where a payout has no reference, its id may stand in the place of one.
  const references = event.reference === null ? [null, event.providerId] : [event.reference]
  expect(references).toContain(read.reference)
  if (TRUE_OF.failed.includes(event.status)) return
  expect(read.failure).toBeNull()
}

/** A payout told as a request of one: what its counters say of it. */
function statusesOfOne(read: BatchEvent, event: PayoutEvent): readonly PayoutStatus[] {
  const { counters } = read
  if (counters === null) throw new Error("a request of one payout without counters")
  const one = (["pending", "success", "failed", "cancelled"] as const).filter(
    (name) => counters[name].count > 0,
  )
  expect(one).toHaveLength(1)
  const [name = "pending"] = one
  expect(counters[name]).toEqual({ count: 1, amount: event.amount?.amount })
  expect(counters.currency).toBe(event.amount?.currency)
  return { pending: ["pending"], success: ["paid"], failed: ["failed"], cancelled: ["cancelled"] }[
    name
  ] as readonly PayoutStatus[]
}

function expectTrueBatch(read: PaidoutEvent, event: BatchEvent): void {
  if (read.subject !== "batch") throw new Error(`a batch is told as a ${read.subject}`)
  expect(read.status).toBe(event.status)
  const counters: BatchCounters | null = read.counters
  if (counters !== null) expect(counters).toEqual(event.counters)
}

function expectTruePayment(read: PaidoutEvent, event: PaymentEvent): void {
  if (read.subject !== "payment") throw new Error(`a payment is told as a ${read.subject}`)
  expect(read.status).toBe(event.status)
  expect(read.amount).toEqual(event.amount)
  expect(read.reference).toBe(event.reference)
  expect(read.paidCharge).toBe(event.paidCharge)
}

function sampleOf(provider: Provider, name: string): PaidoutEvent {
  const make = provider.samples[name]
  if (!make) throw new Error(`No sample ${name}.`)
  return make()
}

function encoded(provider: Provider, event: PaidoutEvent, secrets: SourceSecrets): EncodedWebhook {
  const webhook = provider.encode(event, secrets)
  if (!webhook) throw new Error(`${provider.name} has no words for its own sample.`)
  return webhook
}

function requestOf(webhook: EncodedWebhook): WebhookRequest {
  const headers = Object.entries(webhook.headers).map(([name, value]) => [
    name.toLowerCase(),
    [value],
  ])
  return { headers: Object.fromEntries(headers) as WebhookRequest["headers"], body: webhook.body }
}
