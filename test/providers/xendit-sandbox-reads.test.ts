import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import type { PaidoutEvent } from "../../src/payout/event.ts"
import { api } from "../../src/providers/xendit/api.ts"
import { READ_CALLS } from "../../src/providers/xendit/plan-reads.ts"
import { asked, createAsking, kindsOf, payoutOf } from "../support/asking.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, SLOW, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())
/** As printed: the real, flat webhook has fields that the API does not show. */
const SETTINGS = { ...SLOW, webhook_form: "documented" }
beforeEach(async () => await fixture.configure({ settings: SETTINGS, misbehaviour: {} }))

const asking = createAsking(api, () => ({
  baseUrl: fixture.baseUrl,
  credentials: fixture.credentials,
}))
const readPayout = async (id: string) => payoutOf(await asking.askOne({ providerId: id }))

/** What a webhook says of it, but for the mode, which only the key tells. */
async function toldOf(id: string, count: number): Promise<readonly PaidoutEvent[]> {
  const webhooks = await client.webhooks(id, count)
  return webhooks.map(({ request }) => {
    const { decoded } = fixture.read(request)
    if (decoded.outcome !== "events") throw new Error(JSON.stringify(decoded))
    return { ...decoded.events[0]!, live: false }
  })
}

const V3_REQUEST = {
  reference_id: "wages-44",
  recipient: {
    type: "INDIVIDUAL",
    given_name: "Liza",
    surname: "Manalo",
    relationship: "EMPLOYEE",
    account_details: {
      currency: "PHP",
      account_country: "PH",
      account_holder_name: "Liza Manalo",
      account_number: "09171112223",
      routing_type_1: "WALLET",
      routing_value_1: "PH_GCASH",
    },
  },
  payout_details: { source_currency: "PHP", source_amount: 50_000, destination_currency: "PHP" },
  source_of_fund: "BUSINESS_REVENUE",
  purpose_code: "SALARY",
}

async function createV3(accountNumber: string): Promise<string> {
  const { recipient } = V3_REQUEST
  const account_details = { ...recipient.account_details, account_number: accountNumber }
  const { body } = await client.call("POST", "/v3/payouts", {
    headers: { "api-version": "2025-09-01" },
    body: { ...V3_REQUEST, recipient: { ...recipient, account_details } },
  })
  return String(body["payout_id"])
}

describe("what the API says of a payout of v2", () => {
  test("is read at every step, in the order of the steps", async () => {
    const { id } = await client.create({
      amount: 99.95,
      currency: "PHP",
      channelCode: "PH_GCASH",
      description: "Prize money",
      metadata: { outlet_no: 24 },
      receiptNotification: { emailTo: ["somebody@example.com"] },
    })
    const seen = [await readPayout(id)]
    for (const _ of [1, 2]) {
      await fixture.advance(90)
      seen.push(await readPayout(id))
    }
    expect(seen.map(({ wireEvent, status }) => [wireEvent, status])).toEqual([
      ["payout.accepted", "pending"],
      ["payout.requested", "processing"],
      ["payout.succeeded", "paid"],
    ])
    const orders = seen.map(({ order }) => order ?? "")
    expect(orders).toEqual(orders.toSorted())
    expect(new Set(seen.map(({ key }) => key)).size).toBe(3)
    expect(seen[0]).toMatchObject({
      live: false,
      account: fixture.account.externalId,
      amount: { amount: 999_500n, currency: "PHP" },
      details: { description: "Prize money", metadata: { outlet_no: 24 } },
    })
    const { createdAt = "", estimatedArrivalAt = "" } = seen[0]!.details
    expect(Date.parse(estimatedArrivalAt) - Date.parse(createdAt)).toBe(15 * 60_000)
  })

  test.each([
    ["succeeded", "000000000099", 1],
    ["failed", "999999", 1],
    ["reversed", "654321", 2],
  ])("that %s is what the webhook of that moment says", async (_ending, number, count) => {
    const { id } = await client.createTo(number, { description: "Wages of March" })
    await fixture.advance(600)
    const told = await toldOf(id, count)
    expect(await readPayout(id)).toEqual(told.at(-1))
  })

  test("is the only word of one that was cancelled or has expired", async () => {
    const { id } = await client.create()
    await client.payouts.cancelPayout({ id })
    expect(await readPayout(id)).toMatchObject({ status: "cancelled", reason: null })
    const { body } = await client.post({
      channel_code: "PH_CITI",
      currency: "PHP",
      channel_properties: { recipient_given_names: "Justin Baby", recipient_surname: "Lim" },
    })
    await fixture.advance(600)
    expect(await readPayout(String(body["id"]))).toMatchObject({
      status: "cancelled",
      reason: "expired",
      wireEvent: "payout.expired",
    })
    expect(await client.webhooks(id, 0)).toEqual([])
  })

  test("stands against a webhook that tells another amount, or a failure that was none", async () => {
    await fixture.configure({
      settings: SETTINGS,
      misbehaviour: { wrong_amount: 1, failed_after_succeeded: 1 },
    })
    const { id } = await client.create({ amount: 10_000 })
    await fixture.advance(600)
    const told = await toldOf(id, 2)
    expect(told.map((event) => event.status)).toEqual(["paid", "failed"])
    expect(await readPayout(id)).toMatchObject({
      status: "paid",
      amount: { amount: 100_000_000n, currency: "IDR" },
    })
  })
})

