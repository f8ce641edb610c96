import { describe, expect, test } from "vitest"
import type { PayoutEvent } from "../../payout/event.ts"
import { adyen } from "./index.ts"
import { fixture, request, transferBody } from "./fixtures/requests.ts"

function decode(
  overrides: Readonly<Record<string, unknown>> = {},
  envelope: Readonly<Record<string, unknown>> = {},
) {
  return adyen.decode(request(transferBody(overrides, envelope)))
}

function only(decoded: ReturnType<typeof adyen.decode>): PayoutEvent {
  const event = decoded.outcome === "events" ? decoded.events[0] : undefined
  if (event?.subject !== "payout") throw new Error(`no payout event: ${JSON.stringify(decoded)}`)
  return event
}

describe("what a transfer says of a payout", () => {
  test.each([
    ["approvalPending", "pending", "awaiting_review"],
    ["received", "pending", null],
    ["authorised", "processing", null],
    ["pending", "processing", null],
    ["bookingPending", "processing", null],
    ["bankTransferPending", "processing", null],
    ["booked", "processing", "booked"],
    ["credited", "paid", null],
    ["failed", "failed", null],
    ["refused", "failed", null],
    ["returned", "reversed", null],
    ["cancelled", "cancelled", null],
  ])("%s: %s", (wire, status, reason) => {
    expect(only(decode({ status: wire }))).toMatchObject({ status, reason })
  })

  test.each(["somethingNew", "Booked", "captured", "error", "expired", "constructor"])(
    "a status that is not known is shown to a person: %s",
    (status) => {
      expect(decode({ status })).toMatchObject({
        outcome: "unrecognised",
        reason: "status_unknown",
      })
    },
  )

  test.each([
    [
      "credited confirms",
      { status: "booked", tracking: { type: "confirmation", status: "credited" } },
      "paid",
    ],
    [
      "accepted does not",
      { status: "booked", tracking: { type: "confirmation", status: "accepted" } },
      "processing",
    ],
    [
      "an estimation does not",
      { status: "booked", tracking: { type: "estimation" } },
      "processing",
    ],
    [
      "returned stands over credited",
      { status: "returned", tracking: { type: "confirmation", status: "credited" } },
      "reversed",
    ],
    [
      "failed stands over credited",
      { status: "failed", tracking: { type: "confirmation", status: "credited" } },
      "failed",
    ],
  ])("of the tracking, %s", (_name, overrides, status) => {
    expect(only(decode(overrides)).status).toBe(status)
  })

  test("the latest tracking of the history counts where data.tracking is missing", () => {
    const tracking = (trackingData: object) => ({ type: "tracking", trackingData })
    const estimation = tracking({
      type: "estimation",
      estimatedArrivalTime: "2026-03-06T12:00:00Z",
    })
    const credited = tracking({ type: "confirmation", status: "credited" })
    const first = only(decode({ status: "booked", events: [estimation] }))
    expect(first).toMatchObject({
      status: "processing",
      details: { estimatedArrivalAt: "2026-03-06T12:00:00.000Z" },
    })
    expect(only(decode({ status: "booked", events: [estimation, credited] })).status).toBe("paid")
  })

  test("Adyen's own review is a reason to wait, and to fail", () => {
    const review = (status: string) => ({
      type: "internalReview",
      status,
      reason: "refusedForRegulatoryReasons",
    })
    expect(only(decode({ status: "received", tracking: review("pending") }))).toMatchObject({
      status: "pending",
      reason: "compliance_review",
    })
    expect(only(decode({ status: "failed", tracking: review("failed") })).failure).toMatchObject({
      code: "compliance_rejected",
      providerCode: "refusedForRegulatoryReasons",
    })
  })

  test("everything of a v4 delivery that a payout is known by is kept", () => {
    expect(only(adyen.decode(request(fixture("transfer-v4-booked.json"))))).toEqual({
      subject: "payout",
      key: "transfer:4PXN7K2QW9TRVB61:3",
      wireEvent: "balancePlatform.transfer.updated",
      providerId: "4PXN7K2QW9TRVB61",
      aliases: [],
      batchProviderId: null,
      live: true,
      account: null,
      occurredAt: "2026-03-05T01:00:02.000Z",
      order: "0000000000000003",
      reference: "rent-2026-03",
      status: "processing",
      reason: "booked",
      failure: null,
      amount: { amount: 2_750_000_000n, currency: "IDR" },
      details: {
        channelCode: "bank",
        description: "Rent March",
        destination: {
          accountNumber: "0099112233",
          accountHolderName: "Sari Wulan",
          accountType: "numberAndBic",
          extra: { bic: "CENAIDJA" },
        },
        createdAt: "2026-03-05T01:00:00.000Z",
        estimatedArrivalAt: "2026-03-05T03:30:00.000Z",
        extra: {
          status: "booked",
          type: "bankTransfer",
          eventId: "EVJN0000000000000000000003",
          balancePlatform: "LanternPlatform",
          "categoryData.type": "bank",
          "categoryData.priority": "fast",
          "accountHolder.id": "AH3L2N7RENTALS0000000001",
          "balanceAccount.id": "BA3L2N7RENTALS0000000001",
          "tracking.type": "estimation",
        },
      },
    })
  })

  test("a v3 delivery without type, sequence and timestamp is understood", () => {
    expect(only(adyen.decode(request(fixture("transfer-v3-returned.json"))))).toMatchObject({
      key: "transfer:4PXN7K2QW9TRVB62:-:returned:::",
      order: null,
      status: "reversed",
      occurredAt: "2025-05-02T09:20:30.000Z",
      failure: {
        code: "rejected_by_bank",
        providerCode: "refusedByCounterpartyBank",
        providerReason: "Closed account number",
      },
      details: {
        extra: {
          priority: "instant",
          balanceAccountId: "BA3L2N7RENTALS0000000002",
          "externalReason.code": "AC04",
        },
      },
    })
  })

  test("a card transfer is a payout, too", () => {
    const counterparty = { card: { cardHolder: { fullName: "Ana Ruiz" } } }
    expect(only(decode({ category: "card", type: "cardTransfer", counterparty }))).toMatchObject({
      details: { channelCode: "card", destination: { accountHolderName: "Ana Ruiz" } },
    })
  })
})

