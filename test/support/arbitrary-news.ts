import fc from "fast-check"
import type {
  BatchEvent,
  PaidoutEvent,
  PaymentEvent,
  PayoutDetails,
  PayoutEvent,
} from "../../src/payout/event.ts"
import { FAILURE_CODES } from "../../src/payout/failure.ts"
import type { Money } from "../../src/payout/money.ts"
import {
  BATCH_STATUSES,
  CERTAINTIES,
  PAYMENT_STATUSES,
  PAYOUT_STATUSES,
  REASONS,
} from "../../src/payout/status.ts"
import { isIdentifier } from "../../src/providers/json-fields.ts"
import { PROVIDERS } from "../../src/providers/index.ts"
import type {
  DialectSettings,
  News,
  ProviderDialect,
  TellingWish,
} from "../../src/providers/provider.ts"

/** News as the ledger may have them: of any provider, in any state that can be stored. */

/** What every decoder lets through as an id or reference; no mark of a test. */
const identifier = fc
  .oneof(
    fc.uuid(),
    fc.tuple(fc.uuid(), fc.string({ minLength: 1, maxLength: 12 })).map((two) => two.join(":")),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
    fc.constantFrom("disb-1", "K7RTXW2Q9MZBPS82", " a:b/c\\d%2F&=+ü№💸<b>\"'", "x".repeat(255)),
  )
  .filter((text) => isIdentifier(text) && !/[\ufffe\uffff]|test_|TEST_/.test(text))

