import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import type { PaidoutEvent } from "../../payout/event.ts"
import type { Decoded } from "../provider.ts"
import { decode } from "./decode.ts"
import { failureCodeOf } from "./status.ts"

const FIXTURES = new URL("./fixtures/", import.meta.url)
const UUID = "5b0e6a52-6f0f-4c3b-9a55-0d3c1f1c7a10"
const MERCHANT = "3f7d2b1e-94b6-4f0a-8a39-5b8f2c6d1e77"
const SESSION = "8c1d0f7e-1f4b-4a3e-b0d5-2f9f9d0a6b21"
const CHARGE = "0a1b2c3d-0000-4000-8000-00000000000"

function text(name: string): string {
  return readFileSync(new URL(`${name}.json`, FIXTURES), "utf8")
}

function decodeText(body: string): Decoded {
  return decode({ headers: {}, body: Buffer.from(body) })
}

function decodeFixture(name: string, from = "", to = ""): Decoded {
  const body = text(name)
  if (!body.includes(from)) throw new Error(`The fixture ${name} holds no ${from}.`)
  return decodeText(body.replaceAll(from, to))
}

function only<Subject extends PaidoutEvent["subject"]>(
  subject: Subject,
  decoded: Decoded,
): Extract<PaidoutEvent, { subject: Subject }> {
  const [event, ...more] = decoded.outcome === "events" ? decoded.events : []
  if (event?.subject !== subject || more.length > 0) {
    throw new Error(`Not one ${subject}, but ${decoded.outcome}.`)
  }
  return event as Extract<PaidoutEvent, { subject: Subject }>
}

describe("a single payout", () => {
  test("that succeeded is paid, every field of the wire read", () => {
    expect(decodeFixture("payout-success")).toEqual({
      outcome: "events",
      events: [
        {
          subject: "payout",
          key: `payout:${UUID}:INV-2041:SUCCESS`,
          wireEvent: "PAYOUT.SUCCESS",
          providerId: `${UUID}:INV-2041`,
          live: null,
          account: MERCHANT,
          occurredAt: null,
          order: null,
          aliases: [],
          batchProviderId: UUID,
          reference: "INV-2041",
          status: "paid",
          reason: null,
          failure: null,
          amount: { amount: 2_750_000_000n, currency: "IDR" },
          details: {},
        },
      ],
    })
  })

  test("is the same fact with reason null and with an empty one", () => {
    expect(decodeFixture("payout-success-guide")).toEqual(decodeFixture("payout-success"))
  })

  test("that failed carries the failure's code and Pivot's own words", () => {
    expect(only("payout", decodeFixture("payout-failed"))).toMatchObject({
      status: "failed",
      failure: {
        code: "destination_inactive",
        providerCode: null,
        providerReason: "Dormant account",
      },
    })
  })

  test("keeps an unknown reason verbatim", () => {
    const event = only(
      "payout",
      decodeFixture("payout-failed", "Dormant account", " Kliring tutup! "),
    )
    expect(event.failure).toEqual({
      code: "unknown",
      providerCode: null,
      providerReason: " Kliring tutup! ",
    })
  })

  test("that is delayed is still processing, whichever unfinished word it carries", () => {
    const delayed = only("payout", decodeFixture("payout-delayed"))
    expect(delayed).toMatchObject({ status: "processing", reason: "delayed", failure: null })
    const pending = decodeFixture("payout-delayed", '"DELAYED"', '"PENDING"')
    expect(only("payout", pending)).toEqual(delayed)
  })

  test("may come in a list: several facts, the odd one named beside them", () => {
    const body = JSON.parse(text("payout-success"))
    const item = body.data.payouts
    const other = { ...item, referenceId: "INV-2099" }
    const odd = { ...item, referenceId: "INV-3000", amount: { currency: "IDR", value: "-1" } }
    body.data.payouts = [item, other, odd]
    const decoded = decodeText(JSON.stringify(body))
    expect(decoded).toMatchObject({
      outcome: "events",
      events: [{ reference: "INV-2041" }, { reference: "INV-2099" }],
      alsoUnrecognised: [{ reason: "amount_invalid", wireEvent: "PAYOUT.SUCCESS" }],
    })
  })

  test.each([
    ['"275000"', 2_750_000_000n],
    ["275000", 2_750_000_000n],
    ['"275000.00"', 2_750_000_000n],
    ["275000.0", 2_750_000_000n],
    ["9007199254740993", 90_071_992_547_409_930_000n],
    ['"0"', 0n],
  ])("reads the amount %s exactly", (wire, amount) => {
    expect(only("payout", decodeFixture("payout-success", '"275000"', wire)).amount).toEqual({
      amount,
      currency: "IDR",
    })
  })

  test.each([
    ...["-1", '"-1"', "2.75e5", '"275000.50"', '"275,000"', '""', "true", "[1]", '"Rp 275000"'],
    `"${"9".repeat(40)}"`,
  ])("refuses the amount %s", (wire) => {
    expect(decodeFixture("payout-success", '"275000"', wire)).toMatchObject({
      outcome: "unrecognised",
      reason: "amount_invalid",
    })
  })
})