describe("order and identity of transfers", () => {
  test("the sequence number orders them as text", () => {
    const orders = [9, 10, 100].map(
      (sequenceNumber) => only(decode({ sequenceNumber })).order ?? "",
    )
    expect(orders.toSorted()).toEqual(orders)
  })

  test("without one, the state and its last event tell two webhooks apart", () => {
    const none = { sequenceNumber: undefined }
    const keys = [
      { ...none, status: "booked" },
      { ...none, status: "authorised" },
      { ...none, status: "booked", tracking: { type: "confirmation", status: "accepted" } },
      { ...none, status: "booked", eventId: "EV1" },
      { ...none, status: "booked", id: "4PXN7K2QW9TRVB61:booked" },
    ].map((overrides) => only(decode(overrides)).key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test.each(["-1", "1.5", '"x"', "1e3", "99999999999999999999"])(
    "a sequence number %s is refused",
    (value) => {
      const body = transferBody({ sequenceNumber: "@" }).replace('"@"', value)
      expect(adyen.decode(request(body))).toMatchObject({ reason: "field_invalid" })
    },
  )
})

describe("failures of transfers", () => {
  test.each([
    ["notEnoughBalance", "insufficient_balance"],
    ["counterpartyAccountClosed", "destination_inactive"],
    ["counterpartyAccountNotFound", "destination_invalid"],
    ["refusedByCounterpartyBank", "rejected_by_bank"],
    ["counterpartyBankUnavailable", "bank_network_error"],
    ["amountLimitExceeded", "destination_limit"],
    ["neverHeardOf", "unknown"],
    ["toString", "unknown"],
  ])("%s is %s", (reason, code) => {
    expect(only(decode({ status: "failed", reason })).failure).toEqual({
      code,
      providerCode: reason,
      providerReason: null,
    })
  })

  test("the bank's own words are kept, or at least its code", () => {
    const failed = { status: "failed", reason: "refusedByCounterpartyBank" }
    const described = { ...failed, externalReason: { code: "AC04", description: "Closed account" } }
    expect(only(decode(described)).failure?.providerReason).toBe("Closed account")
    const coded = { ...failed, externalReason: { code: "MS03" } }
    expect(only(decode(coded)).failure?.providerReason).toBe("MS03")
  })
})

describe("what is not a payout", () => {
  test.each([
    ["an incoming one", { direction: "incoming" }],
    ["an internal one", { category: "internal", type: "internalTransfer" }],
    ["a card payment of ours", { category: "issuedCard", type: "payment" }],
    ["a platform payment", { category: "platformPayment", type: "capture" }],
    ["a top-up", { category: "topUp", type: "capture" }],
    ["a direct debit", { type: "bankDirectDebit" }],
    ["a category nobody knows", { category: "grants" }],
    ["a category that is a name of Object", { category: "constructor" }],
  ])("is known and ignored: %s", (_name, overrides) => {
    expect(decode(overrides)).toEqual({
      outcome: "ignored",
      wireEvent: "balancePlatform.transfer.updated",
    })
  })

  test.each([
    "balancePlatform.transaction.created",
    "balancePlatform.report.created",
    "merchant.created",
  ])("%s is known and ignored", (type) => {
    expect(decode({}, { type })).toEqual({ outcome: "ignored", wireEvent: type })
  })

  test.each(["balancePlatform.transfer.deleted", "something.else", ""])(
    "the type %j is shown to a person",
    (type) => {
      expect(decode({}, { type })).toMatchObject({ reason: "event_unknown" })
    },
  )

  test.each([
    ["data", {}, { data: undefined }, "field_missing"],
    ["id", { id: undefined }, {}, "field_missing"],
    ["status", { status: undefined }, {}, "field_missing"],
    ["direction", { direction: undefined }, {}, "field_missing"],
    ["category", { category: undefined }, {}, "field_missing"],
    ["amount", { amount: undefined }, {}, "amount_invalid"],
  ])("a transfer without %s is shown to a person", (_name, overrides, envelope, reason) => {
    expect(decode(overrides, envelope)).toMatchObject({ outcome: "unrecognised", reason })
  })

  test("an environment that is neither test nor live is refused", () => {
    expect(decode({}, { environment: "Live" })).toMatchObject({ reason: "field_invalid" })
    expect(only(decode({}, { environment: "live" })).live).toBe(true)
  })
})
