import { describe, expect, test } from "vitest"
import type { PayoutEvent } from "../../payout/event.ts"
import type { TellingWish } from "../provider.ts"
import {
  foreignPayout,
  foreignPayouts,
  newsOf,
  standing,
  wishFor,
} from "./fixtures/foreign-payouts.ts"
import { requestOf } from "./fixtures/requests.ts"
import { adyen } from "./index.ts"

const { dialect } = adyen
const CLASSIC_FORMS = ["json", "form", "soap"] as const

/** What is told, read back as a hub behind the endpoint would. */
function told(event: PayoutEvent, wish: TellingWish): PayoutEvent | null {
  const said = dialect.tell(newsOf(event), wish)
  if (said === null) return null
  const decoded = adyen.decode(requestOf(said.webhook))
  const read = decoded.outcome === "events" ? decoded.events[0] : undefined
  if (read?.subject !== "payout") throw new Error(`it says ${JSON.stringify(decoded)}`)
  return read
}

describe("the references of a standard webhook", () => {
  const references = (event: PayoutEvent, overrides: Partial<TellingWish> = {}) => {
    const said = dialect.tell(newsOf(event), wishFor("json", overrides))
    const { notificationItems } = JSON.parse(String(said?.webhook.body))
    const { pspReference, originalReference } = notificationItems[0].NotificationRequestItem
    return { pspReference, originalReference }
  }

  test("are the provider's id for the payout, and 16 characters of its own for each event", () => {
    const first = references(foreignPayouts.xendit)
    const wish = {
      id: "0199b2d4-7a11-7c3e-9d52-6f0a1b2c3d4f",
      toldBefore: "PAYOUT_THIRDPARTY false",
    }
    const second = references(foreignPayouts.xendit, wish)
    expect(first).toEqual({
      pspReference: expect.stringMatching(/^[0-9A-Z]{16}$/),
      originalReference: foreignPayouts.xendit.providerId,
    })
    expect(second.originalReference).toBe(first.originalReference)
    expect(second.pspReference).not.toBe(first.pspReference)
    expect(references(foreignPayouts.xendit, wish)).toEqual(second)
  })

  test("hold no colon, and give the provider's id back when they are decoded", () => {
    const { originalReference } = references(foreignPayouts.pivot)
    expect(originalReference).toMatch(/^[!-9;-~]+$/)
    expect(decodeURIComponent(originalReference)).toBe(foreignPayouts.pivot.providerId)
  })

  test("stay short and different for ids that are long", () => {
    const long = (end: string) =>
      references(foreignPayout({ providerId: `${"é".repeat(254)}${end}` })).originalReference
    expect(long("a")).toMatch(/^[0-9a-f]{64}$/)
    expect(long("a")).not.toBe(long("b"))
  })

  test.each(CLASSIC_FORMS)("never make a payout to a card read as paid (%s)", (form) => {
    const details = { channelCode: "visa" }
    for (const status of ["processing", "paid"] as const) {
      expect(told(foreignPayout({ status, details }), wishFor(form))?.status).toBe("processing")
    }
  })

  test("of Adyen's own payouts stay as they came, those of an instant one too", () => {
    const own = foreignPayout({
      wireEvent: "PAYOUT_THIRDPARTY",
      providerId: "K7RTXW2Q9MZBPS82",
      aliases: ["Q4HNC8VWT6LGJD65"],
      status: "processing",
    })
    expect(references(own)).toEqual({
      pspReference: "Q4HNC8VWT6LGJD65",
      originalReference: "K7RTXW2Q9MZBPS82",
    })
    const instant = {
      ...own,
      aliases: [],
      status: "paid",
      details: { channelCode: "visa" },
    } as const
    expect(told(instant, wishFor("json"))).toMatchObject({
      status: "paid",
      providerId: own.providerId,
    })
    const refund = { ...own, wireEvent: "REFUND_WITH_DATA" }
    const said = dialect.tell(newsOf(refund), wishFor("json"))
    expect(said?.word).toBe("REFUND_WITH_DATA true")
    const after = wishFor("json", { toldBefore: said?.word ?? null })
    expect(dialect.tell(newsOf({ ...own, ...standing("failed") }), after)?.word).toBe(
      "PAIDOUT_REVERSED",
    )
  })

  test.each(CLASSIC_FORMS)("mark a test event, within 16 characters (%s)", (form) => {
    const sample = foreignPayout({ wireEvent: "endpoint.test", live: false })
    const read = told(sample, wishFor(form))
    expect(read?.aliases[0]).toMatch(/^test_[0-9A-Z]{11}$/)
    expect(read?.live).toBe(false)
  })
})