describe("a bulk payout", () => {
  test("that is done says so with its counters, not that every payout succeeded", () => {
    const counter = (count: number, amount: bigint) => ({ count, amount })
    expect(only("batch", decodeFixture("bulk-done"))).toEqual({
      subject: "batch",
      key: `batch:${UUID}:PAYOUT.DONE:1:275000:2:300000:1:50000:0:0`,
      wireEvent: "PAYOUT.DONE",
      providerId: UUID,
      live: null,
      account: MERCHANT,
      occurredAt: null,
      order: null,
      status: "done",
      reason: null,
      counters: {
        currency: "IDR",
        pending: counter(1, 2_750_000_000n),
        success: counter(2, 3_000_000_000n),
        failed: counter(1, 500_000_000n),
        cancelled: counter(0, 0n),
      },
    })
  })

  test("of an older page without cancelled counters counts none", () => {
    expect(only("batch", decodeFixture("bulk-done-older")).counters?.cancelled).toEqual({
      count: 0,
      amount: 0n,
    })
  })

  test.each([
    ["bulk-pending", { status: "pending", reason: "insufficient_balance" }],
    ["bulk-delayed", { status: "processing", reason: "delayed" }],
    ["bulk-cancelled", { status: "cancelled", reason: null }],
  ])("%s is told from the single form by its shape", (name, expected) => {
    expect(only("batch", decodeFixture(name))).toMatchObject({ subject: "batch", ...expected })
  })

  test("with other counters is another fact", () => {
    const changed = only("batch", decodeFixture("bulk-done", ": 2,", ": 3,"))
    expect(changed.key).not.toBe(only("batch", decodeFixture("bulk-done")).key)
  })

  test.each([
    ['"totalFailedCount": 1,', "", "field_missing"],
    ['"totalFailedCount": 1,', '"totalFailedCount": -1,', "field_invalid"],
    ['"totalFailedCount": 1,', '"totalFailedCount": 1.5,', "field_invalid"],
    ['"totalFailedAmount": 50000', '"totalFailedAmount": 50000.5', "amount_invalid"],
    ['"totalFailedAmount": 50000', '"totalFailedAmount": 5e4', "amount_invalid"],
    ['"payoutResults"', '"results"', "field_missing"],
    ['"payoutResults"', '"payouts"', "contradiction"],
    [`"uuid": "${UUID}",`, "", "field_missing"],
    [UUID, "a:b", "field_invalid"],
  ])("%s as %j is refused as %s", (from, to, reason) => {
    expect(decodeFixture("bulk-done", from, to)).toMatchObject({
      outcome: "unrecognised",
      reason,
    })
  })
})