const time = fc
  .date({ min: new Date("2001-01-01"), max: new Date("2098-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString())

const money: fc.Arbitrary<Money> = fc.record({
  currency: fc.constantFrom("IDR", "EUR", "JPY", "BHD", "ISK", "CLP", "CVE", "PHP"),
  amount: fc.oneof(
    fc.bigInt(0n, 10n ** 9n).map((whole) => whole * 10_000n),
    fc.bigInt(0n, 10n ** 22n),
    fc.bigInt(0n, 10n ** 38n - 1n),
  ),
})

const failure = fc.record({
  code: fc.constantFrom(...FAILURE_CODES),
  providerCode: fc.option(fc.oneof(identifier, fc.constantFrom("INVALID_DESTINATION"))),
  providerReason: fc.option(fc.oneof(fc.string(), fc.constantFrom("Refused", "", "\u0001<&>"))),
})

const details: fc.Arbitrary<PayoutDetails> = fc.record(
  {
    channelCode: fc.oneof(identifier, fc.constantFrom("visa", "card", "ID_BCA", "bank", "bca")),
    description: fc.string(),
    metadata: fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<unknown>, { maxKeys: 3 }),
    destination: fc.record(
      {
        accountNumber: fc.string(),
        accountHolderName: fc.string(),
        accountType: fc.string(),
        extra: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
      },
      { requiredKeys: [] },
    ),
    receiptNotification: fc.record({ email_to: fc.array(fc.string(), { maxLength: 2 }) }),
    sourceAmount: money,
    createdAt: time,
    estimatedArrivalAt: time,
    extra: fc.dictionary(
      fc.oneof(
        fc.constantFrom("status", "tracking.type", "tracking.status", "hmacSignature", "reason"),
        fc.string(),
      ),
      fc.oneof(fc.constantFrom("credited", "confirmation", "booked", "SUCCEEDED"), fc.string()),
      { maxKeys: 4 },
    ),
  },
  { requiredKeys: [] },
)

/** How a thing is named: as its provider does, or as anything but a webhook may name it. */
function names(subject: PaidoutEvent["subject"]) {
  const samples = PROVIDERS.flatMap((provider) => Object.values(provider.samples))
    .map((make) => make())
    .filter((event) => event.subject === subject)
    .map((event) => ({
      wireEvent: event.wireEvent,
      providerId: event.providerId,
      aliases: event.subject === "payout" ? event.aliases : [],
      batchProviderId: event.subject === "payout" ? event.batchProviderId : null,
    }))
  const others = fc.record({
    wireEvent: fc.constantFrom("endpoint.test", "poll", "mark_paid"),
    providerId: identifier,
    aliases: fc.array(identifier, { maxLength: 2 }),
    batchProviderId: fc.option(identifier),
  })
  return fc.oneof(fc.constantFrom(...samples), others)
}

const shared = {
  key: fc.string(),
  live: fc.boolean(),
  account: fc.option(identifier),
  occurredAt: fc.option(time),
  order: fc.option(
    fc.oneof(
      time,
      fc.nat().map((count) => String(count).padStart(16, "0")),
    ),
  ),
}

/** A reason belongs to its status, and a failure to an end. */
const payoutStanding = fc.constantFrom(...PAYOUT_STATUSES).chain((status) =>
  fc.record({
    status: fc.constant(status),
    reason: fc.constantFrom(null, ...REASONS[status]),
    failure: status === "failed" || status === "reversed" ? fc.option(failure) : fc.constant(null),
  }),
)

const payoutEvent: fc.Arbitrary<PayoutEvent> = fc
  .tuple(
    names("payout"),
    fc.record({
      ...shared,
      subject: fc.constant("payout" as const),
      reference: fc.option(identifier),
      amount: fc.option(money, { freq: 9 }),
      details,
    }),
    payoutStanding,
  )
  .map(([named, event, standing]) => ({
    ...named,
    ...event,
    ...standing,
    // A registration's sample never is.
    live: event.live && named.wireEvent !== "endpoint.test",
  }))

const counter = fc.record({
  count: fc.nat(1_000),
  amount: fc.bigInt(0n, 10n ** 16n).map((whole) => whole * 10_000n),
})

const batchEvent: fc.Arbitrary<BatchEvent> = fc.record({
  ...shared,
  wireEvent: fc.constantFrom("PAYOUT.DONE", "poll"),
  providerId: identifier,
  subject: fc.constant("batch" as const),
  status: fc.constantFrom(...BATCH_STATUSES),
  reason: fc.option(fc.constantFrom("insufficient_balance", "delayed", "declined", "expired")),
  counters: fc.option(
    fc.record({
      currency: fc.constantFrom("IDR", "EUR"),
      pending: counter,
      success: counter,
      failed: counter,
      cancelled: counter,
    }),
  ),
})

/** A told charge is one of the session's, and was paid. */
const paymentEvent: fc.Arbitrary<PaymentEvent> = fc
  .tuple(
    fc.record({
      ...shared,
      wireEvent: fc.constantFrom("PAYMENT.PAID", "poll"),
      providerId: identifier,
      subject: fc.constant("payment" as const),
      reference: fc.option(identifier),
      status: fc.constantFrom(...PAYMENT_STATUSES),
      cancellationReason: fc.option(fc.string()),
      amount: fc.option(money, { freq: 9 }),
      paymentType: fc.option(fc.constantFrom("single", "multiple")),
      charges: fc.uniqueArray(
        fc.record({
          providerId: identifier,
          status: fc.constantFrom("SUCCESS", "PAID", "FAILED", "PENDING"),
          amount: fc.option(money, { freq: 9 }),
          paidAt: fc.option(time),
        }),
        { maxLength: 3, selector: ({ providerId }) => providerId },
      ),
    }),
    fc.nat(2),
    fc.boolean(),
  )
  .map(([event, at, ofCharge]) => {
    const paid = ofCharge ? event.charges[at] : undefined
    if (paid === undefined) return { ...event, paidCharge: null }
    const charges = event.charges.map((charge) =>
      charge === paid ? { ...charge, status: "SUCCESS" } : charge,
    )
    return { ...event, charges, paidCharge: paid.providerId }
  })

function newsOf(event: PaidoutEvent): fc.Arbitrary<News> {
  const isCharge = event.subject === "payment" && event.paidCharge !== null
  return fc.record({
    event: fc.constant(event),
    type: fc.constant(
      isCharge ? "payment.charge_paid" : (`${event.subject}.${event.status}` as News["type"]),
    ),
    // Only a payout can be presumed to stand somewhere.
    certainty:
      event.subject === "payout" ? fc.constantFrom(...CERTAINTIES) : fc.constant("confirmed"),
    sequence: fc.integer({ min: 1, max: 40 }),
  })
}

export const arbitraryNews: fc.Arbitrary<News> = fc
  .oneof(
    { weight: 4, arbitrary: payoutEvent },
    { weight: 1, arbitrary: batchEvent },
    { weight: 1, arbitrary: paymentEvent },
  )
  .chain(newsOf)

const wild = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("", "\ud800", "\u0000", "x".repeat(5_000), "__proto__", "constructor", "]]>"),
)

const TEXTS = ["key", "wireEvent", "providerId", "account", "occurredAt", "order", "reference"]

/** Texts that no decoder lets through, in any place: nothing may throw over them. */
export const wildNews: fc.Arbitrary<News> = fc
  .tuple(arbitraryNews, fc.dictionary(fc.constantFrom(...TEXTS), wild))
  .map(([news, texts]) => ({ ...news, event: { ...news.event, ...texts } }))

/** The words are those that the dialect itself says, and any text besides. */
export function arbitraryWish(dialect: ProviderDialect): fc.Arbitrary<TellingWish> {
  const forms = dialect.forms.length === 0 ? [""] : dialect.forms
  const settings: Readonly<Record<keyof DialectSettings, fc.Arbitrary<unknown>>> = {
    account: identifier,
    include_presumed: fc.boolean(),
    reversal_as_failed: fc.boolean(),
    retry_refusals: fc.boolean(),
    require_accepted_body: fc.boolean(),
  }
  const heeded = Object.fromEntries(dialect.settings.map((name) => [name, settings[name]]))
  return fc.record({
    form: fc.constantFrom(...forms),
    toldBefore: fc.option(fc.oneof(fc.constantFrom(...wordsOf(dialect, forms)), wild), {
      nil: null,
      freq: 2,
    }),
    id: fc.uuid(),
    at: time,
    settings: fc.record(heeded, { requiredKeys: [] }),
  })
}

const WORDS_FROM = 400
const NOW = "2026-03-05T07:14:09.500Z"

function wordsOf(dialect: ProviderDialect, forms: readonly string[]): readonly string[] {
  const news = fc.sample(arbitraryNews, { numRuns: WORDS_FROM, seed: 1 })
  const words = forms.flatMap((form) =>
    news.flatMap((each) => {
      const wish = { form, toldBefore: null, id: "0", at: NOW, settings: {} }
      return dialect.tell(each, wish)?.word ?? []
    }),
  )
  return [...new Set(["", ...words])]
}
