import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { PayoutEvent } from "../../payout/event.ts"
import type { Decoded } from "../provider.ts"
import { decode } from "./decode.ts"
import { decodeFixture, fixtureText, request } from "./fixtures/read-fixture.ts"

function events(decoded: Decoded) {
  if (decoded.outcome !== "events") throw new Error(JSON.stringify(decoded))
  return decoded.events
}

function payout(name: string): PayoutEvent {
  const [event] = events(decodeFixture(name))
  if (event?.subject !== "payout") throw new Error("no payout")
  return event
}

describe("payouts v2", () => {
  it("reads the documented form in full", () => {
    expect(events(decodeFixture("v2-documented-succeeded"))).toEqual([
      {
        subject: "payout",
        key: "payout:disb-7b1f0c9e42d8a6350e914cb2:SUCCEEDED",
        wireEvent: "payout.succeeded",
        providerId: "disb-7b1f0c9e42d8a6350e914cb2",
        live: null,
        account: "62c4d1e09a3b7f0012ab34cd",
        occurredAt: "2025-03-14T09:26:53.000Z",
        order: "2025-03-14T09:26:52.000Z",
        aliases: [],
        batchProviderId: null,
        reference: "courier-2025-11-0042",
        status: "paid",
        reason: null,
        failure: null,
        amount: { amount: 2_750_000_000n, currency: "IDR" },
        details: {
          channelCode: "ID_MANDIRI",
          description: "Courier fee, week 11",
          metadata: { route: "JKT-07", week: "11" },
          destination: { accountNumber: "1370011223344", accountHolderName: "Sari Wulandari" },
          receiptNotification: {
            email_to: ["sari@example.com"],
            email_cc: ["finance@example.com", "ops@example.com"],
          },
          createdAt: "2025-03-14T09:24:10.000Z",
          estimatedArrivalAt: "2025-03-14T09:39:10.000Z",
        },
      },
    ])
  })

  it("reads the real, flat form as the same facts", () => {
    const event = payout("v2-flat-succeeded")
    expect(event).toMatchObject({
      account: "62c4d1e09a3b7f0012ab34cd",
      status: "paid",
      reference: "prize-118",
      amount: { amount: 12_505_000n, currency: "PHP" },
      occurredAt: "2026-02-03T04:05:06.789Z",
      order: "2026-02-03T04:05:06.611Z",
    })
    expect(event.details).toEqual({
      channelCode: "PH_PAYMAYA",
      description: "Prize money",
      destination: { accountNumber: "09179876543", accountHolderName: "Jose Dela Cruz" },
      createdAt: "2026-02-03T04:03:41.120Z",
      estimatedArrivalAt: "2026-02-03T04:18:41.118Z",
      extra: {
        idempotency_key: "prize-118-a",
        channel_category: "EWALLET",
        connector_reference: "SIMULATED_CONNECTOR_REFERENCE_1770091506001_7",
      },
    })
  })

  it("tells why a payout failed", () => {
    const event = payout("v2-flat-failed")
    expect(event.status).toBe("failed")
    expect(event.failure).toEqual({
      code: "rejected_by_bank",
      providerCode: "REJECTED_BY_CHANNEL",
      providerReason: null,
    })
    expect(event.details.description).toBeUndefined()
  })

  it("tells a reversal of the same payout under another key and a later order", () => {
    const paid = payout("v2-documented-succeeded")
    const reversed = payout("v2-reversed")
    expect(reversed).toMatchObject({ status: "reversed", failure: null })
    expect(reversed.providerId).toBe(paid.providerId)
    expect(reversed.key).not.toBe(paid.key)
    expect(reversed.order! > paid.order!).toBe(true)
  })

  it("keeps the destination of a cash payout, whatever its fields are called", () => {
    const event = payout("v2-cash-cancelled")
    expect(event).toMatchObject({ status: "cancelled", reason: null })
    expect(event.details.destination).toEqual({
      extra: {
        payout_code: "004410098127736450021",
        recipient_given_names: "Liza",
        recipient_surname: "Manalo",
        expires_at: "2025-04-08T08:00:12.001Z",
      },
    })
  })

  it.each(["MOBILE_NO", "NATIONAL_ID", "PASSPORT", "BUSINESS_REGISTRATION", "BANK_ACCOUNT", "NEW"])(
    "keeps the account type %s, one outside the documented sets too",
    (accountType) => {
      const body = JSON.parse(fixtureText("v2-documented-succeeded"))
      body.data.channel_code = "MY_DUITNOW"
      body.data.currency = "MYR"
      body.data.channel_properties.account_type = accountType
      const [event] = events(decode(request(JSON.stringify(body))))
      expect(event).toMatchObject({ details: { destination: { accountType } } })
    },
  )

  it("keeps the inner business_id where it is another than the outer one", () => {
    const body = JSON.parse(fixtureText("v2-documented-succeeded"))
    body.data.business_id = "6018306aa16ad90cb3c43ba7"
    const [event] = events(decode(request(JSON.stringify(body))))
    expect(event).toMatchObject({
      account: "62c4d1e09a3b7f0012ab34cd",
      details: { extra: { business_id: "6018306aa16ad90cb3c43ba7" } },
    })
  })

  it("keeps a channel property that no page names", () => {
    const body = JSON.parse(fixtureText("v2-documented-succeeded"))
    body.data.channel_properties.currency = "IDR"
    expect(decode(request(JSON.stringify(body)))).toMatchObject({
      events: [{ details: { destination: { extra: { currency: "IDR" } } } }],
    })
  })

  it("keeps a date that is no date as it came, and the news with it", () => {
    const body = JSON.parse(fixtureText("v2-flat-succeeded"))
    body.data.updated = "yesterday"
    const [event] = events(decode(request(JSON.stringify(body))))
    expect(event).toMatchObject({
      status: "paid",
      order: null,
      details: { extra: { updated: "yesterday" } },
    })
  })
})

