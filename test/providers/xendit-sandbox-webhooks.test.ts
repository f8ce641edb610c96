import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { fixtureText } from "../../src/providers/xendit/fixtures/read-fixture.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => {
  fixture.receipts.length = 0
  fixture.sink.answer = (_request, response) => void response.end()
  await fixture.configure({ settings: {}, misbehaviour: {} })
})

interface Told {
  readonly data: Readonly<Record<string, unknown>>
}

const recorded = (name: string) => JSON.parse(fixtureText(name)) as Told
const keysOf = (value: object) => Object.keys(value).toSorted()

/** Makes a payout, lets it come to its end, and waits for what is told of it. */
async function story(make: () => Promise<{ readonly id: string }>, told: number, seconds = 300) {
  const { id } = await make()
  await fixture.advance(seconds)
  return { id, webhooks: await client.webhooks(id, told) }
}

async function one(make: () => Promise<{ readonly id: string }>) {
  const { id, webhooks } = await story(make, 1)
  const [webhook] = webhooks
  if (webhook === undefined || webhooks.length > 1) throw new Error(`${webhooks.length} webhooks`)
  return { id, webhook }
}

const wallet = (accountNumber: string) => ({
  channelCode: "PH_GCASH",
  currency: "PHP",
  amount: 99.95,
  channelProperties: { accountNumber, accountHolderName: "Jose Dela Cruz" },
})

const cash = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const { body } = await client.post({
    channel_code: "PH_CITI",
    currency: "PHP",
    channel_properties: { recipient_given_names: "Michael", recipient_surname: "Chen" },
    ...changes,
  })
  return { id: String(body["id"]) }
}

describe("a webhook as it is really sent", () => {
  test("of a success has the fields of a recorded one, no fewer and no more", async () => {
    const { id, webhook } = await one(() =>
      client.create({ ...wallet("09179876543"), description: "Prize money" }, "prize-118-a"),
    )
    const real = recorded("v2-flat-succeeded")
    expect(keysOf(webhook.body)).toEqual(keysOf(real))
    expect(keysOf(webhook.data)).toEqual(keysOf(real.data))
    const payout = await client.payouts.getPayoutById({ id })
    expect(webhook.body).toMatchObject({
      event: "payout.succeeded",
      business_id: fixture.account.externalId,
      created: payout.updated.toISOString(),
      api_version: "v2",
      data: {
        id,
        amount: 99.95,
        status: "SUCCEEDED",
        account_number: "09179876543",
        account_holder_name: "Jose Dela Cruz",
        idempotency_key: "prize-118-a",
        channel_category: "EWALLET",
        connector_reference: expect.stringMatching(/^SIMULATED_CONNECTOR_REFERENCE_\d+_\d+$/),
        created: payout.created.toISOString(),
        updated: payout.updated.toISOString(),
        estimated_arrival_time: payout.estimatedArrivalTime?.toISOString(),
      },
    })
  })

  test("of a failure has the fields of a recorded one", async () => {
    const { webhook } = await one(() => client.create(wallet("999999")))
    expect(keysOf(webhook.data)).toEqual(keysOf(recorded("v2-flat-failed").data))
    expect(webhook).toMatchObject({
      event: "payout.failed",
      data: { status: "FAILED", failure_code: "REJECTED_BY_CHANNEL" },
    })
  })

  test("of a reversal is told after that of the success, without a failure code", async () => {
    const { webhooks } = await story(() => client.createTo("654321"), 2)
    const [succeeded, reversed] = webhooks
    expect(succeeded?.data).toHaveProperty("connector_reference")
    expect(reversed?.data).not.toHaveProperty("connector_reference")
    expect(reversed).toMatchObject({ event: "payout.reversed", data: { status: "REVERSED" } })
    expect(reversed?.data).not.toHaveProperty("failure_code")
    expect(reversed?.data["created"]).toBe(succeeded?.data["created"])
    expect(String(reversed?.created) > String(succeeded?.created)).toBe(true)
  })

  test("of a reversal carries a failure code where the account is set so", async () => {
    const failureCode = "INVALID_DESTINATION"
    await fixture.configure({ settings: { reversed_failure_code: failureCode } })
    const { id, webhooks } = await story(() => client.createTo("654321"), 2)
    expect(webhooks[1]?.data["failure_code"]).toBe(failureCode)
    expect(await client.payouts.getPayoutById({ id })).toMatchObject({ failureCode })
  })

  test("is authentic to the hub and says what happened", async () => {
    const { id, webhook } = await one(() =>
      client.create({
        receiptNotification: { emailTo: ["a@example.com"] },
        metadata: { outlet_no: 24 },
      }),
    )
    const { verdict, decoded } = fixture.read(webhook.request)
    expect(verdict).toEqual({ outcome: "authentic" })
    expect(webhook.request.headers["webhook-id"]).toMatch(/^[0-9a-f-]{36}$/)
    expect(decoded).toMatchObject({
      outcome: "events",
      events: [
        {
          providerId: id,
          status: "paid",
          account: fixture.account.externalId,
          amount: { amount: 100_000_000n, currency: "IDR" },
          details: {
            metadata: { outlet_no: 24 },
            receiptNotification: { email_to: ["a@example.com"] },
            destination: { accountNumber: "000000000099", accountHolderName: "Michael Chen" },
          },
        },
      ],
    })
  })

  test("of cash says who fetches it", async () => {
    const { webhook } = await one(cash)
    expect(fixture.read(webhook.request).decoded).toMatchObject({
      events: [{ details: { destination: { extra: { recipient_given_names: "Michael" } } } }],
    })
  })

  test("is not sent of a payout that was accepted, requested or cancelled", async () => {
    await fixture.configure({ settings: { succeeded_after_seconds: 1_000 } })
    const { webhooks: ofRequested } = await story(() => client.create(), 0)
    const { id } = await client.createTo("131313")
    await client.payouts.cancelPayout({ id })
    await fixture.advance(300)
    expect([...ofRequested, ...(await client.webhooks(id, 0))]).toEqual([])
  })
})

