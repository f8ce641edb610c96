import { randomUUID } from "node:crypto"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

import {
  createPivotClient,
  newRequestId,
  payoutItem,
  type PivotClient,
} from "../support/pivot-client.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot")
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterEach(async () => await fixture.close())

const DAY_SECONDS = 24 * 60 * 60

async function requestsMade(): Promise<number> {
  return await fixture.inWorld(async (world) => (await world.list({ kind: "batch" })).total)
}

describe("POST /v1/payouts", () => {
  test("answers as the reference prints it", async () => {
    const reply = await client.createPayouts([
      payoutItem("999", { accountNumber: "888801000157508", description: "test Reforza Pivot" }),
    ])
    const nanoseconds = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/) as string
    expect(reply).toEqual({
      status: 200,
      code: "00",
      message: "Success",
      data: {
        created: nanoseconds,
        merchantId: fixture.credentials["merchant_id"],
        payouts: [
          {
            amount: { currency: "IDR", value: "100000" },
            inquiryId: "",
            channelCode: "BRI",
            channelInformation: {
              accountName: "Dummy Simulation",
              accountNumber: "888801000157508",
            },
            description: "test Reforza Pivot",
            referenceId: "999",
          },
        ],
        status: "IN_PROGRESS",
        updated: nanoseconds,
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      },
    })
  })

  test("takes a destination from an inquiry, and refuses one that nobody made", async () => {
    const inquiryId = randomUUID()
    await fixture.inWorld((world) =>
      world.add({
        kind: "inquiry",
        name: inquiryId,
        status: "VALID",
        state: { channelCode: "BCA", accountNumber: "999966660003", accountName: "Budi" },
      }),
    )
    const amount = { value: "100000", currency: "IDR" }
    const { data } = await client.createPayouts([{ referenceId: "a", inquiryId, amount }])
    expect(data.payouts[0]).toMatchObject({
      inquiryId,
      channelCode: "BCA",
      channelInformation: { accountNumber: "999966660003", accountName: "Budi" },
    })
    await fixture.advance(10)
    const { data: retrieved } = await client.retrieveOne(data.uuid, "a")
    expect(retrieved.payouts).toMatchObject({ status: "FAILED", reason: "Invalid account" })

    const unknown = { referenceId: "b", inquiryId: randomUUID(), amount }
    const refused = await client.createPayouts([unknown])
    expect(refused).toMatchObject({
      status: 404,
      code: "resource_missing",
      message: "Inquiry ID is not exist",
      error: { details: [{ message: "Make sure inquiry id is correct" }] },
    })
  })

  test("the limits of an amount are settings, and are themselves allowed", async () => {
    await fixture.configure({ settings: { amount_min: "500", amount_max: "700" } })
    const codes = async (value: string) =>
      (await client.createPayouts([payoutItem(randomUUID(), { value })])).code
    expect(await codes("499")).toBe("amount_below_limit")
    expect(await codes("500")).toBe("00")
    expect(await codes("700.00")).toBe("00")
    expect(await codes("701")).toBe("amount_above_limit")
  })

  test("one wrong item refuses the whole request", async () => {
    const items = [payoutItem("a"), payoutItem("b", { value: "1" }), payoutItem("c")]
    const reply = await client.createPayouts(items)
    expect(reply.code).toBe("amount_below_limit")
    expect(reply.error?.details[0]?.field).toBe("payouts[1].amount.value")
    expect(await requestsMade()).toBe(0)
  })

  test("a reference is used once: within a request, and ever", async () => {
    const exists = {
      code: "resource_already_exists",
      message: "ID is already exists",
      status: 409,
    }
    const twice = await client.createPayouts([payoutItem("a"), payoutItem("b"), payoutItem("a")])
    expect(twice).toMatchObject(exists)
    expect(twice.error?.details).toEqual([
      { field: "payouts[2].referenceId", message: "Use unique payouts[2].referenceId" },
    ])
    expect((await client.createPayouts([payoutItem("a")])).code).toBe("00")
    const again = await client.createPayouts([payoutItem("b"), payoutItem("a")])
    expect(again).toMatchObject(exists)
    expect(again.error?.details[0]?.field).toBe("payouts[1].referenceId")
    expect((await client.createPayouts([payoutItem("b")])).code).toBe("00")
  })

  test("a daily limit, where one is set, is per day of Jakarta", async () => {
    await fixture.configure({ settings: { daily_payout_limit: "250000" } })
    const create = async () => await client.createPayouts([payoutItem(randomUUID())])
    expect((await create()).code).toBe("00")
    expect((await create()).code).toBe("00")
    expect(await create()).toMatchObject({
      status: 400,
      code: "daily_payout_limit_exceeded",
      message: "Exceed daily Payout limit",
      error: {
        details: [
          {
            field: "",
            message:
              "Remaining amount today: Rp 50000. Please try again tomorrow or contact Helpdesk",
          },
        ],
      },
    })
    await fixture.advance(DAY_SECONDS)
    expect((await create()).code).toBe("00")
  })

  test("where the account's settings say so, a balance too low is refused at once", async () => {
    await fixture.configure({ settings: { insufficient_balance: "refused", payout_fee: "4000" } })
    expect(await client.createPayouts([payoutItem("a", { value: "100000001" })])).toMatchObject({
      status: 400,
      code: "balance_insufficient",
      message: "Merchant Balance is Insufficient",
      error: { details: [{ field: "", message: "Re Top-up your Balance" }] },
    })
    expect((await client.createPayouts([payoutItem("b", { value: "100000000" })])).code).toBe("00")
    await fixture.inWorld((world) => world.move("MASTER", "IDR", -9_999_000n * 10_000n))
    expect((await client.createPayouts([payoutItem("c")])).code).toBe("balance_insufficient")
  })

  test("1,000 payouts are made in a second and settle in one step", async () => {
    const items = Array.from({ length: 1_000 }, (_, index) =>
      payoutItem(`bulk-${index}`, { value: "10000" }),
    )
    const began = performance.now()
    const { data } = await client.createPayouts(items)
    const createdMs = performance.now() - began
    expect(data.payouts).toHaveLength(1_000)
    expect(data.payouts[999]?.referenceId).toBe("bulk-999")
    const settling = performance.now()
    await fixture.advance(10)
    const settledMs = performance.now() - settling
    const { data: retrieved, pagination } = await client.retrievePayouts(data.uuid, "?perPage=100")
    expect(retrieved.status).toBe("DONE")
    expect(retrieved.payoutResults).toMatchObject({
      totalSuccessCount: 1_000,
      totalSuccessAmount: 10_000_000,
      totalPendingCount: 0,
    })
    expect(pagination).toEqual({ page: 1, perPage: 100, totalItems: 1_000, totalPages: 10 })
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(900_000_000_000n)
    expect(await fixture.received(1)).toHaveLength(1)
    // A few times what it takes here, since the machine may be busy.
    expect(createdMs).toBeLessThan(2_000)
    expect(settledMs).toBeLessThan(2_000)
  })
})

