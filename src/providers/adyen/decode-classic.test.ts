import { describe, expect, test } from "vitest"
import type { PayoutEvent } from "../../payout/event.ts"
import type { DecodeSettings } from "../provider.ts"
import { adyen } from "./index.ts"
import { classicBody, CLASSIC_ITEM, fixture, request } from "./fixtures/requests.ts"

function decode(overrides: Readonly<Record<string, unknown>> = {}, settings?: DecodeSettings) {
  return adyen.decode(request(classicBody(overrides)), settings)
}

function only(decoded: ReturnType<typeof adyen.decode>): PayoutEvent {
  const event = decoded.outcome === "events" ? decoded.events[0] : undefined
  if (event?.subject !== "payout") throw new Error(`no payout event: ${JSON.stringify(decoded)}`)
  return event
}

function batch(...items: readonly unknown[]) {
  const wrapped = items.map((item) => ({ NotificationRequestItem: item }))
  return adyen.decode(request(JSON.stringify({ live: "true", notificationItems: wrapped })))
}

describe("what a standard webhook says of a payout", () => {
  test.each([
    ["PAYOUT_THIRDPARTY", "true", "processing", null],
    ["PAYOUT_THIRDPARTY", "false", "failed", null],
    ["REFUND_WITH_DATA", "true", "processing", null],
    ["REFUND_WITH_DATA", "false", "failed", null],
    ["PAYOUT_DECLINE", "true", "cancelled", "declined"],
    ["PAYOUT_EXPIRE", "true", "cancelled", "expired"],
    ["PAIDOUT_REVERSED", "true", "reversed", null],
  ])("%s with success %s: %s", (eventCode, success, status, reason) => {
    expect(only(decode({ eventCode, success }))).toMatchObject({ status, reason })
  })

  test.each(["PAYOUT_DECLINE", "PAYOUT_EXPIRE", "PAIDOUT_REVERSED"])(
    "%s is always true, so false is a contradiction that a person sees",
    (eventCode) => {
      expect(decode({ eventCode, success: "false" })).toMatchObject({
        outcome: "unrecognised",
        reason: "contradiction",
        wireEvent: eventCode,
      })
    },
  )

  test("both references are names of the payout, the original one first", () => {
    expect(only(decode())).toMatchObject({
      providerId: "K7RTXW2Q9MZBPS82",
      aliases: ["Q4HNC8VWT6LGJD65"],
      key: "classic:LanternMarketECOM:Q4HNC8VWT6LGJD65:PAYOUT_THIRDPARTY:true",
    })
    expect(only(decode({ originalReference: "" }))).toMatchObject({
      providerId: "Q4HNC8VWT6LGJD65",
      aliases: [],
    })
  })

  test("everything that a payout is known by is kept", () => {
    expect(only(adyen.decode(request(fixture("classic-thirdparty.json"))))).toEqual({
      subject: "payout",
      key: "classic:LanternMarketECOM:Q4HNC8VWT6LGJD65:PAYOUT_THIRDPARTY:true",
      wireEvent: "PAYOUT_THIRDPARTY",
      providerId: "K7RTXW2Q9MZBPS82",
      aliases: ["Q4HNC8VWT6LGJD65"],
      batchProviderId: null,
      live: false,
      account: "LanternMarketECOM",
      occurredAt: "2026-03-05T07:14:07.000Z",
      order: null,
      reference: " invoice:77\\2",
      status: "processing",
      reason: null,
      failure: null,
      amount: { amount: 1_255_000n, currency: "EUR" },
      details: {
        channelCode: "bankTransfer_IBAN",
        destination: { accountHolderName: "R. Tanaka" },
        extra: { fundingSource: "DEBIT" },
      },
    })
  })

  test.each(["pspReference", "originalReference"])(
    "a colon in %s is refused: the signature would not say where it ends",
    (name) => {
      expect(decode({ [name]: "A:B" })).toMatchObject({ reason: "field_invalid" })
    },
  )

  test("a redelivery with another eventDate and reason is the same fact", () => {
    const first = only(decode({ reason: "Approved" }))
    const again = only(decode({ eventDate: "2026-04-01T00:00:00Z", reason: "Later" }))
    expect(again.key).toBe(first.key)
    expect(again.order).toBeNull()
  })

  test("no two facts share a key, whatever colons their names hold", () => {
    const keys = [
      { merchantAccountCode: "A:B", pspReference: "C" },
      { merchantAccountCode: "A", pspReference: "C" },
      { merchantAccountCode: "A:B", pspReference: "C", eventCode: "REFUND_WITH_DATA" },
    ].map((names) => only(decode(names)).key)
    expect(new Set(keys).size).toBe(3)
    const long = only(
      decode({ merchantAccountCode: ":".repeat(255), pspReference: "P".repeat(255) }),
    )
    expect(long.key.length).toBeLessThanOrEqual(500)
  })
})

