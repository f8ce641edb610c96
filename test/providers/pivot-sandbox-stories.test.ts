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

describe("the sandbox account numbers", () => {
  test.each([
    ["999966660001", "SUCCESS", ""],
    ["999966660002", "FAILED", "Inactive account"],
    ["999966660003", "FAILED", "Invalid account"],
    ["999966660006", "FAILED", "Dormant account"],
    ["888801000157508", "SUCCESS", ""],
  ])("%s ends as DONE, %s %s, and a single callback says so", async (number, status, reason) => {
    const uuid = await pay(number)
    await fixture.advance(3)
    const { data } = await client.retrievePayouts(uuid)
    expect([data.status, data.payouts[0]?.status, data.payouts[0]?.reason]).toEqual([
      "DONE",
      status,
      reason,
    ])
    expect(await callbacks(1)).toEqual([
      {
        event: `PAYOUT.${status}`,
        data: {
          uuid,
          merchantId: fixture.credentials["merchant_id"],
          payouts: {
            referenceId: "ref-1",
            amount: { currency: "IDR", value: "100000" },
            status,
            reason: reason || null,
          },
        },
      },
    ])
  })

  test("999966660007 leaves the request PENDING and the payout APPROVED, without a reason", async () => {
    const uuid = await pay("999966660007")
    await fixture.advance(3_600)
    const { data } = await client.retrievePayouts(uuid)
    const pending = counters({ totalPendingCount: 1, totalPendingAmount: 100_000 })
    expect(data).toMatchObject({
      status: "PENDING",
      payouts: [{ status: "APPROVED", reason: "" }],
      payoutResults: pending,
    })
    expect(await callbacks(1)).toEqual([
      {
        event: "PAYOUT.PENDING",
        data: {
          uuid,
          merchantId: fixture.credentials["merchant_id"],
          payoutResults: pending,
          status: "PENDING",
        },
      },
    ])
  })

  test("999966660008 makes nothing: the create call answers service_unavailable", async () => {
    const number = { accountNumber: "999966660008" }
    const reply = await client.createPayouts([payoutItem("a"), payoutItem("b", number)])
    expect(reply).toEqual({
      status: 503,
      code: "service_unavailable",
      message: "Gateway / Partner service is unavailable",
      error: {
        type: "GATEWAY_ERROR",
        details: [{ field: "", message: "Please hit periodically" }],
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      },
    })
    expect((await client.retrieveByReference("a")).code).toBe("resource_missing")
  })
})

describe("PAYOUT.DONE", () => {
  test("is one callback of a request of many, whose totals are those of its payouts", async () => {
    const numbers = ["999966660001", "999966660002", "999966660001", "999966660003"]
    const { data } = await client.createPayouts(
      numbers.map((accountNumber, index) =>
        payoutItem(`r${index}`, { accountNumber, value: `${(index + 1) * 10_000}` }),
      ),
    )
    await fixture.advance(3)
    const totals = counters({
      totalSuccessCount: 2,
      totalSuccessAmount: 40_000,
      totalFailedCount: 2,
      totalFailedAmount: 60_000,
    })
    expect(await callbacks(1)).toEqual([
      {
        event: "PAYOUT.DONE",
        data: {
          uuid: data.uuid,
          merchantId: fixture.credentials["merchant_id"],
          payoutResults: totals,
          status: "DONE",
        },
      },
    ])
    const { data: retrieved } = await client.retrievePayouts(data.uuid)
    expect(retrieved.payoutResults).toEqual(totals)
    expect(retrieved.payouts.map(({ reason }) => reason)).toEqual([
      "",
      "Inactive account",
      "",
      "Invalid account",
    ])
  })

  test("may leave payouts PENDING: Retrieve Payout, asked periodically, has their final status", async () => {
    await fixture.configure({
      settings: {
        plans: [
          { match: { reference: "slow" }, outcome: "pending_then_success" },
          {
            match: { reference: "lost" },
            outcome: "pending_then_failed",
            reason: "Declined due to beneficiary limit",
            after_seconds: 60,
          },
          { match: { reference: "stuck" }, outcome: "stuck" },
        ],
      },
    })
    const { data } = await client.createPayouts(
      ["quick", "slow", "lost", "stuck"].map((reference) => payoutItem(reference)),
    )
    const standing = async () => {
      const { data: retrieved } = await client.retrievePayouts(data.uuid)
      return [retrieved.status, ...retrieved.payouts.map(({ status }) => status)]
    }
    await fixture.advance(3)
    expect(await standing()).toEqual(["DONE", "SUCCESS", "PENDING", "PENDING", "PENDING"])
    const [done] = await callbacks(1)
    expect(done?.data.payoutResults).toEqual(
      counters({
        totalSuccessCount: 1,
        totalSuccessAmount: 100_000,
        totalPendingCount: 3,
        totalPendingAmount: 300_000,
      }),
    )
    await fixture.advance(20)
    expect(await standing()).toEqual(["DONE", "SUCCESS", "SUCCESS", "PENDING", "PENDING"])
    await fixture.advance(40)
    expect(await standing()).toEqual(["DONE", "SUCCESS", "SUCCESS", "FAILED", "PENDING"])
    expect((await client.retrieveOne(data.uuid, "lost")).data.payouts.reason).toBe(
      "Declined due to beneficiary limit",
    )
    await fixture.advance(30 * 24 * 3_600)
    expect(await standing()).toEqual(["DONE", "SUCCESS", "SUCCESS", "FAILED", "PENDING"])
    // No bulk callback follows the first.
    expect(await callbacks(1)).toHaveLength(1)

    await fixture.act("finish_pending", { uuid: data.uuid, status: "SUCCESS" })
    expect(await standing()).toEqual(["DONE", "SUCCESS", "SUCCESS", "FAILED", "SUCCESS"])
  })

  test.each([
    [true, ["PAYOUT.DONE", "PAYOUT.SUCCESS"]],
    [false, ["PAYOUT.DONE"]],
  ])("of one PENDING payout: does its single callback follow? %s", async (follows, events) => {
    await fixture.configure({
      settings: {
        plans: [{ match: {}, outcome: "pending_then_success" }],
        callback_after_pending: follows,
      },
    })
    await pay("1")
    await fixture.advance(60)
    expect((await callbacks(events.length)).map(({ event }) => event)).toEqual(events)
  })
})