describe("payouts v3", () => {
  it("reads minor units on both sides", () => {
    expect(payout("v3-succeeded")).toMatchObject({
      providerId: "po-6d0c7e1f-2b48-4a9d-b3c5-18f7e09a2d64",
      status: "paid",
      amount: { amount: 19_875_000n, currency: "USD" },
      details: {
        sourceAmount: { amount: 325_000_000_000n, currency: "IDR" },
        destination: {
          accountNumber: "000123456789",
          accountHolderName: "Bean Imports LLC",
          extra: { account_country: "US", routing_type_1: "ABA", routing_value_1: "323070380" },
        },
        extra: { "sender.business_name": "Kopi Senja PT", "recipient.address.city": "Portland" },
      },
    })
  })

  it("counts the rupiah whole", () => {
    expect(payout("v3-pending-compliance")).toMatchObject({
      status: "pending",
      reason: "compliance_review",
      amount: { amount: 16_250_000_000n, currency: "IDR" },
      details: { sourceAmount: { amount: 1_000_000n, currency: "USD" } },
    })
  })

  it("reads stringified amounts, and tells no source amount that is the amount", () => {
    const event = payout("v3-failed")
    expect(event.amount).toEqual({ amount: 5_000_000n, currency: "PHP" })
    expect(event.details.sourceAmount).toBeUndefined()
    expect(event.failure).toMatchObject({ code: "destination_invalid" })
  })

  it("takes a rejection for a refusal by compliance, unless a failure code says more", () => {
    expect(payout("v3-rejected")).toMatchObject({
      status: "failed",
      failure: { code: "compliance_rejected", providerCode: null },
    })
  })

  it("reads a reversal", () => expect(payout("v3-reversed").status).toBe("reversed"))
})

describe("cross-border payouts", () => {
  it("reads the flat body in main units", () => {
    expect(payout("remittance-pending-compliance")).toMatchObject({
      providerId: "rpo_77d1c2b3-5e6f-4a0b-8c9d-0123456789ab",
      status: "pending",
      reason: "compliance_review",
      account: "665a11ef233a8b80545500aa",
      amount: { amount: 25_000_000_000n, currency: "IDR" },
      occurredAt: "2025-01-20T03:15:10.900Z",
      details: {
        createdAt: "2025-01-20T03:15:10.100Z",
        sourceAmount: { amount: 1_485_000n, currency: "EUR" },
        extra: { purpose_code: "OTHER", sender_customer_id: "cust-9f8e" },
      },
    })
    expect(payout("remittance-succeeded").status).toBe("paid")
  })
})

