import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { fixtureText } from "../../src/providers/xendit/fixtures/read-fixture.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, SLOW, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  // The form of v2 that a callback wishes has no say in v3.
  fixture = await createSandboxFixture("xendit", { callbackSettings: { form: "flat" } })
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => {
  await fixture.configure({ settings: SLOW, misbehaviour: {} })
  // What an earlier test left under way comes to its end.
  await fixture.advance(600)
})

type Changes = Readonly<Record<string, unknown>>

/** The request that the page prints: PHP 500.00 to a wallet. */
const RECIPIENT = {
  type: "INDIVIDUAL",
  given_name: "Maria",
  surname: "Santos",
  relationship: "CUSTOMER",
  account_details: {
    currency: "PHP",
    account_country: "PH",
    account_holder_name: "Maria Santos",
    account_number: "09171234567",
    routing_type_1: "WALLET",
    routing_value_1: "PH_GCASH",
  },
}
const DETAILS = { source_currency: "PHP", source_amount: 50_000, destination_currency: "PHP" }
const REQUEST = {
  reference_id: "payout-ref-002",
  recipient: RECIPIENT,
  payout_details: DETAILS,
  source_of_fund: "BUSINESS_REVENUE",
  purpose_code: "SALARY",
  description: "Freelancer payment",
}
const to = (account_number: string) => ({
  recipient: {
    ...RECIPIENT,
    account_details: { ...RECIPIENT.account_details, account_number },
  },
})

const post = (changes: Changes = {}, headers: Readonly<Record<string, string>> = {}) =>
  client.call("POST", "/v3/payouts", {
    headers: { "api-version": "2025-09-01", ...headers },
    body: { ...REQUEST, ...changes },
  })
const create = async (changes: Changes = {}) => String((await post(changes)).body["payout_id"])
const read = async (id: string) => (await client.call("GET", `/v3/payouts/${id}`)).body
const cancel = (id: string) => client.call("POST", `/v3/payouts/${id}/cancel`)

describe("a payout of v3", () => {
  test("is accepted with what was asked, in whole minor units", async () => {
    const { status, body } = await post()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      payout_id: expect.stringMatching(/^po-[0-9a-f-]{36}$/),
      status: "ACCEPTED",
      reference_id: "payout-ref-002",
      type: "B2C",
      source_currency: "PHP",
      source_amount: 50_000,
      destination_currency: "PHP",
      destination_amount: 50_000,
      sender: { type: "BUSINESS" },
      recipient: RECIPIENT,
      source_of_fund: "BUSINESS_REVENUE",
      purpose_code: "SALARY",
      description: "Freelancer payment",
      business_id: fixture.account.externalId,
    })
    expect(await read(String(body["payout_id"]))).toEqual(body)
  })

  test.each([
    ["a person to a business", { sender: { type: "INDIVIDUAL" } }, "BUSINESS", "C2B"],
    ["a business to a business", {}, "BUSINESS", "B2B"],
    ["a person to a person", { sender: { type: "INDIVIDUAL" } }, "INDIVIDUAL", "C2C"],
  ])("from %s is so called", async (_who, changes, type, expected) => {
    const { body } = await post({ ...changes, recipient: { ...RECIPIENT, type } })
    expect(body["type"]).toBe(expected)
  })

  test("walks over ROUTING to SUCCEEDED, debited in main units", async () => {
    const before = await fixture.balance("CASH", "PHP")
    const id = await create()
    const seen = []
    for (const seconds of [90, 60, 60]) {
      await fixture.advance(seconds)
      seen.push((await read(id))["status"])
    }
    expect(seen).toEqual(["ROUTING", "REQUESTED", "SUCCEEDED"])
    expect(await fixture.balance("CASH", "PHP")).toBe(before - 5_000_000n)
  })

  test("counts the rupiah whole", async () => {
    const before = await fixture.balance("CASH", "IDR")
    const details = { source_currency: "IDR", destination_currency: "IDR", destination_amount: 10 }
    await create({ payout_details: details })
    await fixture.advance(300)
    expect(await fixture.balance("CASH", "IDR")).toBe(before - 100_000n)
  })

  test("may be in a currency that v2 does not have, once there is money", async () => {
    const details = { source_currency: "USD", source_amount: 6_300, destination_currency: "USD" }
    const poor = await create({ payout_details: details })
    await fixture.advance(300)
    expect(await read(poor)).toMatchObject({ failure_code: "INSUFFICIENT_BALANCE" })
    await fixture.act("top_up", { amount: "63.00", currency: "USD" })
    const rich = await create({ payout_details: details })
    await fixture.advance(300)
    expect(await read(rich)).toMatchObject({ status: "SUCCEEDED" })
    expect(await fixture.balance("CASH", "USD")).toBe(0n)
  })

  test("is no payout of v2, nor the other way round", async () => {
    const id = await create()
    expect((await client.call("GET", `/v2/payouts/${id}`)).status).toBe(404)
    const { id: v2 } = await client.create()
    expect(await read(v2)).toEqual({ error_code: "DATA_NOT_FOUND", message: "Payout not found" })
  })

  test("waits for its channel, and goes on when that is back", async () => {
    await fixture.act("set_channel", { channel_code: "PH_GCASH", online: false })
    const id = await create()
    await fixture.advance(3_600)
    expect(await read(id)).toMatchObject({ status: "ROUTING" })
    await fixture.act("set_channel", { channel_code: "PH_GCASH", online: true })
    await fixture.advance(300)
    expect(await read(id)).toMatchObject({ status: "SUCCEEDED" })
  })
})