describe("a webhook as the page prints it", () => {
  test("has the printed fields, no fewer and no more, where the account is set so", async () => {
    await fixture.configure({ settings: { webhook_form: "documented" } })
    const { webhook } = await one(() => client.create({ description: "July payout" }))
    const printed = recorded("v2-documented-succeeded")
    expect(keysOf(webhook.body)).toEqual(keysOf(printed))
    const notSent = ["receipt_notification", "metadata"]
    expect(keysOf(webhook.data)).toEqual(
      keysOf(printed.data).filter((key) => !notSent.includes(key)),
    )
    expect(webhook.data).toMatchObject({
      business_id: fixture.account.externalId,
      channel_properties: {
        account_number: "000000000099",
        account_holder_name: "Michael Chen",
      },
    })
  })

  test("goes to a callback that wishes it so, while another gets the real one", async () => {
    await fixture.addCallback("payout", { path: "/printed", settings: { form: "documented" } })
    const { webhooks } = await story(() => client.create(), 2)
    const places = webhooks.map(({ request, data }) => [request.path, "account_number" in data])
    expect(Object.fromEntries(places)).toEqual({ "/": true, "/printed": false })
  })
})

describe("a webhook that is not taken", () => {
  test("is sent six times more within 24 hours: after 15 and 45 minutes, 2, 3, 6 and 12 hours", async () => {
    const sink = fixture.sink
    sink.answer = (_request, response) => void response.writeHead(500).end()
    const { id } = await client.create()
    await fixture.advance(10)
    const sent = async (count: number) => {
      const webhooks = await client.webhooks(id, count)
      return webhooks.filter(({ request }) => request.path === "/")
    }
    await sent(2)
    // Retries are spread by a tenth: none comes much sooner, each has come somewhat later.
    for (const [index, minutes] of [15, 45, 120, 180, 360, 720].entries()) {
      await fixture.advance(minutes * 60 * 0.85)
      expect(await sent(2 * (index + 1))).toHaveLength(index + 1)
      await fixture.advance(minutes * 60 * 0.27)
      expect(await sent(2 * (index + 2))).toHaveLength(index + 2)
    }
    await fixture.advance(7 * 24 * 3_600)
    const all = await sent(14)
    expect(all).toHaveLength(7)
    expect(new Set(all.map(({ request }) => request.body)).size).toBe(1)
    expect(new Set(all.map(({ request }) => request.headers["webhook-id"])).size).toBe(1)
  })

  test.each([200, 201, 204])("is not sent again after %i", async (status) => {
    fixture.sink.answer = (_request, response) => void response.writeHead(status).end()
    const { id } = await story(() => client.create(), 2)
    await fixture.advance(24 * 3_600)
    expect(await client.webhooks(id, 2)).toHaveLength(2)
  })
})

describe("receipts", () => {
  const receiptNotification = {
    emailTo: ["to-1@example.com", "to-2@example.com"],
    emailCc: ["cc@example.com"],
    emailBcc: ["bcc@example.com"],
  }

  test("are mailed once when the payout has succeeded, with the account masked", async () => {
    const { id } = await client.create({
      receiptNotification,
      referenceId: "prize-1",
      description: "July payout",
    })
    expect(fixture.receipts).toEqual([])
    await fixture.advance(100)
    expect(fixture.receipts).toHaveLength(1)
    const [receipt] = fixture.receipts
    expect(receipt).toMatchObject({
      dedupeKey: `xendit:${id}:receipt`,
      to: receiptNotification.emailTo,
      cc: receiptNotification.emailCc,
      bcc: receiptNotification.emailBcc,
      subject: "A payout of IDR 10000.00 was sent",
    })
    expect(Object.fromEntries(receipt?.facts ?? [])).toEqual({
      Amount: "IDR 10000.00",
      Reference: "prize-1",
      Description: "July payout",
      Channel: "ID_BCA",
      Account: "**** 0099",
      Payout: id,
    })
  })

  test("are not mailed when it fails, or when nobody asked", async () => {
    await client.createTo("123456", { receiptNotification })
    await client.create()
    await client.create({ receiptNotification: { emailTo: [] } })
    await fixture.advance(100)
    expect(fixture.receipts).toEqual([])
  })

  test("may go to a hidden copy alone, and name who fetches cash", async () => {
    await cash({ receipt_notification: { email_bcc: ["bcc@example.com"] } })
    await fixture.advance(100)
    const lines = [expect.stringContaining("Michael Chen")]
    expect(fixture.receipts).toMatchObject([{ to: [], cc: [], bcc: ["bcc@example.com"], lines }])
  })
})
