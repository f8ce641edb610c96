import { expect, test } from "vitest"
import { foreignPayout, newsOf, standing, wishFor } from "./fixtures/foreign-payouts.ts"
import { adyen } from "./index.ts"

const { dialect } = adyen

test.each([
  ["pending", null, "received", undefined],
  ["pending awaiting_review", null, "approvalPending", undefined],
  ["pending compliance_review", null, "received", { type: "internalReview", status: "pending" }],
  ["processing", null, "authorised", undefined],
  ["processing booked", null, "booked", undefined],
  ["paid", null, "booked", { type: "confirmation", status: "credited" }],
  ["failed", null, "failed", undefined],
  ["cancelled", null, "cancelled", undefined],
  ["cancelled", "authorised", "failed", undefined],
  ["failed", "credited", "returned", undefined],
  ["reversed", "credited", "returned", undefined],
] as const)("%s after %s has status %s and tracking %o", (stands, toldBefore, status, tracking) => {
  const event = foreignPayout(standing(stands))
  const said = dialect.tell(newsOf(event), wishFor("transfer", { toldBefore }))
  const body = JSON.parse(String(said?.webhook.body))
  expect(body).toMatchObject({
    type: `balancePlatform.transfer.${toldBefore === null ? "created" : "updated"}`,
    environment: "live",
    timestamp: "2026-03-05T07:14:09.500Z",
    data: {
      id: event.providerId,
      reference: event.reference,
      status,
      sequenceNumber: 3,
      direction: "outgoing",
      category: "bank",
      type: "bankTransfer",
      amount: { value: 275_000, currency: "IDR" },
      updatedAt: event.occurredAt,
    },
  })
  expect(body.data.tracking).toEqual(tracking)
})

test("keeps another provider's codes out of Adyen's lists", () => {
  const event = foreignPayout({
    ...standing("failed"),
    failure: { code: "destination_inactive", providerCode: "ACC_BLOCKED", providerReason: "No." },
    details: {
      ...foreignPayout().details,
      destination: { accountNumber: "1", accountType: "BANK", extra: { iban: "x" } },
      extra: { status: "credited", "tracking.status": "credited", "tracking.type": "x" },
    },
  })
  const said = dialect.tell(newsOf(event), wishFor("transfer"))
  const { data } = JSON.parse(String(said?.webhook.body))
  expect(data).toMatchObject({
    status: "failed",
    reason: "counterpartyAccountClosed",
    externalReason: { code: "ACC_BLOCKED", description: "No." },
    counterparty: { bankAccount: { accountIdentification: { accountNumber: "1" } } },
  })
  expect(data.tracking).toBeUndefined()
  expect(data.counterparty.bankAccount.accountIdentification).toEqual({ accountNumber: "1" })
})

test("leaves out what an earlier webhook said of the status, and keeps what else it said", () => {
  const extra = {
    status: "booked",
    "tracking.type": "confirmation",
    "tracking.status": "credited",
    balancePlatform: "LanternPlatform",
  }
  const wireEvent = "balancePlatform.transfer.updated"
  const event = foreignPayout({ ...standing("reversed"), wireEvent, details: { extra } })
  const said = dialect.tell(newsOf(event), wishFor("transfer", { toldBefore: "credited" }))
  const { data } = JSON.parse(String(said?.webhook.body))
  expect(data).toMatchObject({ status: "returned", balancePlatform: "LanternPlatform" })
  expect(data.tracking).toBeUndefined()
})
