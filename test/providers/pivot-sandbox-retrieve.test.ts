import { randomUUID } from "node:crypto"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { createPivotClient, payoutItem, type PivotClient } from "../support/pivot-client.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot")
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterEach(async () => await fixture.close())

const seconds = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string
const none = {
  totalPendingCount: 0,
  totalPendingAmount: 0,
  totalSuccessCount: 0,
  totalSuccessAmount: 0,
  totalFailedCount: 0,
  totalFailedAmount: 0,
  totalCancelledCount: 0,
  totalCancelledAmount: 0,
}

function paid(referenceId: string, status = "SUCCESS"): object {
  return {
    amount: { currency: "IDR", value: "100000" },
    channelCode: "BRI",
    channelInformation: { accountName: "Dummy Simulation", accountNumber: "999966660001" },
    created: seconds,
    inquiryId: "",
    description: "",
    referenceId,
    status,
    reason: "",
    updated: seconds,
  }
}

describe("GET /v1/payouts/{uuid}", () => {
  test("is the request, its payouts as a list, and its totals as integers", async () => {
    const { data } = await client.createPayouts([payoutItem("999")])
    await fixture.advance(10)
    expect(await client.retrievePayouts(data.uuid)).toEqual({
      status: 200,
      code: "00",
      message: "Success",
      data: {
        created: seconds,
        merchantId: fixture.credentials["merchant_id"],
        payoutResults: { ...none, totalSuccessCount: 1, totalSuccessAmount: 100_000 },
        payouts: [paid("999")],
        status: "DONE",
        updated: seconds,
        uuid: data.uuid,
      },
      pagination: { page: 1, perPage: 20, totalItems: 1, totalPages: 1 },
    })
  })

  test("is IN_PROGRESS with approved payouts while the bank has them, and counts them as pending", async () => {
    const { data } = await client.createPayouts([payoutItem("a"), payoutItem("b")])
    for (const _moment of ["made", "sent"]) {
      const { data: retrieved } = await client.retrievePayouts(data.uuid)
      expect(retrieved.status).toBe("IN_PROGRESS")
      expect(retrieved.payouts.map(({ status }) => status)).toEqual(["APPROVED", "APPROVED"])
      expect(retrieved.payoutResults).toEqual({
        ...none,
        totalPendingCount: 2,
        totalPendingAmount: 200_000,
      })
      await fixture.advance(1)
    }
  })

  test("comes in pages, in the order asked for, with the totals of the whole request", async () => {
    const { data } = await client.createPayouts(
      Array.from({ length: 45 }, (_, index) => payoutItem(`p${index}`)),
    )
    await fixture.advance(10)
    const page = async (query: string) => {
      const { data: retrieved, pagination } = await client.retrievePayouts(data.uuid, query)
      expect(retrieved.payoutResults.totalSuccessCount).toBe(45)
      const references = retrieved.payouts.map(({ referenceId }) => referenceId)
      return [references.at(0), references.at(-1), references.length, pagination] as const
    }
    const pages = { totalItems: 45, totalPages: 3 }
    expect(await page("")).toEqual(["p0", "p19", 20, { page: 1, perPage: 20, ...pages }])
    expect(await page("?page=3")).toEqual(["p40", "p44", 5, { page: 3, perPage: 20, ...pages }])
    expect(await page("?page=4")).toEqual([
      undefined,
      undefined,
      0,
      { page: 4, perPage: 20, ...pages },
    ])
    expect(await page("?perPage=100")).toEqual([
      "p0",
      "p44",
      45,
      { page: 1, perPage: 100, totalItems: 45, totalPages: 1 },
    ])
  })

  test.each(["page=0", "page=-1", "page=x", "page=", "perPage=0", "perPage=101"])(
    "refuses %s",
    async (query) => {
      const { data } = await client.createPayouts([payoutItem("a")])
      const reply = await client.retrievePayouts(data.uuid, `?${query}`)
      expect([reply.status, reply.code]).toEqual([400, "field_format_invalid"])
      expect(reply.error?.details[0]?.field).toBe(query.split("=")[0])
    },
  )
})

describe("GET /v1/payouts/{uuid}?referenceId=", () => {
  test("is one payout as an object, without the request's status and times", async () => {
    const items = [payoutItem("salary/May #1"), payoutItem("b", { accountNumber: "999966660002" })]
    const { data } = await client.createPayouts(items)
    await fixture.advance(10)
    expect(await client.retrieveOne(data.uuid, "salary/May #1")).toEqual({
      status: 200,
      code: "00",
      message: "Success",
      data: {
        merchantId: fixture.credentials["merchant_id"],
        payoutResults: {
          ...none,
          totalSuccessCount: 1,
          totalSuccessAmount: 100_000,
          totalFailedCount: 1,
          totalFailedAmount: 100_000,
        },
        payouts: paid("salary/May #1"),
        uuid: data.uuid,
      },
    })
  })
})

describe("GET /v1/payouts/{referenceId}?type=single", () => {
  test("is a list of the payouts of that reference", async () => {
    await client.createPayouts([payoutItem("a"), payoutItem("salary/May #1")])
    await fixture.advance(10)
    expect(await client.retrieveByReference("salary/May #1")).toEqual({
      status: 200,
      code: "00",
      message: "Success",
      data: [paid("salary/May #1")],
    })
  })

  test("no other type is known", async () => {
    const reply = await client.call("GET", "/v1/payouts/a?type=bulk")
    expect([reply.status, reply.code]).toEqual([400, "field_format_invalid"])
  })
})

describe("what is not there, or not yet", () => {
  test("is resource_missing, in each form", async () => {
    const { data } = await client.createPayouts([payoutItem("a")])
    const replies = [
      await client.retrievePayouts(randomUUID()),
      await client.retrieveOne(randomUUID(), "a"),
      await client.retrieveOne(data.uuid, "b"),
      await client.retrieveByReference("b"),
      // The uuid of a request is no reference, nor the other way round.
      await client.retrieveByReference(data.uuid),
      await client.retrievePayouts("a"),
      await client.retrievePayouts("%00"),
      await client.retrieveOne(data.uuid, "\u0000"),
      await client.retrieveByReference("r".repeat(300)),
    ]
    for (const reply of replies) {
      expect(reply).toMatchObject({
        status: 404,
        code: "resource_missing",
        message: "Payout ID is not exist",
        error: { details: [{ message: "Make sure payout id is correct" }] },
      })
    }
  })

  test("is payouts_in_process as long after the create call as the account is set to", async () => {
    await fixture.configure({ settings: { in_process_seconds: 5 } })
    const { data } = await client.createPayouts([payoutItem("a")])
    const all = async () => [
      await client.retrievePayouts(data.uuid),
      await client.retrieveOne(data.uuid, "a"),
      await client.retrieveByReference("a"),
    ]
    for (const reply of await all()) {
      expect(reply).toMatchObject({
        status: 400,
        code: "payouts_in_process",
        message: "Payouts are being process",
        error: { details: [{ message: "Wait a moment to retrieve the Payout" }] },
      })
    }
    await fixture.advance(5)
    for (const reply of await all()) expect(reply.code).toBe("00")
  })
})
