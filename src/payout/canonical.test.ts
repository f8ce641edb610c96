import { expect, test } from "vitest"
import type { Batch } from "./batch.ts"
import { canonicalBody, EVENT_TYPES, selectsType, type Change } from "./canonical.ts"
import { FAILURE_ADVICE } from "./failure.ts"
import type { Payment } from "./payment.ts"
import type { Payout } from "./payout.ts"
import { BATCH_STATUSES, PAYMENT_STATUSES, PAYOUT_STATUSES } from "./status.ts"

const idText = (kind: string, uuid: string): string => `${kind}-${uuid}`

/** These bytes are signed and read by the merchants' code: they change with a new version only. */
test("the body of payout.failed is frozen to the byte", () => {
  expect(canonicalBody(payoutChange, idText)).toBe(
    `{"type":"payout.failed","timestamp":"2026-11-21T09:00:01.000Z","version":"2026-11-21","data":` +
      `{"payout":{"id":"payout-2","source_id":"source-3","provider":"xendit",` +
      `"provider_id":"disb-7","reference":"order-1","batch_id":"batch-4",` +
      `"amount":{"value":"275000.00","currency":"IDR"},"status":"failed",` +
      `"reason":"destination_invalid","certainty":"confirmed","live":false,"sequence":3,` +
      `"channel_code":"ID_BCA","description":"July","metadata":{"team":"a"},` +
      `"destination":{"account_number":"**** 0099","account_holder_name":"M*** C***",` +
      `"account_type":null},"replaces":"payout-1","failure":{"code":"destination_invalid",` +
      `"provider_code":"INVALID_DESTINATION","provider_reason":null,` +
      `"advice":"mend_destination"},"estimated_arrival_at":"2026-11-21T10:00:00.000Z",` +
      `"created_at":"2026-11-21T08:00:00.000Z","updated_at":"2026-11-21T09:00:01.000Z"},` +
      `"previous_status":"processing","sequence":3,"occurred_at":"2026-11-21T09:00:00.000Z"}}`,
  )
})

test("the body of batch.done is frozen to the byte", () => {
  expect(canonicalBody(batchChange, idText)).toBe(
    `{"type":"batch.done","timestamp":"2026-11-21T09:00:01.000Z","version":"2026-11-21","data":` +
      `{"batch":{"id":"batch-4","source_id":"source-3","provider":"pivot","provider_id":"uuid-1",` +
      `"status":"done","reason":null,"live":true,"sequence":2,"counters":{"currency":"IDR",` +
      `"pending":{"count":0,"value":"0.00"},"success":{"count":2,"value":"20000.00"},` +
      `"failed":{"count":1,"value":"10000.00"},"cancelled":{"count":0,"value":"0.00"}},` +
      `"created_at":"2026-11-21T08:00:00.000Z","updated_at":"2026-11-21T09:00:01.000Z"},` +
      `"previous_status":"processing","sequence":2,"occurred_at":null}}`,
  )
})

test("the body of payment.charge_paid is frozen to the byte", () => {
  expect(canonicalBody(paymentChange, idText)).toBe(
    `{"type":"payment.charge_paid","timestamp":"2026-11-21T09:00:01.000Z","version":"2026-11-21",` +
      `"data":{"payment":{"id":"payment-5","source_id":"source-3","provider":"pivot",` +
      `"provider_id":"ps-1","reference":null,"payment_type":"multiple",` +
      `"amount":{"value":"500","currency":"JPY"},"status":"processing",` +
      `"cancellation_reason":null,"live":true,"sequence":1,"metadata":null,` +
      `"charges":[{"provider_id":"ch-1","status":"SUCCESS",` +
      `"amount":{"value":"500","currency":"JPY"},"paid_at":"2026-11-21T08:59:00.000Z"}],` +
      `"expires_at":null,"created_at":"2026-11-21T08:00:00.000Z",` +
      `"updated_at":"2026-11-21T09:00:01.000Z"},"charge":{"provider_id":"ch-1",` +
      `"status":"SUCCESS","amount":{"value":"500","currency":"JPY"},` +
      `"paid_at":"2026-11-21T08:59:00.000Z"},"previous_status":"processing","sequence":1,` +
      `"occurred_at":null}}`,
  )
})

test("what is unknown of a payout is null, never missing", () => {
  const unknown: Payout = {
    ...payout,
    providerId: null,
    reference: null,
    batchId: null,
    amount: null,
    failure: null,
    channelCode: null,
    description: null,
    metadata: null,
    destination: null,
    replaces: null,
    estimatedArrivalAt: null,
  }
  const keysOf = (change: Change): string[] =>
    Object.keys(JSON.parse(canonicalBody(change, idText)).data.payout)
  expect(keysOf({ ...payoutChange, payout: unknown })).toEqual(keysOf(payoutChange))
})

test("a status's own reason is shown before the failure's code", () => {
  const declined: Change = {
    ...payoutChange,
    payout: { ...payout, status: "cancelled", reason: "declined" },
  }
  expect(JSON.parse(canonicalBody(declined, idText)).data.payout.reason).toBe("declined")
})