describe("what the API says of a payout of v3", () => {
  test.each([
    ["succeeded", "1", 1],
    ["failed", "121212", 1],
    ["reversed", "654321", 2],
  ])("that %s is what the webhook of that moment says", async (_ending, number, count) => {
    const id = await createV3(number)
    await fixture.advance(600)
    const told = await toldOf(id, count)
    const read = await readPayout(id)
    expect(read).toEqual(told.at(-1))
    expect(read.amount).toEqual({ amount: 5_000_000n, currency: "PHP" })
  })

  test("is found without knowing that it is of v3, where v2 says that it is not its own", async () => {
    const id = await createV3("1")
    const [plan] = api.plan([asked({ providerId: id })])
    const result = await asking.client().read({ ...plan!, call: READ_CALLS.any })
    expect([result.calls, payoutOf(result).wireEvent]).toEqual([2, "v3_payout.accepted"])
  })
})

describe("an announced payout", () => {
  test.each(["wrapped", "array"])("is found by its reference in the %s form", async (list_form) => {
    await fixture.configure({ settings: { ...SETTINGS, list_form } })
    const reference = `announced ${list_form}`
    const { id } = await client.create({ referenceId: reference })
    expect(payoutOf(await asking.askOne({ reference }))).toEqual(await readPayout(id))
    await client.create({ referenceId: reference })
    const twice = await asking.askOne({ reference })
    expect([twice.events, kindsOf(twice)]).toEqual([[], ["reference_ambiguous"]])
  })

  test("that nobody made is not known", async () => {
    expect(kindsOf(await asking.askOne({ reference: "never made" }))).toEqual(["not_known"])
  })
})

describe("a call that the provider does not answer", () => {
  test("for want of the payout, of a key, of its permission, or of room is told apart", async () => {
    const { id } = await client.create()
    expect(kindsOf(await asking.askOne({ providerId: "disb-unknown" }))).toEqual(["not_known"])
    const otherKey = { credentials: { api_key: "xnd_development_none" } }
    expect(kindsOf(await asking.askOne({ providerId: id }, otherKey))).toEqual([
      "credentials_refused",
    ])
    await fixture.configure({ settings: { ...SETTINGS, money_out_permission: "none" } })
    expect(kindsOf(await asking.askOne({ providerId: id }))).toEqual(["credentials_refused"])
    await fixture.configure({ settings: SETTINGS, misbehaviour: { api_down: 1 } })
    expect(kindsOf(await asking.askOne({ providerId: id }))).toEqual(["server_error"])
  })

  test("for too many a minute says how long to wait, with the last call that it takes", async () => {
    await fixture.configure({ settings: { ...SETTINGS, rate_limit_per_minute: 60 } })
    const { id } = await client.create()
    const room = async () => (await asking.askOne({ providerId: id })).retryAfterMs
    const waits: (number | null)[] = []
    for (let call = 0; call < 60; call += 1) waits.push(await room())
    expect(waits.slice(0, 59)).toEqual(Array.from({ length: 59 }, () => null))
    expect(waits[59]).toBeGreaterThan(0)
    const refused = await asking.askOne({ providerId: id })
    expect(kindsOf(refused)).toEqual(["rate_limited"])
    expect(refused.retryAfterMs).toBeGreaterThan(0)
    expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000)
    // The limit is of each call by itself.
    expect((await asking.askOne({ reference: "never made" })).retryAfterMs).toBeNull()
  })
})
