import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { callbacksOf, counters } from "../support/pivot-callbacks.ts"
import { createPivotClient, payoutItem, type PivotClient } from "../support/pivot-client.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot")
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterEach(async () => await fixture.close())

const callbacks = async (count: number) => await callbacksOf(fixture, count)

const pay = async (accountNumber: string) =>
  (await client.createPayouts([payoutItem("ref-1", { accountNumber })])).data.uuid

describe("a callback", () => {
  test("carries the Callback API Key, Content-Type and Accept", async () => {
    await pay("1")
    await fixture.advance(3)
    const [request] = await fixture.received(1)
    expect(request?.headers).toMatchObject({
      "x-api-key": fixture.secrets["callback_api_key"]?.[0],
      "content-type": "application/json",
      accept: "application/json",
    })
  })

  test("that is answered with a 4xx does not come again, one with a 5xx does after 5 minutes", async () => {
    let status = 404
    fixture.sink.answer = (_request, response) => void response.writeHead(status).end()
    await pay("1")
    await fixture.advance(3)
    await fixture.received(1)
    await fixture.advance(3_600)
    expect(await fixture.received(1)).toHaveLength(1)
    status = 500
    await client.createPayouts([payoutItem("ref-2")])
    await fixture.advance(3)
    await fixture.received(2)
    await fixture.advance(400)
    expect(await fixture.received(3)).toHaveLength(3)
  })
})

describe("the form of a callback", () => {
  const eventsOf = async (count: number) =>
    (await callbacks(count)).map(
      ({ event, data }) => `${event} ${data.payouts ? "single" : "bulk"}`,
    )

  test("is bulk for a request of one, where the account is set so", async () => {
    await fixture.configure({ settings: { callback_form: "bulk" } })
    await pay("999966660002")
    await fixture.advance(3)
    expect(await eventsOf(1)).toEqual(["PAYOUT.DONE bulk"])
  })

  test("is both, where the account is set so: one callback per payout beside that of the request", async () => {
    await fixture.configure({ settings: { callback_form: "both" } })
    await client.createPayouts([
      payoutItem("a"),
      payoutItem("b", { accountNumber: "999966660002" }),
    ])
    await fixture.advance(3)
    expect((await eventsOf(3)).sort()).toEqual([
      "PAYOUT.DONE bulk",
      "PAYOUT.FAILED single",
      "PAYOUT.SUCCESS single",
    ])
  })

  test("a reason that is not on the vendor's list is told as it is", async () => {
    const reason = "The beneficiary's bank is closed"
    await fixture.configure({ settings: { plans: [{ match: {}, outcome: "failed", reason }] } })
    const uuid = await pay("999966660001")
    await fixture.advance(3)
    expect((await callbacks(1))[0]?.data.payouts?.reason).toBe(reason)
    expect((await client.retrievePayouts(uuid)).data.payouts[0]?.reason).toBe(reason)
  })
})

describe("plans", () => {
  test("come before the sandbox numbers; the first that fits is taken", async () => {
    await fixture.configure({
      settings: {
        plans: [
          {
            match: { reference_prefix: "vip-", account_number: "999966660002" },
            outcome: "success",
          },
          { match: { account_number: "999966660008" }, outcome: "failed", after_seconds: 100 },
          { match: { reference_prefix: "vip-" }, outcome: "failed", reason: "Dormant account" },
        ],
      },
    })
    const { data } = await client.createPayouts([
      payoutItem("vip-1", { accountNumber: "999966660002" }),
      payoutItem("vip-2", { accountNumber: "999966660001" }),
      payoutItem("3", { accountNumber: "999966660002" }),
      payoutItem("4", { accountNumber: "999966660008" }),
    ])
    await fixture.advance(99)
    expect((await client.retrievePayouts(data.uuid)).data.status).toBe("IN_PROGRESS")
    await fixture.advance(2)
    const { data: retrieved } = await client.retrievePayouts(data.uuid)
    expect(retrieved.status).toBe("DONE")
    expect(retrieved.payouts.map(({ status, reason }) => [status, reason])).toEqual([
      ["SUCCESS", ""],
      ["FAILED", "Dormant account"],
      ["FAILED", "Inactive account"],
      ["FAILED", "Failed to process by Bank Network"],
    ])
  })
})

describe("misbehaviour", () => {
  test("wrong_amount: the callback tells another amount than Retrieve Payout", async () => {
    await fixture.configure({ misbehaviour: { wrong_amount: 1 } })
    const uuid = await pay("1")
    await client.createPayouts([payoutItem("a"), payoutItem("b")])
    await fixture.advance(3)
    const told = await callbacks(2)
    const values = told.map(
      ({ data }) => data.payouts?.amount.value ?? data.payoutResults?.["totalSuccessAmount"],
    )
    expect(values).toEqual(expect.arrayContaining(["100001", 200_001]))
    expect((await client.retrievePayouts(uuid)).data.payouts[0]?.amount.value).toBe("100000")
  })

  test("failed_after_succeeded: FAILED is told after SUCCESS, and is not so", async () => {
    await fixture.configure({ misbehaviour: { failed_after_succeeded: 1 } })
    const uuid = await pay("1")
    const { data: bulk } = await client.createPayouts([payoutItem("a"), payoutItem("b")])
    await fixture.advance(60)
    const told = await callbacks(4)
    const of = (id: string) => told.filter(({ data }) => data.uuid === id)
    expect(of(uuid).map(({ event }) => event)).toEqual(["PAYOUT.SUCCESS", "PAYOUT.FAILED"])
    expect(of(bulk.uuid).map(({ data }) => data.payoutResults)).toEqual([
      counters({ totalSuccessCount: 2, totalSuccessAmount: 200_000 }),
      counters({ totalFailedCount: 2, totalFailedAmount: 200_000 }),
    ])
    expect((await client.retrievePayouts(uuid)).data.payouts[0]?.status).toBe("SUCCESS")
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(997_000_000_000n)
  })

  test("reverse does nothing, and the story says so", async () => {
    await fixture.configure({ misbehaviour: { reverse: 1 } })
    const uuid = await pay("1")
    await fixture.advance(3_600)
    expect((await client.retrievePayouts(uuid)).data.payouts[0]?.status).toBe("SUCCESS")
    expect(await callbacks(1)).toHaveLength(1)
    const said = (await fixture.story()).map((line) => line.said)
    expect(said).toContain("Pivot knows no reversal: `reverse` does nothing here.")
  })

  test("the same seed tells the same story", async () => {
    const story = async (seed: bigint) => {
      const own = await createSandboxFixture("pivot")
      try {
        const misbehaviour = { wrong_amount: 0.5, failed_after_succeeded: 0.5 }
        await own.configure({ misbehaviour, seed })
        const ownClient = createPivotClient(own.baseUrl, own.credentials)
        for (const reference of ["a", "b", "c", "d"]) {
          await ownClient.createPayouts([payoutItem(reference)])
          await own.advance(60)
        }
        const lines = await own.story()
        return lines.flatMap(({ kind, said }) =>
          ["webhook", "misbehaviour"].includes(kind) ? [said] : [],
        )
      } finally {
        await own.close()
      }
    }
    const [first, second, other] = await Promise.all([story(7n), story(7n), story(8n)])
    expect(second).toEqual(first)
    expect(other).not.toEqual(first)
  })
})