describe("an instant payout to a card is paid when it is accepted", () => {
  const card = { originalReference: "", paymentMethod: "visa" }

  test.each([
    ["a card without an original", card, undefined, "paid"],
    ["a card with an original", { paymentMethod: "visa" }, undefined, "processing"],
    ["a bank without an original", { originalReference: "" }, undefined, "processing"],
    ["a card, but the source says never", card, "never", "processing"],
    ["a bank, but the source says always", {}, "always", "paid"],
  ] as const)("%s", (_name, overrides, instantPayouts, status) => {
    const settings = instantPayouts === undefined ? {} : { instantPayouts }
    expect(only(decode(overrides, settings)).status).toBe(status)
  })

  test("a refund with data never is, whatever the source says", () => {
    const refund = { ...card, eventCode: "REFUND_WITH_DATA" }
    expect(only(decode(refund, { instantPayouts: "always" })).status).toBe("processing")
  })
})

describe("amounts are exact, with Adyen's own decimals", () => {
  test.each([
    ["EUR", "12550", 1_255_000n],
    ["IDR", "275000", 2_750_000_000n],
    ["CLP", "1234", 123_400n],
    ["ISK", "1234", 123_400n],
    ["CVE", "12", 120_000n],
    ["JPY", "500", 5_000_000n],
    ["BHD", "12345", 123_450n],
    ["EUR", "90071992547409931234", 9_007_199_254_740_993_123_400n],
    ["EUR", "0", 0n],
  ])("%s %s", (currency, value, amount) => {
    const body = classicBody({ amount: { currency, value: "@" } }).replace('"@"', value)
    expect(only(adyen.decode(request(body))).amount).toEqual({ amount, currency })
  })

  test.each(["-1", "1.5", "1e3", '"1,000"', '" 1"', "1".repeat(60)])(
    "%s is no amount of minor units",
    (value) => {
      const body = classicBody({ amount: { currency: "EUR", value: "@" } }).replace('"@"', value)
      expect(adyen.decode(request(body))).toMatchObject({ reason: "amount_invalid" })
    },
  )

  test.each([
    ["no amount", { amount: undefined }, "field_missing"],
    ["no currency", { amount: { value: 1 } }, "field_missing"],
    ["no value", { amount: { currency: "EUR" } }, "field_missing"],
    ["a strange currency", { amount: { value: 1, currency: "eur" } }, "amount_invalid"],
  ])("%s is refused", (_name, overrides, reason) => {
    expect(decode(overrides)).toMatchObject({ outcome: "unrecognised", reason })
  })
})

describe("failures", () => {
  test.each([
    ["Refused", "refused"],
    ["Expired Card", "destination_invalid"],
    ["issuer unavailable", "bank_network_error"],
    ["Something nobody has read before", "refused"],
    ["constructor", "refused"],
  ])("keep the words %j and map them to %s", (reason, code) => {
    expect(only(decode({ success: "false", reason })).failure).toEqual({
      code,
      providerCode: null,
      providerReason: reason,
    })
  })

  test("without words are unknown", () => {
    expect(only(decode({ success: "false" })).failure).toEqual({
      code: "unknown",
      providerCode: null,
      providerReason: null,
    })
  })

  test("of a payout that came back are the bank's", () => {
    const event = only(decode({ eventCode: "PAIDOUT_REVERSED", reason: "Closed" }))
    expect(event.failure).toMatchObject({ code: "rejected_by_bank", providerReason: "Closed" })
  })
})

describe("test and live never mix", () => {
  test.each([
    ["true", true],
    ["false", false],
    [true, true],
    [false, false],
    [undefined, null],
  ])("live %j is %j", (live, expected) => {
    const body = classicBody({}, { live })
    expect(only(adyen.decode(request(body))).live).toBe(expected)
  })

  test("a live that is neither is refused", () => {
    const decoded = adyen.decode(request(classicBody({}, { live: "maybe" })))
    expect(decoded).toMatchObject({ reason: "field_invalid" })
  })

  test.each(["test_PAYOUT_1", "testnotification_PAYOUT", "TEST_CUSTOM_791407"])(
    "a test notification is not live, even when its envelope says so: %s",
    (pspReference) => {
      const body = classicBody({ pspReference }, { live: "true" })
      expect(only(adyen.decode(request(body))).live).toBe(false)
    },
  )
})

