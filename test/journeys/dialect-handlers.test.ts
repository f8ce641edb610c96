import { afterAll, beforeAll, describe, expect, test } from "vitest"

import type { PaidoutEvent, PaymentEvent, PayoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf, SECRETS } from "../support/hub-fixture.ts"
import { createPivotHandler, type PivotHandler } from "../support/pivot-handler.ts"
import { createReceiver } from "../support/receiver.ts"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"
import { call, type Answer } from "../support/test-hub.ts"
import { createXenditHandler, type XenditHandler } from "../support/xendit-handler.ts"

const API_KEY = "pd_the_key_of_this_journey"
const PIVOT_KEY = "the callback key of the handler"
const XENDIT_TOKEN = "the-verification-token-of-the-handler"

let database: TestDatabase
let hub: StartedHub
const sources = new Map<string, string>()
let single: PivotHandler
let reversals: PivotHandler
let bulk: PivotHandler
let xendit: XenditHandler
const endpointIds = new Map<string, string>()

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await startHubProcess(undefined, {
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this journey",
    PAIDOUT_API_KEY: API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
  })
  for (const provider of ["pivot", "xendit", "adyen"]) {
    const source = await api("POST /v1/sources", {
      name: provider,
      provider,
      secrets: SECRETS[provider],
    })
    sources.set(provider, source.json.receive_url as string)
  }
  single = await createPivotHandler(PIVOT_KEY)
  reversals = await createPivotHandler(PIVOT_KEY)
  bulk = await createPivotHandler(PIVOT_KEY)
  xendit = await createXenditHandler(XENDIT_TOKEN)
  await register("single", single, { dialect: "pivot" })
  await register("reversals", reversals, {
    dialect: "pivot",
    settings: { reversal_as_failed: true },
  })
  await register("bulk", bulk, { dialect: "pivot", settings: { form: "bulk" } })
  await register("xendit", xendit, {
    dialect: "xendit",
    settings: { retry_delays_ms: [1_000, 1_000] },
  })
}, 60_000)
afterAll(async () => {
  await hub.remove()
  for (const handler of [single, reversals, bulk, xendit]) await handler.close()
  await database.drop()
})

function api(target: string, body?: unknown): Promise<Answer> {
  return call(hub, target, { key: API_KEY, ...(body !== undefined && { body }) })
}

/** Events of one payout arrive in sequence: a body of Pivot's has no time to order them by. */
async function register(name: string, handler: { readonly url: string }, wish: object) {
  const secret = name === "xendit" ? XENDIT_TOKEN : PIVOT_KEY
  const body = { url: handler.url, secret, ordering: "payout", ...wish }
  const made = await api("POST /v1/endpoints", body)
  expect(made.status, made.text).toBe(201)
  endpointIds.set(name, made.json.id as string)
}

/** As the provider sends it, and it must be taken. */
async function tell(provider: string, event: PaidoutEvent): Promise<void> {
  const webhook = findProvider(provider)?.encode(event, SECRETS[provider] ?? {})
  if (!webhook) throw new Error(`${provider} has no words for it.`)
  const answer = await fetch(sources.get(provider) ?? "", {
    method: "POST",
    headers: webhook.headers,
    body: Buffer.from(webhook.body),
  })
  expect(answer.status).toBe(200)
}

/** Until everything that was told is settled and delivered, or given up. */
async function untilIdle(): Promise<void> {
  const waiting = `select (select count(*) from unsettled)::int as unsettled,
    (select count(*) from due_deliveries)::int as due`
  await expect
    .poll(async () => (await database.pool.query(waiting)).rows as unknown, { timeout: 20_000 })
    .toEqual([{ unsettled: 0, due: 0 }])
  const parked = await database.pool.query("select state from parked")
  expect(parked.rows).toEqual([])
}

const RUPIAH = { amount: 2_750_000_000n, currency: "IDR" }

/** A payout's webhooks, one after another, about one payout with this reference. */
async function tellPayout(provider: string, reference: string, names: readonly string[]) {
  const events = names.map((name) => sampleOf(provider, name) as PayoutEvent)
  const { providerId = "" } = events[0] ?? {}
  const [uuid = ""] = providerId.split(":")
  for (const [index, event] of events.entries()) {
    await tell(provider, {
      ...event,
      reference,
      amount: RUPIAH,
      // Transfers are numbered; a number that came before is a duplicate.
      ...(event.order?.startsWith("0") && { order: String(index + 1).padStart(16, "0") }),
      ...(provider === "pivot"
        ? { batchProviderId: uuid, providerId: `${uuid}:${reference}` }
        : { providerId }),
    })
    await untilIdle()
  }
  return { providerId, uuid }
}