describe("its webhooks", () => {
  test("hold what the API shows, with the printed fields", async () => {
    const id = await create(to("121212"))
    await fixture.advance(300)
    const [webhook] = await client.webhooks(id, 1)
    expect(webhook?.body).toMatchObject({
      event: "v3_payout.failed",
      business_id: fixture.account.externalId,
      data: { status: "FAILED", failure_code: "INVALID_DESTINATION", destination_amount: 50_000 },
    })
    expect(webhook?.data).toEqual(await read(id))
    const printed = JSON.parse(fixtureText("v3-failed")) as { data: object }
    expect(Object.keys(webhook?.data ?? {})).toEqual(
      expect.arrayContaining(Object.keys(printed.data)),
    )
  })

  test.each([
    ["succeeded", "1", ["v3_payout.succeeded"]],
    ["reversed", "654321", ["v3_payout.succeeded", "v3_payout.reversed"]],
  ])("tell the hub that it %s", async (_ending, number, events) => {
    const id = await create(to(number))
    await fixture.advance(300)
    const webhooks = await client.webhooks(id, events.length)
    expect(webhooks.map(({ event }) => event)).toEqual(events)
    for (const { request, event } of webhooks) {
      const { verdict, decoded } = fixture.read(request)
      expect(verdict).toEqual({ outcome: "authentic" })
      expect(decoded).toMatchObject({
        outcome: "events",
        events: [
          {
            providerId: id,
            wireEvent: event,
            amount: { amount: 5_000_000n, currency: "PHP" },
            details: { destination: { accountNumber: number } },
          },
        ],
      })
    }
  })

  test.each(["PENDING_COMPLIANCE_ASSESSMENT", "PENDING_COMPLIANCE_REVIEW"])(
    "tell of a review, spelled %s, and of its refusal; the money never left",
    async (review) => {
      const plans = [{ match: { reference: "payout-ref-002" }, outcome: "rejected" }]
      await fixture.configure({ settings: { ...SLOW, plans, v3_review_status: review } })
      const before = await fixture.balance("CASH", "PHP")
      const id = await create()
      await fixture.advance(90)
      expect(await read(id)).toMatchObject({ status: review })
      await fixture.advance(60)
      expect(await read(id)).toMatchObject({ status: "REJECTED" })
      const webhooks = await client.webhooks(id, 2)
      expect(webhooks.map(({ event, data }) => [event, data["status"]])).toEqual([
        ["v3_payout.pending_compliance", review],
        ["v3_payout.rejected", "REJECTED"],
      ])
      expect(fixture.read(webhooks[1]!.request).decoded).toMatchObject({
        events: [{ status: "failed", failure: { code: "compliance_rejected" } }],
      })
      expect(await fixture.balance("CASH", "PHP")).toBe(before)
    },
  )

  test("misbehave as those of v2 do", async () => {
    await fixture.configure({ misbehaviour: { wrong_amount: 1, failed_after_succeeded: 1 } })
    const id = await create()
    await fixture.advance(300)
    const webhooks = await client.webhooks(id, 2)
    const told = webhooks.map(({ event, data }) => [event, data["destination_amount"]])
    expect(told).toEqual([
      ["v3_payout.succeeded", 50_100],
      ["v3_payout.failed", 50_100],
    ])
    const [first = 0, second = 0] = webhooks.map(({ data }) => Date.parse(String(data["updated"])))
    expect(second).toBeGreaterThan(first)
    expect(await read(id)).toMatchObject({ status: "SUCCEEDED", destination_amount: 50_000 })
  })
})

describe("a review of v2", () => {
  test("is seen at the API and told by no webhook", async () => {
    const plans = [
      { match: { reference: "looked-at" }, outcome: "in_review" },
      { match: { reference: "refused" }, outcome: "rejected" },
    ]
    await fixture.configure({ settings: { ...SLOW, plans } })
    const lookedAt = await client.create({ referenceId: "looked-at" })
    const refused = await client.create({ referenceId: "refused" })
    await fixture.advance(3_600)
    expect(await client.status(lookedAt.id)).toBe("PENDING_COMPLIANCE_ASSESSMENT")
    expect(await client.status(refused.id)).toBe("COMPLIANCE_REJECTED")
    expect(await client.webhooks(refused.id, 0)).toEqual([])
  })
})