describe("the event's name and the status", () => {
  test.each([
    ["payout-success", '"SUCCESS"', '"FAILED"', "contradiction"],
    ["payout-failed", '"FAILED"', '"SUCCESS"', "contradiction"],
    ["payout-delayed", '"DELAYED"', '"SUCCESS"', "contradiction"],
    ["payout-success", '"SUCCESS"', '"REVERSED"', "status_unknown"],
    ["bulk-done", '"DONE"', '"PENDING"', "contradiction"],
    ["bulk-delayed", '"DELAYED"', '"DONE"', "contradiction"],
    ["bulk-cancelled", '"CANCELLED"', '"NOPE"', "status_unknown"],
    ["payment-paid", '"PAID"', '"EXPIRED"', "contradiction"],
    ["payment-cancelled", '"CANCELLED"', '"PAID"', "contradiction"],
    ["payment-paid", '"PAID"', '"toString"', "status_unknown"],
    ["charge-success", '"SUCCESS"', '"FAILED"', "contradiction"],
  ])("%s with %s as %s is refused as %s", (name, from, to, reason) => {
    expect(decodeFixture(name, from, to)).toMatchObject({ outcome: "unrecognised", reason })
  })
})

describe("a payment", () => {
  test("that is paid is read with its charges, times and metadata", () => {
    expect(only("payment", decodeFixture("payment-paid"))).toEqual({
      subject: "payment",
      key: `payment:${SESSION}:PAID:${CHARGE}2`,
      wireEvent: "PAYMENT.PAID",
      providerId: SESSION,
      live: null,
      account: null,
      occurredAt: "2026-02-03T04:06:07.020Z",
      order: "2026-02-03T04:06:07.020Z",
      reference: "ORDER-77",
      status: "paid",
      cancellationReason: null,
      amount: { amount: 800_010_000n, currency: "IDR" },
      paymentType: "single",
      paidCharge: null,
      charges: [
        {
          providerId: `${CHARGE}1`,
          status: "FAILED",
          amount: { amount: 800_010_000n, currency: "IDR" },
          paidAt: null,
        },
        {
          providerId: `${CHARGE}2`,
          status: "SUCCESS",
          amount: { amount: 800_010_000n, currency: "IDR" },
          paidAt: "2026-02-03T04:06:06.000Z",
        },
      ],
      metadata: { invoiceNo: "INV-77", table: 4 },
      createdAt: "2026-02-03T04:05:06.000Z",
      expiresAt: "2026-02-03T04:20:06.000Z",
    })
  })

  test("under its stale name PAYMENT.SUCCESS is the same fact", () => {
    const stale = only("payment", decodeFixture("payment-paid", "PAYMENT.PAID", "PAYMENT.SUCCESS"))
    expect(stale).toMatchObject({ status: "paid", wireEvent: "PAYMENT.SUCCESS" })
    expect(stale.key).toBe(only("payment", decodeFixture("payment-paid")).key)
  })

  test("that is cancelled keeps the reason; a time-out is a cancellation", () => {
    expect(only("payment", decodeFixture("payment-cancelled"))).toMatchObject({
      status: "cancelled",
      cancellationReason: "REQUESTED_BY_CUSTOMER",
    })
    const expired = decodeFixture("payment-cancelled", '"CANCELLED"', '"EXPIRED"')
    expect(only("payment", expired).status).toBe("cancelled")
  })

  test("in progress is processing, whichever open state it carries", () => {
    for (const word of ["PROCESSING", "REQUIRE_ACTION", "ACTIVE"]) {
      const decoded = decodeFixture("payment-processing", '"PROCESSING"', `"${word}"`)
      expect(only("payment", decoded).status).toBe("processing")
    }
  })

  test("of several charges tells of the one paid last, and stays open", () => {
    expect(only("payment", decodeFixture("charge-success"))).toMatchObject({
      key: `payment:${SESSION}:CHARGE:${CHARGE}1,${CHARGE}2`,
      status: "processing",
      paymentType: "multiple",
      paidCharge: `${CHARGE}2`,
    })
  })

  test("may be told by the charge alone", () => {
    const [charge] = JSON.parse(text("charge-success")).data.chargeDetails
    const decoded = decodeText(JSON.stringify({ event: "CHARGE.SUCCESS", data: charge }))
    expect(only("payment", decoded)).toMatchObject({
      key: `payment:${SESSION}:CHARGE:${CHARGE}2`,
      providerId: SESSION,
      reference: "ORDER-77",
      paidCharge: `${CHARGE}2`,
      amount: null,
    })
  })

  test("with very many charges still has a key of at most 500 characters, of its own", () => {
    const body = JSON.parse(text("payment-paid"))
    const keyOf = (count: number): string => {
      body.data.chargeDetails = Array.from({ length: count }, (_, i) => ({
        id: `charge-${i}`,
        status: "SUCCESS",
      }))
      return only("payment", decodeText(JSON.stringify(body))).key
    }
    expect(keyOf(2000).length).toBeLessThanOrEqual(500)
    expect(keyOf(2000)).not.toBe(keyOf(2001))
  })
})