describe("registration", () => {
  test("sends a sample that says it is none, in the handler's own form, with its own secret", () => {
    const [pivotSample] = single.requests
    expect(pivotSample?.status).toBe(200)
    expect(JSON.parse(pivotSample?.body ?? "")).toMatchObject({
      event: "PAYOUT.SUCCESS",
      data: {
        uuid: "test_sample-0001",
        merchantId: "SAMPLE-ACCOUNT",
        payouts: { referenceId: "SAMPLE-NOT-A-REAL-PAYOUT" },
      },
    })
    expect(JSON.parse(bulk.requests[0]?.body ?? "")).toMatchObject({
      event: "PAYOUT.DONE",
      data: { uuid: "test_sample-0001", payoutResults: { totalSuccessCount: 1 } },
    })
    expect(JSON.parse(xendit.requests[0]?.body ?? "")).toMatchObject({
      event: "payout.succeeded",
      business_id: "SAMPLE-ACCOUNT",
      data: {
        reference_id: "SAMPLE-NOT-A-REAL-PAYOUT",
        description: "A sample that tests this endpoint",
        channel_properties: { account_number: "0000000000" },
      },
    })
  })

  test.each([
    ["pivot", 204],
    ["pivot", 404],
    ["xendit", 202],
    ["xendit", 500],
  ])("%s: an answer of %i is a refusal, and says what came back", async (dialect, status) => {
    const receiver = await createReceiver()
    receiver.answer = (_request, response) => void response.writeHead(status).end()
    const refused = await api("POST /v1/endpoints", { url: receiver.url, dialect })
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject({ code: "endpoint_refused", response_status: status })
    expect(receiver.requests).toHaveLength(1)
    await receiver.close()
  })

  test("sends a payment to a handler of payments", async () => {
    const handler = await createPivotHandler(PIVOT_KEY)
    const made = await api("POST /v1/endpoints", {
      url: handler.url,
      dialect: "pivot",
      event_types: ["payment.*"],
      secret: PIVOT_KEY,
    })
    expect(made.status).toBe(201)
    expect([...handler.payments]).toEqual([
      ["SAMPLE-NOT-A-REAL-PAYMENT", { status: "Paid", fulfilled: 1 }],
    ])
    await api(`POST /v1/endpoints/${made.json.id as string}/disable`)
    await handler.close()
  })

  test("says what Xendit has no words for", async () => {
    const shown = await api(`GET /v1/endpoints/${endpointIds.get("xendit") ?? ""}`)
    expect(shown.json.not_told).toEqual([
      "payout.pending",
      "payout.processing",
      "payout.cancelled",
      "batch.*",
      "payment.*",
    ])
  })
})

describe("a handler for Xendit ends with the right states of payouts", () => {
  test("of Pivot", async () => {
    await tellPayout("pivot", "P-paid", ["payout.success"])
    await tellPayout("pivot", "P-late", ["payout.delayed", "payout.success", "payout.success"])
    await tellPayout("pivot", "P-failed", ["payout.failed"])
    await tellPayout("pivot", "P-delayed", ["payout.delayed"])
    await tellPayout("pivot", "P-contradicted", ["payout.failed", "payout.success"])
    await tell("pivot", sampleOf("pivot", "payout.done"))
    await untilIdle()
    expect(statesOf(xendit, "P-")).toEqual({
      "P-paid": "SUCCEEDED",
      "P-late": "SUCCEEDED",
      "P-failed": "FAILED",
      "P-contradicted": "SUCCEEDED",
    })
    expect(xendit.failureCodes.get("P-failed")).toBe("INVALID_DESTINATION")
    expect(xendit.faults).toEqual([])
  })

  test("of Adyen", async () => {
    await tellPayout("adyen", "A-sent", ["payout.thirdparty"])
    await tellPayout("adyen", "A-returned", ["payout.thirdparty", "paidout.reversed"])
    await tellPayout("adyen", "A-refused", ["payout.thirdparty-failed"])
    await tellPayout("adyen", "A-declined", ["payout.decline"])
    await tellPayout("adyen", "A-expired", ["payout.expire"])
    await tellPayout("adyen", "A-credited", ["transfer.booked", "transfer.credited"])
    await tellPayout("adyen", "A-came-back", ["transfer.credited", "transfer.returned"])
    expect(statesOf(xendit, "A-")).toEqual({
      "A-returned": "REVERSED",
      "A-refused": "FAILED",
      "A-credited": "SUCCEEDED",
      "A-came-back": "REVERSED",
    })
    expect(xendit.accounts.get("A-credited")).toBe("NL91ABNA0417164300")
    // Transfers name no merchant account: the source, which is one, stands in its place.
    const [source = ""] = /src_\w+/.exec(sources.get("adyen") ?? "") ?? []
    const { body = "" } = xendit.requests.find((each) => each.body.includes("A-credited")) ?? {}
    expect(JSON.parse(body)).toMatchObject({ business_id: source, data: { business_id: source } })
    expect(xendit.faults).toEqual([])
  })

  test("and gets the same bytes under the same webhook-id until it takes them", async () => {
    xendit.failFirst("P-stubborn", 2)
    await tellPayout("pivot", "P-stubborn", ["payout.success"])
    const tries = xendit.requests.filter(({ body }) => body.includes("P-stubborn"))
    expect(tries.map(({ status }) => status)).toEqual([503, 503, 200])
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1)
    expect(new Set(tries.map(({ headers }) => headers["webhook-id"])).size).toBe(1)
    expect(xendit.payouts.get("P-stubborn")).toBe("SUCCEEDED")
  })

  test("and a resend has the same bytes and webhook-id too", async () => {
    const list = await api(`GET /v1/deliveries?endpoint_id=${endpointIds.get("xendit") ?? ""}`)
    const [delivery] = list.json.data as { id: string }[]
    const [last] = xendit.requests.slice(-1)
    await api(`POST /v1/deliveries/${delivery?.id ?? ""}/resend`)
    await untilIdle()
    const [again] = xendit.requests.slice(-1)
    expect(again).not.toBe(last)
    expect(again?.body).toBe(last?.body)
    expect(again?.headers["webhook-id"]).toBe(last?.headers["webhook-id"])
  })
})

