import { describe, expect, test } from "vitest"
import type { PayoutEvent } from "../../payout/event.ts"
import { adviceFor, FAILURE_CODES } from "../../payout/failure.ts"
import { PAYOUT_STATUSES } from "../../payout/status.ts"
import type { Decoded, EncodedWebhook, SourceSecrets } from "../provider.ts"
import { adyen } from "./index.ts"
import { requestOf, SECRETS } from "./fixtures/requests.ts"

const CLASSIC_FORMS = ["json", "form", "soap"] as const
const BASIC = { basic_username: ["adyen"], basic_password: ["pass:word"] }

function sample(name: string, overrides: Partial<PayoutEvent> = {}): PayoutEvent {
  const event = adyen.samples[name]?.()
  if (event?.subject !== "payout") throw new Error(`no sample ${name}`)
  return { ...event, ...overrides }
}

function sent(
  event: PayoutEvent,
  { form, secrets = SECRETS }: { readonly form: string; readonly secrets?: SourceSecrets },
): EncodedWebhook {
  const encoded = adyen.encode(event, secrets, { form })
  if (encoded === null) throw new Error(`no ${form} for ${event.wireEvent} ${event.status}`)
  return encoded
}

function only(decoded: Decoded): PayoutEvent {
  const event = decoded.outcome === "events" ? decoded.events[0] : undefined
  if (event?.subject !== "payout") throw new Error(`no payout event: ${decoded.outcome}`)
  return event
}

function formsOf(name: string) {
  return name.startsWith("transfer.") ? (["transfer"] as const) : CLASSIC_FORMS
}

const cases = Object.keys(adyen.samples).flatMap((name) =>
  formsOf(name).map((form) => [name, form] as const),
)

describe("a sample", () => {
  test.each(cases)("%s as %s is verified and decodes to itself", (name, form) => {
    const event = sample(name)
    const secrets = { ...SECRETS, ...BASIC }
    const request = requestOf(sent(event, { form, secrets }))
    expect(adyen.verify(request, secrets)).toEqual({ outcome: "authentic" })
    expect(adyen.decode(request)).toEqual({ outcome: "events", events: [event] })
  })

  test("is another payout each time", () => {
    expect(sample("payout.thirdparty").providerId).toMatch(/^[A-Z0-9]{16}$/)
    expect(sample("payout.thirdparty").providerId).not.toBe(sample("payout.thirdparty").providerId)
  })

  test("of a transfer goes out as a transfer by itself, of the Payout API as JSON", () => {
    const transfer = adyen.encode(sample("transfer.booked"), SECRETS)
    const classic = adyen.encode(sample("payout.decline"), SECRETS)
    expect(transfer?.headers).toMatchObject({ protocol: "HmacSHA256" })
    expect(String(transfer?.body)).toContain('"type":"balancePlatform.transfer.updated"')
    expect(String(classic?.body)).toContain('"NotificationRequestItem"')
  })
})