test.each(readdirSync(FIXTURES).filter((name) => name.startsWith("other-")))(
  "%s is known and about no payout, batch or payment",
  (file) => {
    const name = file.replace(".json", "")
    const wireEvent: unknown = JSON.parse(text(name)).event
    expect(decodeFixture(name)).toEqual({ outcome: "ignored", wireEvent })
  },
)

test.each([
  ["", "body_empty"],
  ["PAYOUT.SUCCESS", "body_malformed"],
  ["[]", "body_malformed"],
  ["{}", "field_missing"],
  ['{"event":1}', "field_invalid"],
  ['{"event":"PAYOUT.REVERSED","data":{}}', "event_unknown"],
  ['{"event":"payout.success","data":{}}', "event_unknown"],
  ['{"event":"toString","data":{}}', "event_unknown"],
  ['{"event":"REFUND.\\u0000","data":{}}', "field_invalid"],
  ['{"event":"PAYOUT.SUCCESS"}', "field_missing"],
  ['{"event":"PAYOUT.SUCCESS","data":{"uuid":"u"}}', "field_missing"],
  ['{"event":"PAYOUT.SUCCESS","data":{"uuid":"u","payouts":[]}}', "field_missing"],
  ['{"event":"PAYOUT.SUCCESS","data":{"uuid":"u","payouts":["x"]}}', "field_invalid"],
  ['{"event":"PAYOUT.SUCCESS","data":{"__proto__":{"uuid":"u"},"payouts":{}}}', "field_missing"],
  ['{"event":"PAYOUT.DELAYED","data":{"uuid":"u"}}', "field_missing"],
])("%j is refused as %s", (body, reason) => {
  expect(decodeText(body)).toMatchObject({ outcome: "unrecognised", reason })
})

test("a reference with NUL or half a character is refused: it could not be stored", () => {
  for (const reference of ["INV\\u0000", "INV\\ud800"]) {
    expect(decodeFixture("payout-success", "INV-2041", reference)).toMatchObject({
      outcome: "unrecognised",
      reason: "field_invalid",
    })
  }
})

test.each([
  ["Invalid account", "destination_invalid"],
  ["Inactive account", "destination_inactive"],
  ["Dormant account", "destination_inactive"],
  ["Failed to process by Bank Network", "bank_network_error"],
  ["Feature not allowed at this time", "not_allowed"],
  ["Unknown Bank Network error", "bank_network_error"],
  ["Declined due to beneficiary limit", "destination_limit"],
  ["Insufficient Balance", "insufficient_balance"],
  ["  dormant   ACCOUNT. ", "destination_inactive"],
  ["constructor", "unknown"],
  ["", "unknown"],
  [null, "unknown"],
])("the reason %j is the failure %s", (reason, code) => {
  expect(failureCodeOf(reason)).toBe(code)
})