describe("legacy disbursements", () => {
  it("reads the Indonesian callback as rupiah", () => {
    expect(payout("legacy-id-completed")).toMatchObject({
      key: "payout:58685f20cc2e3c72a3bf10d4:COMPLETED",
      wireEvent: "disbursement.completed",
      status: "paid",
      account: "58d2a7b1364cf90011aa22bb",
      reference: "salary_1483228800",
      amount: { amount: 43_500_000_000n, currency: "IDR" },
      details: {
        channelCode: "BNI",
        description: "Salary January",
        destination: { accountHolderName: "Bayu Pratama" },
        extra: { is_instant: "true" },
      },
    })
    expect(payout("legacy-id-failed")).toMatchObject({
      status: "failed",
      failure: { code: "bank_network_error", providerCode: "SWITCHING_NETWORK_ERROR" },
    })
  })

  it("reads the Philippine callback", () => {
    expect(payout("legacy-ph-completed")).toMatchObject({
      status: "paid",
      reference: "fee-31",
      account: null,
      amount: { amount: 3_207_500n, currency: "PHP" },
      details: {
        channelCode: "PH_GCASH",
        destination: { accountNumber: "09170001122", accountHolderName: "R. Santos" },
      },
    })
  })

  it("reads a batch as itself and its payouts", () => {
    const [batch, ...payouts] = events(decodeFixture("legacy-batch-completed"))
    expect(batch).toMatchObject({
      subject: "batch",
      providerId: "5d1c3f7e9b2a400019c0ffee",
      status: "done",
      counters: {
        currency: "IDR",
        pending: { count: 0, amount: 0n },
        success: { count: 2, amount: 600_000_000n },
        failed: { count: 1, amount: 300_000_000n },
      },
    })
    expect(payouts).toHaveLength(3)
    expect(payouts[2]).toMatchObject({
      providerId: "5d1c3f7e9b2a400019c00003",
      batchProviderId: "5d1c3f7e9b2a400019c0ffee",
      status: "failed",
      reference: "payroll-2019-07-3",
      details: { destination: { accountNumber: "0000000000", accountHolderName: "Fitri" } },
    })
  })

  it("applies what it understands of a batch and parks the rest", () => {
    const body = JSON.parse(fixtureText("legacy-batch-completed"))
    body.status = "NEEDS_APPROVAL"
    body.disbursements[1].amount = 12.345
    const decoded = decode(request(JSON.stringify(body)))
    expect(events(decoded)).toHaveLength(2)
    expect(decoded).toMatchObject({
      alsoUnrecognised: [{ reason: "status_unknown" }, { reason: "amount_invalid" }],
    })
  })
})

const seed = new URL("../../../../shared/seeds/003_12110d92f533b6e7.txt", import.meta.url)

describe.skipIf(!existsSync(seed))("the vendor's page", () => {
  it("prints a body that is read as printed", () => {
    const page = readFileSync(seed, "utf8")
    const printed = page.slice(page.indexOf("{\n"), page.indexOf("\n}\n") + 3)
    const [event] = events(decode(request(printed)))
    expect(event).toEqual({
      subject: "payout",
      key: "payout:disb-571f3644d2b4edf0745e9703:SUCCEEDED",
      wireEvent: "payout.succeeded",
      providerId: "disb-571f3644d2b4edf0745e9703",
      live: null,
      account: "5f27a14a9bf05c73dd040bc8",
      occurredAt: "2025-01-01T23:55:59.000Z",
      order: "2024-12-31T23:53:59.000Z",
      aliases: [],
      batchProviderId: null,
      reference: "myref-1482928194",
      status: "paid",
      reason: null,
      failure: null,
      amount: { amount: 100_000_000n, currency: "IDR" },
      details: {
        channelCode: "ID_BCA",
        description: "July payout",
        destination: { accountNumber: "000000000099", accountHolderName: "Michael Chen" },
        createdAt: "2024-12-31T23:53:59.000Z",
        estimatedArrivalAt: "2024-12-31T23:59:59.000Z",
        extra: { business_id: "6018306aa16ad90cb3c43ba7" },
      },
    })
  })
})
