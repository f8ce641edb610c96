import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import { isIdentifier } from "../json-fields.ts"
import { decode } from "./decode.ts"
import { encode } from "./encode.ts"
import { FAILURE_CODES, readFailure } from "./failure-code.ts"
import { request } from "./fixtures/read-fixture.ts"
import { disbursementMeaning, payoutMeaning } from "./status.ts"

const secrets = { callback_token: ["tok"] }

const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .filter((value) => !value.includes("\u0000"))
const identifier = fc
  .oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
    fc.uuid(),
    fc.constant("__proto__"),
  )
  .filter(isIdentifier)
const time = fc
  .date({ min: new Date("2015-01-01"), max: new Date("2035-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Step: the finest part of the currency, in units of 1/10,000. */
const currencies = [
  { currency: "IDR", step: 10_000n },
  { currency: "VND", step: 10_000n },
  { currency: "PHP", step: 100n },
  { currency: "MYR", step: 100n },
  { currency: "THB", step: 100n },
  { currency: "USD", step: 100n },
  { currency: "KWD", step: 10n },
] as const
const money = fc
  .tuple(fc.constantFrom(...currencies), fc.bigInt(0n, 10n ** 30n))
  .map(([{ currency, step }, units]) => ({ amount: units * step, currency }))

const extraName = fc.oneof(
  fc.constantFrom("channel_category", "connector_reference", "idempotency_key", "x.y", "x.y.z"),
  fc.string({ maxLength: 20 }).map((name) => `further_${name}`),
)
const extra = fc.dictionary(extraName, text, { minKeys: 1, maxKeys: 5, noNullPrototype: true })
const metadata = fc.dictionary(
  text,
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
  {
    maxKeys: 5,
    noNullPrototype: true,
  },
)
const receiptNotification = fc.dictionary(
  fc.constantFrom("email_to", "email_cc", "email_bcc"),
  fc.array(text, { maxLength: 3 }),
  { noNullPrototype: true },
)

const failureCode = fc.option(fc.oneof(fc.constantFrom(...Object.keys(FAILURE_CODES)), text))

interface Form {
  readonly encode: string
  readonly events: Readonly<Record<string, string>>
  readonly crossCurrency: boolean
  readonly legacy: boolean
}

const v2Events = {
  SUCCEEDED: "payout.succeeded",
  FAILED: "payout.failed",
  REVERSED: "payout.reversed",
}
const plain = { crossCurrency: false, legacy: false }
const FORMS: readonly Form[] = [
  { encode: "documented", events: v2Events, ...plain },
  { encode: "flat", events: v2Events, ...plain },
  {
    encode: "v3",
    events: {
      SUCCEEDED: "v3_payout.succeeded",
      FAILED: "v3_payout.failed",
      REVERSED: "v3_payout.reversed",
      REJECTED: "v3_payout.rejected",
      PENDING_COMPLIANCE_REVIEW: "v3_payout.pending_compliance",
      PENDING_COMPLIANCE_ASSESSMENT: "v3_payout.pending_compliance",
    },
    crossCurrency: true,
    legacy: false,
  },
  {
    encode: "remittance",
    events: {
      SUCCEEDED: "remittance_payout.succeeded",
      FAILED: "remittance_payout.failed",
      COMPLIANCE_REJECTED: "remittance_payout.compliance_rejected",
      PENDING_COMPLIANCE_ASSESSMENT: "remittance_payout.pending_compliance_assessment",
    },
    crossCurrency: true,
    legacy: false,
  },
  {
    encode: "legacy",
    events: { COMPLETED: "disbursement.completed", FAILED: "disbursement.failed" },
    crossCurrency: false,
    legacy: true,
  },
]

/** Any event that this form can carry. */
function eventOf(form: Form): fc.Arbitrary<PayoutEvent> {
  const enveloped = form.encode !== "legacy" && form.encode !== "remittance"
  return fc
    .record({
      wireStatus: fc.constantFrom(...Object.keys(form.events)),
      providerId: identifier,
      reference: identifier,
      account: fc.option(identifier),
      happenedAt: time,
      updated: time,
      amount: money,
      source: money,
      failureCode,
      details: detailsOf(form),
    })
    .map((of): PayoutEvent => {
      const meaning = (form.legacy ? disbursementMeaning : payoutMeaning)(of.wireStatus)!
      const fails = meaning.status === "failed"
      const crosses = form.crossCurrency && of.source.currency !== of.amount.currency
      return {
        subject: "payout",
        key: `payout:${of.providerId}:${of.wireStatus}`,
        wireEvent: form.events[of.wireStatus]!,
        providerId: of.providerId,
        live: null,
        account: of.account,
        occurredAt: enveloped ? of.happenedAt : of.updated,
        order: of.updated,
        aliases: [],
        batchProviderId: null,
        reference: of.reference,
        status: meaning.status,
        reason: meaning.reason,
        failure: fails ? readFailure(of.failureCode, of.wireStatus) : null,
        amount: of.amount,
        details: { ...of.details, ...(crosses && { sourceAmount: of.source }) },
      }
    })
}

function detailsOf(form: Form): fc.Arbitrary<PayoutDetails> {
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const never = fc.constant(undefined)
  // Legacy callbacks are known by their bank or channel; the schema of v3 has no channel code.
  const channelCode = form.legacy ? text : form.encode === "v3" ? never : maybe(text)
  const hasPlace = form.encode !== "remittance" && !form.legacy
  return fc
    .record({
      channelCode,
      description: maybe(text),
      metadata: maybe(metadata),
      receiptNotification: maybe(receiptNotification),
      destination: maybe(
        fc.record({
          accountNumber: text,
          accountHolderName: maybe(text),
          accountType: maybe(text),
          extra: hasPlace ? maybe(extra) : never,
        }),
      ),
      createdAt: maybe(time),
      estimatedArrivalAt: maybe(time),
      extra: maybe(extra),
    })
    .map((details): PayoutDetails => details)
}

describe.each(FORMS)("the form $encode", (form) => {
  it("gives back every event it carries, to the last character", () => {
    fc.assert(
      fc.property(eventOf(form), (event) => {
        const webhook = encode(event, secrets, { form: form.encode })
        expect(decode(request(webhook!.body))).toEqual({ outcome: "events", events: [event] })
      }),
      { numRuns: 200 },
    )
  })
})

describe("documented and flat", () => {
  it("are two spellings of one fact", () => {
    fc.assert(
      fc.property(eventOf(FORMS[0]!), (event) => {
        const read = (form: string) => decode(request(encode(event, secrets, { form })!.body))
        expect(read("flat")).toEqual(read("documented"))
      }),
    )
  })
})