describe("the words of the standard webhooks", () => {
  test.each([
    ["pending", null],
    ["processing", "PAYOUT_THIRDPARTY:true"],
    ["paid", null],
    ["failed", "PAYOUT_THIRDPARTY:false"],
    ["cancelled", "PAYOUT_DECLINE:true"],
    ["reversed", "PAIDOUT_REVERSED:true"],
  ] as const)("%s is told as %s", (status, words) => {
    const encoded = adyen.encode(sample("payout.thirdparty", { status }), SECRETS)
    const item = encoded && JSON.parse(String(encoded.body)).notificationItems[0]
    const told = item?.NotificationRequestItem
    expect(told ? `${told.eventCode}:${told.success}` : null).toBe(words)
  })

  test("paid is told for an instant payout to a card only", () => {
    const card = { aliases: [], details: { channelCode: "visa" } }
    const paid = adyen.encode(sample("payout.thirdparty", { ...card, status: "paid" }), SECRETS)
    expect(paid && adyen.decode(requestOf(paid))).toMatchObject({ events: [{ status: "paid" }] })
    const accepted = adyen.encode(sample("payout.thirdparty", card), SECRETS)
    expect(accepted && adyen.decode(requestOf(accepted))).toMatchObject({
      events: [{ status: "processing", aliases: [] }],
    })
  })

  test.each(CLASSIC_FORMS)("survive awkward text as %s", (form) => {
    const reference = ` a&b=c+d%20<é>:\\"'\u{1f4b8}`
    const event = sample("payout.thirdparty", { reference })
    const encoded = adyen.encode(event, SECRETS, { form })
    expect(encoded && adyen.verify(requestOf(encoded), SECRETS)).toEqual({ outcome: "authentic" })
    expect(encoded && adyen.decode(requestOf(encoded))).toMatchObject({ events: [{ reference }] })
  })

  test("write an amount beyond 2^53 digit by digit", () => {
    const amount = { amount: (2n ** 63n - 1n) * 100n, currency: "EUR" }
    const encoded = adyen.encode(sample("payout.thirdparty", { amount }), SECRETS)
    expect(String(encoded?.body)).toContain('"value":9223372036854775807')
  })

  test("are none for an amount finer than the currency or beyond int64, or for no amount", () => {
    const fine = { amount: { amount: 12_345n, currency: "EUR" } }
    const huge = { amount: { amount: 2n ** 63n * 100n, currency: "EUR" } }
    for (const form of [...CLASSIC_FORMS, "transfer"]) {
      expect(adyen.encode(sample("payout.decline", fine), SECRETS, { form })).toBeNull()
      expect(adyen.encode(sample("payout.decline", huge), SECRETS, { form })).toBeNull()
      expect(adyen.encode(sample("payout.decline", { amount: null }), SECRETS, { form })).toBeNull()
    }
  })

  test("are none for a character that XML cannot carry", () => {
    const event = sample("payout.decline", { reference: "a\u0001b" })
    expect(adyen.encode(event, SECRETS, { form: "soap" })).toBeNull()
    expect(adyen.encode(event, SECRETS, { form: "json" })).not.toBeNull()
  })
})

describe("an event of another provider", () => {
  const foreign: Partial<PayoutEvent> = {
    wireEvent: "payout.failed",
    aliases: [],
    account: null,
    order: "2026-03-05T07:14:07.000Z",
    details: { channelCode: "ID_BCA", extra: { tracking: "x", status: "booked", type: "y" } },
  }

  test.each(PAYOUT_STATUSES)("%s is told as a transfer with the same status", (status) => {
    const event = sample("payout.thirdparty", { ...foreign, status, failure: null })
    const encoded = adyen.encode(event, SECRETS, { form: "transfer" })
    expect(encoded && adyen.decode(requestOf(encoded))).toMatchObject({
      outcome: "events",
      events: [{ status, reference: event.reference, amount: event.amount }],
    })
  })

  test.each([
    ["rejected_by_bank", "refused"],
    ["destination_maximum", "refused"],
    ["destination_inactive", "blocked card"],
    ["temporary_error", "acquirer error"],
  ] as const)(
    "failing with %s is %s in a standard webhook: never another failure",
    (code, reason) => {
      const failure = { code, providerCode: null, providerReason: null }
      const event = sample("payout.thirdparty", { ...foreign, status: "failed", failure })
      expect(sent(event, { form: "json" }).body.toString()).toContain(`"reason":"${reason}"`)
    },
  )

  // Of an amount beyond what the account ever takes Adyen only says that it is too much.
  const sayable = FAILURE_CODES.filter((code) => code !== "destination_maximum")
  test.each(sayable)("failing with %s keeps its advice as a transfer", (code) => {
    const failure = { code, providerCode: null, providerReason: null }
    const event = sample("payout.thirdparty", { ...foreign, status: "failed", failure })
    const told = only(adyen.decode(requestOf(sent(event, { form: "transfer" })))).failure
    expect(told && adviceFor(told.code)).toBe(adviceFor(code))
  })

  test("does not carry what that provider told as Adyen's additional data", () => {
    const event = sample("payout.thirdparty", { ...foreign, status: "failed" })
    expect(String(adyen.encode(event, SECRETS)?.body)).not.toContain("tracking")
  })
})
