import { afterEach, beforeEach, describe, expect, test } from "vitest"

import type { Asked, ReadResult } from "../../src/providers/api.ts"
import { api } from "../../src/providers/pivot/api.ts"
import { asked, createAsking, kindsOf, payoutOf } from "../support/asking.ts"
import { createPivotClient, payoutItem, type PivotClient } from "../support/pivot-client.ts"
import { createPayment, STATIC_ACCOUNT } from "../support/pivot-payments.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let merchant: PivotClient
let nowMs = 0

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot")
  merchant = createPivotClient(fixture.baseUrl, fixture.credentials)
  nowMs = 0
})
afterEach(async () => await fixture.close())

const { ask, client } = createAsking(api, () => ({
  baseUrl: fixture.baseUrl,
  credentials: fixture.credentials,
  nowMs: () => nowMs,
}))

const payoutOfRequest = (uuid: string, reference: string) =>
  asked({ providerId: `${uuid}:${reference}`, reference, batchProviderId: uuid })
const requestNamed = (uuid: string) => asked({ subject: "batch", providerId: uuid })

async function askOnly(...things: readonly Asked[]): Promise<ReadResult> {
  const [result, ...others] = await ask(things)
  if (result === undefined || others.length > 0) throw new Error("that is not one read")
  return result
}

const placesOf = ({ events }: ReadResult) =>
  events.map((event) =>
    event.subject !== "payment" && event.reason
      ? `${event.subject} ${event.status} ${event.reason}`
      : `${event.subject} ${event.status}`,
  )

/** What the sandbox told by webhook, as the hub reads it. */
async function toldEvents(count: number) {
  const requests = await fixture.received(count)
  return requests.flatMap((request) => {
    const { decoded } = fixture.read(request)
    return decoded.outcome === "events" ? decoded.events : []
  })
}

describe("the sandbox account numbers", () => {
  test.each([
    ["999966660001", "paid", null],
    ["999966660002", "failed", "destination_inactive"],
    ["999966660003", "failed", "destination_invalid"],
    ["999966660006", "failed", "destination_inactive"],
  ])("%s is read as its webhook tells it: %s, %s", async (accountNumber, status, code) => {
    const { data } = await merchant.createPayouts([payoutItem("r", { accountNumber })])
    await fixture.advance(3)
    const read = payoutOf(await askOnly(payoutOfRequest(data.uuid, "r")))
    expect([read.status, read.failure?.code ?? null]).toEqual([status, code])
    const [told] = await toldEvents(1)
    const { key, wireEvent, providerId, account, failure, amount } = read
    expect(told).toMatchObject({ key, wireEvent, providerId, account, failure, amount, status })
    expect(read.details.destination).toEqual({
      accountNumber,
      accountHolderName: "Dummy Simulation",
    })
  })

  test("999966660007 waits for balance, which only the request tells", async () => {
    const item = payoutItem("r", { accountNumber: "999966660007" })
    const { data } = await merchant.createPayouts([item])
    await fixture.advance(3)
    const result = await askOnly(requestNamed(data.uuid))
    const short = "pending insufficient_balance"
    expect([result.findings, placesOf(result)]).toEqual([[], [`batch ${short}`, `payout ${short}`]])
    const [told] = await toldEvents(1)
    expect(result.events[0]).toMatchObject({ key: told?.key, wireEvent: "PAYOUT.PENDING" })
    expect(placesOf(await askOnly(payoutOfRequest(data.uuid, "r")))).toEqual(["payout pending"])

    await fixture.act("cancel", { uuid: data.uuid })
    const cancelled = await askOnly(requestNamed(data.uuid))
    expect([cancelled.findings, placesOf(cancelled)]).toEqual([
      [],
      ["batch cancelled", "payout cancelled"],
    ])
  })
})