describe("cancelling in v3", () => {
  test("is possible until it is sent", async () => {
    const before = await fixture.balance("CASH", "PHP")
    const id = await create()
    await fixture.advance(90)
    expect(await read(id)).toMatchObject({ status: "ROUTING" })
    const { status, body } = await cancel(id)
    expect(status).toBe(200)
    expect(body).toMatchObject({ payout_id: id, status: "CANCELLED" })
    await fixture.advance(60)
    expect(await fixture.balance("CASH", "PHP")).toBe(before)
  })

  test("is possible while compliance looks at it", async () => {
    await fixture.configure({ settings: { ...SLOW, plans: [{ outcome: "in_review" }] } })
    const id = await create()
    await fixture.advance(90)
    expect((await cancel(id)).body).toMatchObject({ status: "CANCELLED" })
  })

  test("is refused afterwards, and for one that is not there", async () => {
    const id = await create()
    await fixture.advance(300)
    const late = await cancel(id)
    expect(late.status).toBe(403)
    expect(late.body).toMatchObject({ error_code: "INELIGIBLE_TRANSACTION_STATUS" })
    const missing = await cancel("po-unknown")
    expect(missing.status).toBe(404)
    expect(missing.body).toEqual({ error_code: "DATA_NOT_FOUND", message: "Payout not found" })
  })
})

describe("a key in v3", () => {
  test("gets the answer of the first time again, whatever became of the payout", async () => {
    const key = { "idempotency-key": randomUUID() }
    const first = await post({}, key)
    await fixture.advance(300)
    const again = await post({}, key)
    expect(again.text).toBe(first.text)
    expect(again.body).toMatchObject({ status: "ACCEPTED" })
  })

  test("is refused for another body with 409, and may be left out", async () => {
    const key = { "idempotency-key": randomUUID() }
    await post({}, key)
    const other = await post({ purpose_code: "OTHER" }, key)
    expect(other.status).toBe(409)
    expect(other.body).toMatchObject({ error_code: "DUPLICATE_ERROR" })
    expect(await create()).not.toBe(await create())
  })

  test("is another one than the same key in v2", async () => {
    const key = { "idempotency-key": randomUUID() }
    expect((await client.post({}, key)).status).toBe(200)
    expect((await post({}, key)).status).toBe(200)
  })
})

describe("what is refused in v3", () => {
  const details = (changes: Changes) => ({ payout_details: { ...DETAILS, ...changes } })
  const account = (changes: Changes) => ({
    recipient: {
      ...RECIPIENT,
      account_details: { ...RECIPIENT.account_details, ...changes },
    },
  })

  test.each<[path: string, changes: Changes]>([
    ["reference_id", { reference_id: undefined }],
    ["recipient", { recipient: undefined }],
    ["recipient.type", { recipient: { ...RECIPIENT, type: "PET" } }],
    ["recipient.account_details", { recipient: { type: "BUSINESS" } }],
    ["recipient.account_details.account_number", account({ account_number: undefined })],
    ["recipient.account_details.routing_type_1", account({ routing_type_1: "PIGEON" })],
    ["payout_details", { payout_details: undefined }],
    ["payout_details.source_amount", details({ destination_amount: 50_000 })],
    ["payout_details.source_amount", details({ source_amount: undefined })],
    ["payout_details.source_amount", details({ source_amount: 500.5 })],
    ["payout_details.source_amount", details({ source_amount: "50000" })],
    ["source_of_fund", { source_of_fund: undefined }],
    ["purpose_code", { purpose_code: undefined }],
    ["description", { description: "d".repeat(101) }],
  ])("%s, with %o", async (path, changes) => {
    const { status, body } = await post(changes)
    expect(status).toBe(400)
    expect(body).toMatchObject({ error_code: "API_VALIDATION_ERROR", errors: [{ path }] })
  })

  test.each<[what: string, changes: Changes, code: string, message: string]>([
    ["nothing", details({ source_amount: 0 }), "INVALID_VALUE_ERROR", "lower"],
    ["more than there is", details({ source_amount: 1e36 }), "API_VALIDATION_ERROR", "integer"],
    ["two currencies", details({ source_currency: "IDR" }), "INVALID_VALUE_ERROR", "not supported"],
    [
      "yen",
      details({ source_currency: "JPY", destination_currency: "JPY" }),
      "INVALID_VALUE_ERROR",
      "not supported",
    ],
    ["a quote", details({ quote_id: "q-1" }), "INVALID_QUOTE", "quote"],
  ])("%s", async (_what, changes, code, message) => {
    const { status, body } = await post(changes)
    expect(status).toBe(400)
    expect(body).toMatchObject({ error_code: code, message: expect.stringContaining(message) })
  })

  test("a version that the pages do not name", async () => {
    for (const version of ["", "2024-01-01"]) {
      const { body } = await post({}, { "api-version": version })
      expect(body).toMatchObject({ errors: [{ path: "api-version" }] })
    }
    expect((await post({}, { "api-version": "2025-09-09" })).status).toBe(200)
  })

  test("everything while the API is down, and without the permission", async () => {
    await fixture.configure({ misbehaviour: { api_down: 1 } })
    expect((await post()).body).toEqual({
      error_code: "SERVER_ERROR",
      message: "An unexpected error occurred",
    })
    await fixture.configure({ misbehaviour: {}, settings: { money_out_permission: "read" } })
    expect((await post()).status).toBe(403)
  })
})