describe("a handler for Pivot ends with the right states of payouts", () => {
  test("of Xendit and Adyen", async () => {
    await tellPayout("xendit", "X-paid", ["payout.succeeded"])
    await tellPayout("xendit", "X-failed", ["payout.failed"])
    await tellPayout("xendit", "X-reversed", ["payout.succeeded", "payout.reversed"])
    await tellPayout("xendit", "X-review", ["v3_payout.pending_compliance"])
    const declined = await tellPayout("adyen", "B-declined", ["payout.decline"])
    await tellPayout("adyen", "B-refused", ["payout.thirdparty", "payout.thirdparty-failed"])
    await tellPayout("adyen", "B-credited", ["transfer.booked", "transfer.credited"])
    const known = {
      "X-paid": "SUCCESS",
      "X-failed": "FAILED",
      "B-refused": "FAILED",
      "B-credited": "SUCCESS",
    }
    expect(statesOf(single, "X-", "B-")).toEqual({ ...known, "X-reversed": "SUCCESS" })
    expect(single.payouts.get(declined.providerId)).toBe("CANCELLED")
    expect(single.reasons.get("X-failed")).toBe("Failed to process by Bank Network")
    expect(single.faults).toEqual([])
    // The same, to a handler that wants to hear of money that came back.
    expect(statesOf(reversals, "X-", "B-")).toEqual({ ...known, "X-reversed": "FAILED" })
    expect(reversals.faults).toEqual([])
  })

  test("in bulk, as requests of one", async () => {
    const paid = await tellPayout("xendit", "Y-paid", ["payout.succeeded"])
    const failed = await tellPayout("xendit", "Y-failed", ["payout.failed"])
    const expired = await tellPayout("adyen", "Y-expired", ["payout.expire"])
    expect(bulk.payouts.get(paid.providerId)).toBe("DONE: SUCCESS")
    expect(bulk.payouts.get(failed.providerId)).toBe("DONE: FAILED")
    expect(bulk.payouts.get(expired.providerId)).toBe("CANCELLED")
    const own = await tellPayout("pivot", "Y-own", ["payout.success"])
    expect(bulk.payouts.get("Y-own")).toBe("SUCCESS")
    expect(bulk.payouts.has(own.uuid)).toBe(false)
    expect(bulk.faults).toEqual([])
  })

  test("of its own provider: the very bulk callback, and each payment and charge", async () => {
    const done = sampleOf("pivot", "payout.done")
    const paid = sampleOf("pivot", "payment.paid") as PaymentEvent
    const charge = sampleOf("pivot", "charge.success") as PaymentEvent
    const [first] = charge.charges
    const second = { ...first!, providerId: `${first!.providerId}-2` }
    const again = {
      ...charge,
      key: `${charge.key}-2`,
      charges: [first!, second],
      paidCharge: second.providerId,
    }
    for (const event of [done, paid, charge, again]) {
      await tell("pivot", event)
      await untilIdle()
    }
    expect(single.payouts.get(done.providerId)).toBe("DONE: SUCCESS and FAILED and PENDING")
    expect(single.payments.get(paid.reference ?? "")).toEqual({ status: "Paid", fulfilled: 1 })
    expect(single.payments.get(charge.reference ?? "")).toEqual({ status: "Paid", fulfilled: 2 })
    expect(single.faults).toEqual([])
  })

  test("and what it refuses is not tried again, as Pivot does not", async () => {
    single.refuse("X-refused", 404)
    await tellPayout("xendit", "X-refused", ["payout.succeeded"])
    const tries = single.requests.filter(({ body }) => body.includes("X-refused"))
    expect(tries.map(({ status }) => status)).toEqual([404])
    const path = `/v1/deliveries?endpoint_id=${endpointIds.get("single") ?? ""}&state=exhausted`
    expect((await api(`GET ${path}`)).json.data).toMatchObject([
      {
        type: "payout.paid",
        wire_event: "PAYOUT.SUCCESS",
        attempt_count: 1,
        last_status: 404,
      },
    ])
  })
})

function statesOf(handler: { readonly payouts: ReadonlyMap<string, string> }, ...begin: string[]) {
  return Object.fromEntries(
    [...handler.payouts].filter(([reference]) => begin.some((each) => reference.startsWith(each))),
  )
}