test("every status of a payout, batch and payment has its event type, and one charge more", () => {
  expect([...EVENT_TYPES].toSorted()).toEqual(
    [
      ...PAYOUT_STATUSES.map((status) => `payout.${status}`),
      ...BATCH_STATUSES.map((status) => `batch.${status}`),
      ...PAYMENT_STATUSES.map((status) => `payment.${status}`),
      "payment.charge_paid",
    ].toSorted(),
  )
})

test("every failure code has advice that a person can follow", () => {
  expect(FAILURE_ADVICE).toMatchObject({
    insufficient_balance: "top_up_and_retry",
    destination_invalid: "mend_destination",
    temporary_error: "retry_later",
    sanctions_match: "do_not_retry",
    unknown: "ask_provider",
  })
})

test.each([
  { patterns: ["*"], type: "payout.paid", selects: true },
  { patterns: ["payout.*"], type: "payout.paid", selects: true },
  { patterns: ["payout.paid"], type: "payout.paid", selects: true },
  { patterns: ["batch.done", "payout.*"], type: "payout.failed", selects: true },
  { patterns: ["payout.*"], type: "payment.paid", selects: false },
  { patterns: ["pay.*"], type: "payout.paid", selects: false },
  { patterns: ["pay*"], type: "payout.paid", selects: false },
  { patterns: ["payout"], type: "payout.paid", selects: false },
  { patterns: ["payout."], type: "payout.paid", selects: false },
  { patterns: ["payout.paid"], type: "payout.paid_twice", selects: false },
  { patterns: ["PAYOUT.*"], type: "payout.paid", selects: false },
  { patterns: [], type: "payout.paid", selects: false },
])("$patterns selects $type: $selects", ({ patterns, type, selects }) => {
  expect(selectsType(patterns, type)).toBe(selects)
})

const payout: Payout = {
  merchantId: "0",
  id: "2",
  sourceId: "3",
  provider: "xendit",
  providerId: "disb-7",
  reference: "order-1",
  batchId: "4",
  amount: { amount: 2_750_000_000n, currency: "IDR" },
  status: "failed",
  reason: null,
  certainty: "confirmed",
  live: false,
  sequence: 3,
  failure: {
    code: "destination_invalid",
    providerCode: "INVALID_DESTINATION",
    providerReason: null,
  },
  channelCode: "ID_BCA",
  description: "July",
  metadata: { team: "a" },
  destination: {
    account_number: "**** 0099",
    account_holder_name: "M*** C***",
    account_type: null,
  },
  replaces: "1",
  estimatedArrivalAt: "2026-11-21T10:00:00.000Z",
  createdAt: "2026-11-21T08:00:00.000Z",
  updatedAt: "2026-11-21T09:00:01.000Z",
}

const batch: Batch = {
  merchantId: "0",
  id: "4",
  sourceId: "3",
  provider: "pivot",
  providerId: "uuid-1",
  status: "done",
  reason: null,
  live: true,
  sequence: 2,
  counters: {
    currency: "IDR",
    pending: { count: 0, amount: 0n },
    success: { count: 2, amount: 200_000_000n },
    failed: { count: 1, amount: 100_000_000n },
    cancelled: { count: 0, amount: 0n },
  },
  createdAt: "2026-11-21T08:00:00.000Z",
  updatedAt: "2026-11-21T09:00:01.000Z",
}

const charge = {
  providerId: "ch-1",
  status: "SUCCESS",
  amount: { amount: 5_000_000n, currency: "JPY" },
  paidAt: "2026-11-21T08:59:00.000Z",
}

const payment: Payment = {
  merchantId: "0",
  id: "5",
  sourceId: "3",
  provider: "pivot",
  providerId: "ps-1",
  reference: null,
  paymentType: "multiple",
  amount: charge.amount,
  status: "processing",
  cancellationReason: null,
  live: true,
  sequence: 1,
  metadata: null,
  charges: [charge],
  expiresAt: null,
  createdAt: "2026-11-21T08:00:00.000Z",
  updatedAt: "2026-11-21T09:00:01.000Z",
}

const told = {
  eventId: "9",
  merchantId: "0",
  previousStatus: "processing",
  at: "2026-11-21T09:00:01.000Z",
  occurredAt: null,
  wireEvent: "PAYOUT.DONE",
  told: null,
} as const

const payoutChange = {
  ...told,
  subject: "payout",
  type: "payout.failed",
  sequence: 3,
  occurredAt: "2026-11-21T09:00:00.000Z",
  payout,
} as const satisfies Change
const batchChange = {
  ...told,
  subject: "batch",
  type: "batch.done",
  sequence: 2,
  batch,
} as const satisfies Change
const paymentChange = {
  ...told,
  subject: "payment",
  type: "payment.charge_paid",
  sequence: 1,
  payment,
  paidCharge: charge,
} as const satisfies Change