describe("what is not about a payout", () => {
  test.each(["AUTHORISATION", "CHARGEBACK", "REPORT_AVAILABLE", "NOTIFICATIONTEST", "REFUND"])(
    "%s is known and ignored",
    (eventCode) => {
      expect(decode({ eventCode })).toEqual({ outcome: "ignored", wireEvent: eventCode })
    },
  )

  test.each(["PAYOUT_SOMETHING_NEW", "payout_thirdparty", "constructor", "__proto__"])(
    "%s is not known and shown to a person",
    (eventCode) => {
      expect(decode({ eventCode })).toMatchObject({
        outcome: "unrecognised",
        reason: "event_unknown",
        wireEvent: eventCode,
      })
    },
  )

  test.each([
    ["eventCode", "field_missing"],
    ["pspReference", "field_missing"],
    ["success", "field_invalid"],
  ])("an item without %s is shown to a person", (field, reason) => {
    expect(decode({ [field]: undefined })).toMatchObject({ outcome: "unrecognised", reason })
  })

  test.each(["a\u0000b", "x".repeat(256), "a\nb", "\ud800"])(
    "a reference that no database keeps is shown to a person: %j",
    (pspReference) => {
      expect(decode({ pspReference })).toMatchObject({ reason: "field_invalid" })
    },
  )
})

describe("several items in one request", () => {
  const decline = { ...CLASSIC_ITEM, eventCode: "PAYOUT_DECLINE", pspReference: "P2" }
  const report = { ...CLASSIC_ITEM, eventCode: "REPORT_AVAILABLE" }
  const strange = { ...CLASSIC_ITEM, eventCode: "NEW_THING" }

  test("are facts of their own, in the order they came", () => {
    const decoded = batch(CLASSIC_ITEM, report, decline)
    expect(decoded).not.toHaveProperty("alsoUnrecognised")
    expect(decoded).toMatchObject({
      outcome: "events",
      events: [{ wireEvent: "PAYOUT_THIRDPARTY" }, { wireEvent: "PAYOUT_DECLINE" }],
    })
  })

  test("apply although one of them is not understood, which a person sees", () => {
    expect(batch(strange, decline)).toMatchObject({
      outcome: "events",
      events: [{ wireEvent: "PAYOUT_DECLINE" }],
      alsoUnrecognised: [{ reason: "event_unknown", wireEvent: "NEW_THING" }],
    })
  })

  test("are ignored when all are, and shown when none is understood", () => {
    expect(batch(report, report)).toMatchObject({ outcome: "ignored" })
    expect(batch(report, strange)).toMatchObject({ outcome: "unrecognised" })
  })
})

describe("the form and SOAP say the same as JSON", () => {
  test("a form, with spaces, UTF-8, empty fields and two decimals of a second", () => {
    expect(only(adyen.decode(request(fixture("form-thirdparty.txt"))))).toMatchObject({
      providerId: "K7RTXW2Q9MZBPS82",
      aliases: ["Q4HNC8VWT6LGJD65"],
      reference: "Rent & café",
      occurredAt: "2026-03-05T07:14:07.250Z",
      live: false,
      status: "processing",
      amount: { amount: 1_255_000n, currency: "EUR" },
      details: { channelCode: "bankTransfer_NL", extra: { fundingSource: "DEBIT" } },
    })
  })

  test("SOAP, with prefixes, nil, references and a leading space", () => {
    expect(only(adyen.decode(request(fixture("soap-two-items.xml"))))).toMatchObject({
      reference: ` Rent & <café> A'"`,
      occurredAt: "2026-03-05T07:14:07.250Z",
      status: "cancelled",
      reason: "declined",
      amount: { amount: 125_500_000n, currency: "JPY" },
      details: { channelCode: "bankTransfer_IBAN", extra: { fundingSource: "DEBIT" } },
    })
  })

  test("SOAP as the documentation prints it: other spellings and a list never closed", () => {
    expect(only(adyen.decode(request(fixture("soap-unclosed.xml"))))).toMatchObject({
      providerId: "K7RTXW2Q9MZBPS82",
      status: "reversed",
      reference: "Payout-0042",
    })
  })

  test("the content type is never asked", () => {
    const headers = { "content-type": ["application/json"] }
    const soap = adyen.decode(request(fixture("soap-two-items.xml"), headers))
    const form = adyen.decode(request(fixture("form-thirdparty.txt"), headers))
    expect([soap.outcome, form.outcome]).toEqual(["events", "events"])
  })
})

describe("the acknowledgement", () => {
  test("is [accepted] in plain text, and in an envelope for SOAP", () => {
    expect(adyen.acknowledge(request(classicBody()))).toMatchObject({
      status: 200,
      body: "[accepted]",
      contentType: "text/plain; charset=utf-8",
    })
    const soap = adyen.acknowledge(request(fixture("soap-two-items.xml")))
    expect(soap).toMatchObject({ status: 200, contentType: "text/xml; charset=utf-8" })
    expect(soap.body).toMatch(
      /<sendNotificationResponse xmlns="http:\/\/notification\.services\.adyen\.com"><notificationResponse>\[accepted\]</,
    )
  })

  test("is an envelope for SOAP that cannot be understood, too", () => {
    expect(adyen.acknowledge(request("<broken")).contentType).toMatch(/xml/)
  })
})