describe("PAYOUT.DELAYED", () => {
  const delayed = { plans: [{ match: { reference: "ref-1" }, outcome: "delayed_then_success" }] }

  test("is told of one payout in the single form, before its SUCCESS", async () => {
    await fixture.configure({ settings: delayed })
    const uuid = await pay("1")
    await fixture.advance(3)
    const { data } = await client.retrievePayouts(uuid)
    expect([data.status, data.payouts[0]?.status]).toEqual(["DELAYED", "DELAYED"])
    await fixture.advance(20)
    expect((await client.retrievePayouts(uuid)).data.status).toBe("DONE")
    const told = await callbacks(2)
    expect(told.map(({ event, data: said }) => [event, said.payouts?.status])).toEqual([
      ["PAYOUT.DELAYED", "DELAYED"],
      ["PAYOUT.SUCCESS", "SUCCESS"],
    ])
  })

  test("is told of a request of many in the bulk form, before its DONE", async () => {
    await fixture.configure({ settings: { ...delayed, delayed_word: "PENDING" } })
    const { data } = await client.createPayouts([payoutItem("ref-1"), payoutItem("ref-2")])
    await fixture.advance(3)
    const { data: retrieved } = await client.retrievePayouts(data.uuid)
    expect(retrieved.payouts.map(({ status }) => status)).toEqual(["PENDING", "SUCCESS"])
    await fixture.advance(20)
    const told = await callbacks(2)
    const [first, second] = told
    expect(first).toMatchObject({
      event: "PAYOUT.DELAYED",
      data: {
        status: "DELAYED",
        payoutResults: counters({
          totalPendingCount: 1,
          totalPendingAmount: 100_000,
          totalSuccessCount: 1,
          totalSuccessAmount: 100_000,
        }),
      },
    })
    expect(second).toMatchObject({
      event: "PAYOUT.DONE",
      data: { payoutResults: counters({ totalSuccessCount: 2, totalSuccessAmount: 200_000 }) },
    })
  })

  test("ends by hand too: finish_pending fails the payout and gives its money back", async () => {
    await fixture.configure({ settings: delayed })
    const uuid = await pay("1")
    await fixture.advance(3)
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(999_000_000_000n)
    await fixture.act("finish_pending", {
      uuid,
      referenceId: "ref-1",
      status: "FAILED",
      reason: "Unknown Bank Network error",
    })
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(1_000_000_000_000n)
    const told = await callbacks(2)
    expect(told[1]?.data.payouts).toMatchObject({
      status: "FAILED",
      reason: "Unknown Bank Network error",
    })
    await fixture.advance(3_600)
    expect(await callbacks(2)).toHaveLength(2)
  })
})