describe("X-REQUEST-ID", () => {
  const reused = {
    status: 409,
    code: "resource_already_exists",
    message: "X-REQUEST-ID is already exists",
    error: { details: [{ message: "Use unique X-EXTERNAL-ID" }] },
  }

  test.each([
    ["missing", undefined, "field_required"],
    ["of 15 characters", "a".repeat(15), "field_format_invalid"],
    ["of 37 characters", "a".repeat(37), "field_format_invalid"],
    ["with dashes", randomUUID(), "field_format_invalid"],
  ])("that is %s is refused", async (_what, id, code) => {
    const reply = await client.call("POST", "/v1/payouts", {
      body: { payouts: [payoutItem("a")] },
      headers: id === undefined ? {} : { "X-REQUEST-ID": id },
    })
    expect([reply.status, reply.code]).toEqual([400, code])
    expect(await requestsMade()).toBe(0)
  })

  test.each([16, 32, 36])("of %i letters and digits is taken", async (length) => {
    const requestId = "Az09".repeat(9).slice(0, length)
    expect((await client.createPayouts([payoutItem("a")], { requestId })).code).toBe("00")
  })

  test("that comes again with the same payload gets the initial answer, also when all is done", async () => {
    const requestId = newRequestId()
    const first = await client.createPayouts([payoutItem("a")], { requestId })
    await fixture.advance(60)
    const second = await client.createPayouts([payoutItem("a")], { requestId })
    expect(second).toEqual(first)
    expect(second.data.status).toBe("IN_PROGRESS")
    expect(await requestsMade()).toBe(1)
    expect(await fixture.received(1)).toHaveLength(1)
  })

  test("that comes again with another payload is a 409", async () => {
    const requestId = newRequestId()
    await client.createPayouts([payoutItem("a")], { requestId })
    expect(await client.createPayouts([payoutItem("b")], { requestId })).toMatchObject(reused)
    expect(await requestsMade()).toBe(1)
  })

  test("is free again after 24 hours, not before", async () => {
    const requestId = newRequestId()
    await client.createPayouts([payoutItem("a")], { requestId })
    await fixture.advance(DAY_SECONDS - 5)
    expect(await client.createPayouts([payoutItem("b")], { requestId })).toMatchObject(reused)
    await fixture.advance(5)
    expect((await client.createPayouts([payoutItem("b")], { requestId })).code).toBe("00")
    const second = await client.createPayouts([payoutItem("c")], { requestId })
    expect(second).toMatchObject(reused)
  })

  test("of a refused request stays free", async () => {
    const requestId = newRequestId()
    const refused = await client.createPayouts([payoutItem("a", { value: "1" })], { requestId })
    expect(refused.code).toBe("amount_below_limit")
    expect((await client.createPayouts([payoutItem("a")], { requestId })).code).toBe("00")
  })

  test("that comes twenty times at once makes one request, and all get its answer", async () => {
    await client.token()
    const requestId = newRequestId()
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => client.createPayouts([payoutItem("a")], { requestId })),
    )
    expect(new Set(replies.map(({ data }) => data.uuid)).size).toBe(1)
    expect(replies.every((reply) => reply.status === 200)).toBe(true)
    expect(await requestsMade()).toBe(1)
  })

  test("of two different requests at once lets one of them in", async () => {
    await client.token()
    const requestId = newRequestId()
    const replies = await Promise.all(
      ["a", "b", "c", "d"].map((reference) =>
        client.createPayouts([payoutItem(reference)], { requestId }),
      ),
    )
    expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409])
    expect(await requestsMade()).toBe(1)
  })

  test("that differs does not let one reference be paid twice at once", async () => {
    await client.token()
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => client.createPayouts([payoutItem("a")])),
    )
    expect(replies.filter(({ code }) => code === "00")).toHaveLength(1)
    expect(await requestsMade()).toBe(1)
  })
})