describe.each(CLASSIC_FORMS)("what a standard webhook says as %s", (form) => {
  test.each(Object.entries(foreignPayouts))("is true of a payout of %s", (_name, event) => {
    expect(told(event, wishFor(form))).toMatchObject({
      wireEvent: "PAYOUT_THIRDPARTY",
      status: "processing",
      live: true,
      account: event.account,
      reference: event.reference,
      amount: event.amount,
      failure: null,
      details: { channelCode: event.details.channelCode },
    })
  })

  test("names the account that the endpoint wishes, else the event's, else Paidout", () => {
    const settings = { account: "LanternMarketECOM" }
    const nameless = foreignPayout({ account: null })
    expect(told(foreignPayout(), wishFor(form, { settings }))?.account).toBe("LanternMarketECOM")
    expect(told(foreignPayout(), wishFor(form))?.account).toBe("5f21361959ba2b788ecb0001")
    expect(told(nameless, wishFor(form))?.account).toBe("Paidout")
  })

  test("has the provider's id in the place of a reference that there is not", () => {
    const event = foreignPayout({ reference: null })
    expect(told(event, wishFor(form))?.reference).toBe(event.providerId)
  })

  test("tells no account number and nobody's name as a card holder's", () => {
    const said = dialect.tell(newsOf(foreignPayout()), wishFor(form))
    expect(String(said?.webhook.body)).not.toMatch(/1234567890|Siti|BCA-991/)
  })

  test.each([
    ["IDR", 2_750_000_000n, "275000"],
    ["ISK", 123_400n, "1234"],
    ["CLP", 123_400n, "1234"],
    ["CVE", 120_000n, "12"],
    ["JPY", 5_000_000n, "500"],
    ["BHD", 123_450n, "12345"],
    ["EUR", 123_400n, "1234"],
    ["IDR", 2_750_005_000n, null],
    ["CVE", 123_400n, null],
    ["EUR", 12_345n, null],
    ["EUR", 2n ** 63n * 100n, null],
  ] as const)("writes an amount of %s %d/10000 as %s", (currency, amount, value) => {
    const event = foreignPayout({ amount: { currency, amount } })
    const said = dialect.tell(newsOf(event), wishFor(form))
    const written = { json: `"value":${value}`, form: `value=${value}`, soap: `>${value}</value>` }
    const body = said && String(said.webhook.body)
    expect(body).toEqual(value && expect.stringContaining(written[form]))
    expect(told(event, wishFor(form))?.amount).toEqual(value === null ? undefined : event.amount)
  })

  test("is nothing where no amount is known", () => {
    expect(told(foreignPayout({ amount: null }), wishFor(form))).toBeNull()
  })

  const dated = (occurredAt: string | null, toldBefore: string | null) =>
    told(foreignPayout({ occurredAt, ...standing("failed") }), wishFor(form, { toldBefore }))
      ?.occurredAt
  const heard = wishFor(form).at

  test("has the time when it happened, at the latest when we heard of it", () => {
    expect(dated("2026-03-05T07:14:07.120Z", null)).toBe("2026-03-05T07:14:07.120Z")
    expect(dated("2026-03-05T08:00:00.000Z", null)).toBe(heard)
    expect(dated(null, null)).toBe(heard)
  })

  test("is later by its eventDate than the word it takes back, whenever it happened", () => {
    expect(dated("2026-03-05T07:14:07.120Z", "PAYOUT_THIRDPARTY true")).toBe(heard)
  })

  test("says nothing of a failure while a payout is on its way", () => {
    const { failure } = standing("failed")
    const said = dialect.tell(newsOf(foreignPayout({ failure })), wishFor(form))
    expect(String(said?.webhook.body)).toContain("Approved")
    expect(String(said?.webhook.body)).not.toContain("Refused")
  })

  test.each([
    ["failed", null, "Refused"],
    ["failed", "PAYOUT_THIRDPARTY true", "Refused"],
    ["reversed", null, "PaidOutReversed"],
    ["cancelled expired", "PAYOUT_THIRDPARTY true", "expired"],
    ["cancelled", "PAYOUT_THIRDPARTY true", "cancelled"],
  ])("says why: %s after %s", (stands, toldBefore, reason) => {
    const read = told(foreignPayout(standing(stands)), wishFor(form, { toldBefore }))
    expect(read?.failure?.providerReason).toBe(reason)
  })
})

test("a word that ends a payout is not lost to a reason that XML cannot carry", () => {
  const failure = { code: "refused", providerCode: null, providerReason: "no\u0001\ufffe" } as const
  const event = foreignPayout({ ...standing("failed"), failure })
  expect(told(event, wishFor("soap"))?.failure?.providerReason).toBe("no\ufffd\ufffd")
})