describe("a request", () => {
  test("is read in every state that it goes through, with every payout of it", async () => {
    await fixture.configure({
      settings: {
        plans: [
          { match: { reference: "slow" }, outcome: "pending_then_success" },
          { match: { reference: "late" }, outcome: "delayed_then_success" },
        ],
      },
    })
    const numbers = { good: "999966660001", bad: "999966660003", slow: "1", late: "1" }
    const { data } = await merchant.createPayouts(
      Object.entries(numbers).map(([reference, accountNumber]) =>
        payoutItem(reference, { accountNumber }),
      ),
    )
    const standing = async () => {
      const result = await askOnly(requestNamed(data.uuid))
      expect(result.findings).toEqual([])
      return placesOf(result).map((place) => place.replace(/^\w+ /, ""))
    }
    expect(await standing()).toEqual(["pending", "pending", "pending", "pending", "pending"])
    await fixture.advance(3)
    const late = "processing delayed"
    // In a request that is delayed nobody can tell a payout that merely waits for the bank.
    expect(await standing()).toEqual([late, "paid", "failed", late, late])
    await fixture.advance(60)
    expect(await standing()).toEqual(["done", "paid", "failed", "paid", "paid"])
  })

  test("of 1,000 payouts is read in ten calls, and counts what it holds", async () => {
    const items = Array.from({ length: 1_000 }, (_, index) =>
      payoutItem(`r${index}`, {
        accountNumber: index % 10 === 0 ? "999966660002" : "1",
        value: "10000",
      }),
    )
    const { data } = await merchant.createPayouts(items)
    await fixture.advance(3)
    const result = await askOnly(requestNamed(data.uuid))
    expect([result.calls, result.findings, result.events.length]).toEqual([11, [], 1_001])
    expect(result.events[0]).toMatchObject({
      status: "done",
      counters: { success: { count: 900 }, failed: { count: 100, amount: 10_000_000_000n } },
    })
    expect(new Set(result.events.map(({ key }) => key)).size).toBe(1_001)
  })

  test("that it never heard of is not known, nor is a payout of one that it has", async () => {
    const { data } = await merchant.createPayouts([payoutItem("r")])
    const results = await ask([
      requestNamed("00000000-0000-4000-8000-000000000000"),
      payoutOfRequest(data.uuid, "another"),
      asked({ reference: "nobody's" }),
      asked({ subject: "payment", providerId: "00000000-0000-4000-8000-000000000000" }),
    ])
    expect(results.map(kindsOf)).toEqual(Array.from({ length: 4 }, () => ["not_known"]))
  })

  test("that is still in process is not ready", async () => {
    await fixture.configure({ settings: { in_process_seconds: 5 } })
    const { data } = await merchant.createPayouts([payoutItem("r")])
    const things = [requestNamed(data.uuid), asked({ reference: "r" })]
    expect((await ask(things)).map(kindsOf)).toEqual([["not_ready"], ["not_ready"]])
    await fixture.advance(5)
    expect((await ask(things)).map(kindsOf)).toEqual([[], []])
  })
})

describe("an announced payout", () => {
  test("is found by its reference", async () => {
    await merchant.createPayouts([payoutItem("salary/May #1"), payoutItem("b")])
    await fixture.advance(3)
    const read = payoutOf(await askOnly(asked({ reference: "salary/May #1" })))
    expect(read).toMatchObject({
      providerId: "",
      batchProviderId: null,
      reference: "salary/May #1",
      status: "paid",
      amount: { amount: 1_000_000_000n, currency: "IDR" },
    })
  })
})

describe("a payment", () => {
  test("is read as it stands", async () => {
    const { data: session } = await createPayment(merchant, STATIC_ACCOUNT)
    const read = await askOnly(asked({ subject: "payment", providerId: session.id }))
    expect(read.findings).toEqual([])
    expect(read.events).toMatchObject([
      { subject: "payment", providerId: session.id, status: "processing", reference: "ORDER-1" },
    ])
  })
})

describe("the credentials", () => {
  test("that are wrong are refused", async () => {
    const credentials = { ...fixture.credentials, merchant_secret: "another" }
    const thing = asked({ reference: "r" })
    const [plan] = api.plan([thing])
    if (plan === undefined) throw new Error("there is no plan")
    expect(kindsOf(await client({ credentials }).read(plan))).toEqual(["credentials_refused"])
  })

  test("outlive the end of a token, also where our clock does not see it", async () => {
    await merchant.createPayouts([payoutItem("r")])
    const asker = client()
    const [plan] = api.plan([asked({ reference: "r" })])
    if (plan === undefined) throw new Error("there is no plan")
    expect(await asker.read(plan)).toMatchObject({ calls: 2, findings: [] })
    await fixture.advance(20 * 60)
    // Refused, a new token, and once more.
    expect(await asker.read(plan)).toMatchObject({ calls: 3, findings: [], answers: { length: 1 } })
    nowMs += 14 * 60_000
    expect(await asker.read(plan)).toMatchObject({ calls: 2, findings: [] })
  })
})
