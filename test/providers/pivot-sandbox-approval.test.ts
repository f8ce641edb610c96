import { randomUUID } from "node:crypto"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { createPivotClient, payoutItem, type PivotClient } from "../support/pivot-client.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"

let fixture: SandboxFixture
let client: PivotClient

beforeEach(async () => {
  fixture = await createSandboxFixture("pivot", { products: ["payout"] })
  client = createPivotClient(fixture.baseUrl, fixture.credentials)
})
afterEach(async () => await fixture.close())

/** More than the 100,000,000 that the account begins with. */
const TOO_MUCH = "150000000"
const UNITS = 10_000n

async function events(count: number): Promise<readonly string[]> {
  const requests = await fixture.received(count)
  return requests.map(({ body }) => (JSON.parse(body) as { readonly event: string }).event)
}

async function waiting(referenceId = "a", items = 1): Promise<string> {
  const payouts = Array.from({ length: items }, (_, index) =>
    payoutItem(index === 0 ? referenceId : `${referenceId}-${index}`, { value: TOO_MUCH }),
  )
  const { data } = await client.createPayouts(payouts)
  await fixture.advance(10)
  return data.uuid
}

const topUp = async (wholeRupiah: bigint) =>
  await fixture.act("top_up", { amount: String(wholeRupiah) })

async function standing(uuid: string): Promise<readonly string[]> {
  const { data } = await client.retrievePayouts(uuid)
  return [data.status, ...data.payouts.map(({ status }) => status)]
}

async function approvalList(): Promise<readonly string[]> {
  return await fixture.inWorld(async (world) => {
    const { things } = await world.list({ kind: "batch", status: "PENDING" })
    return things.map(({ name }) => name)
  })
}

describe("insufficient balance", () => {
  test("is answered 00 and IN_PROGRESS; then the request is PENDING and nothing was taken", async () => {
    const reply = await client.createPayouts([payoutItem("a", { value: TOO_MUCH })])
    expect([reply.code, reply.data.status]).toEqual(["00", "IN_PROGRESS"])
    await fixture.advance(1)
    const { data } = await client.retrievePayouts(reply.data.uuid)
    expect(data).toMatchObject({
      status: "PENDING",
      payouts: [{ status: "APPROVED", reason: "" }],
      payoutResults: { totalPendingCount: 1, totalPendingAmount: 150_000_000 },
    })
    expect(await events(1)).toEqual(["PAYOUT.PENDING"])
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(100_000_000n * UNITS)
    await fixture.advance(7 * 24 * 3_600)
    expect(await standing(reply.data.uuid)).toEqual(["PENDING", "APPROVED"])
  })

  test("of the fee balance is the same, and the principal is not taken either", async () => {
    await fixture.configure({
      settings: { payout_fee: "6000000", pending_reason: "Insufficient Balance" },
    })
    const { data } = await client.createPayouts([payoutItem("a"), payoutItem("b")])
    await fixture.advance(10)
    const { data: retrieved } = await client.retrievePayouts(data.uuid)
    expect(retrieved.status).toBe("PENDING")
    expect(retrieved.payouts.map(({ reason }) => reason)).toEqual([
      "Insufficient Balance",
      "Insufficient Balance",
    ])
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(100_000_000n * UNITS)
    expect(await fixture.balance("MASTER", "IDR")).toBe(10_000_000n * UNITS)
  })

  test("takes a whole request or nothing of it", async () => {
    const { data } = await client.createPayouts([
      payoutItem("a", { value: "60000000" }),
      payoutItem("b", { value: "60000000" }),
    ])
    const { data: small } = await client.createPayouts([payoutItem("c", { value: "90000000" })])
    await fixture.advance(10)
    expect(await standing(data.uuid)).toEqual(["PENDING", "APPROVED", "APPROVED"])
    expect(await standing(small.uuid)).toEqual(["DONE", "SUCCESS"])
    expect(await approvalList()).toEqual([data.uuid])
  })
})

describe("option 1: top up, then retry in the approval list", () => {
  test("goes on to DONE and SUCCESS", async () => {
    const uuid = await waiting()
    await topUp(50_000_000n)
    expect(await standing(uuid)).toEqual(["PENDING", "APPROVED"])
    const { said } = await fixture.act("retry", { uuid })
    expect(said).toBe("The request was sent to the bank.")
    expect(await standing(uuid)).toEqual(["IN_PROGRESS", "APPROVED"])
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(0n)
    await fixture.advance(10)
    expect(await standing(uuid)).toEqual(["DONE", "SUCCESS"])
    expect(await events(2)).toEqual(["PAYOUT.PENDING", "PAYOUT.SUCCESS"])
    expect(await approvalList()).toEqual([])
  })

  test("of a request of many goes on to its PAYOUT.DONE", async () => {
    const uuid = await waiting("a", 2)
    await topUp(200_000_000n)
    await fixture.act("retry", { uuid })
    await fixture.advance(10)
    expect(await standing(uuid)).toEqual(["DONE", "SUCCESS", "SUCCESS"])
    expect(await events(2)).toEqual(["PAYOUT.PENDING", "PAYOUT.DONE"])
  })

  test("without enough balance stays PENDING, and PAYOUT.PENDING is told again", async () => {
    const uuid = await waiting()
    await topUp(49_999_999n)
    const { said, detail } = await fixture.act("retry", { uuid })
    expect(said).toContain("still too low")
    expect(detail).toEqual({ outcome: "short" })
    await fixture.advance(100)
    expect(await standing(uuid)).toEqual(["PENDING", "APPROVED"])
    expect(await events(2)).toEqual(["PAYOUT.PENDING", "PAYOUT.PENDING"])
    await topUp(1n)
    await fixture.act("retry", { uuid })
    await fixture.advance(10)
    expect(await standing(uuid)).toEqual(["DONE", "SUCCESS"])
  })

  test("of sandbox number 999966660007 finds what balance there is", async () => {
    const item = payoutItem("a", { accountNumber: "999966660007" })
    const { data } = await client.createPayouts([item])
    await fixture.advance(10)
    expect(await standing(data.uuid)).toEqual(["PENDING", "APPROVED"])
    await fixture.act("retry", { uuid: data.uuid })
    await fixture.advance(10)
    expect(await standing(data.uuid)).toEqual(["DONE", "SUCCESS"])
  })
})

describe("option 2: fail it, top up, and pay anew under a different reference", () => {
  test("cancel in the approval list: PAYOUT.CANCELLED, and the totals are cancelled ones", async () => {
    const uuid = await waiting("a", 2)
    await fixture.act("cancel", { uuid })
    const cancelled = { totalCancelledCount: 2, totalCancelledAmount: 300_000_000 }
    const { data } = await client.retrievePayouts(uuid)
    expect(data.status).toBe("CANCELLED")
    expect(data.payouts.map(({ status }) => status)).toEqual(["CANCELLED", "CANCELLED"])
    expect(data.payoutResults).toMatchObject({ ...cancelled, totalPendingCount: 0 })
    const requests = await fixture.received(2)
    expect(JSON.parse(requests[1]?.body ?? "")).toEqual({
      event: "PAYOUT.CANCELLED",
      data: {
        uuid,
        merchantId: fixture.credentials["merchant_id"],
        payoutResults: expect.objectContaining(cancelled) as object,
        status: "CANCELLED",
      },
    })
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(100_000_000n * UNITS)
    expect(await approvalList()).toEqual([])
    await fixture.advance(3_600)
    expect(await events(2)).toHaveLength(2)
  })

  test("the old reference is taken, a different one is paid", async () => {
    await waiting("a")
    await topUp(100_000_000n)
    const pay = async (reference: string) =>
      await client.createPayouts([payoutItem(reference, { value: TOO_MUCH })])
    expect((await pay("a")).code).toBe("resource_already_exists")
    const { data } = await pay("a-again")
    await fixture.advance(10)
    expect(await standing(data.uuid)).toEqual(["DONE", "SUCCESS"])
    expect(await events(2)).toEqual(["PAYOUT.PENDING", "PAYOUT.SUCCESS"])
  })
})

describe("the approval list", () => {
  test.each(["retry", "cancel"])("refuses to %s what does not wait in it", async (action) => {
    const { data } = await client.createPayouts([payoutItem("a")])
    const refused = { code: "sandbox_action_refused" }
    await expect(fixture.act(action, { uuid: data.uuid })).rejects.toMatchObject(refused)
    await fixture.advance(10)
    await expect(fixture.act(action, { uuid: data.uuid })).rejects.toThrow("The request is DONE")
    const unknown = fixture.act(action, { uuid: randomUUID() })
    await expect(unknown).rejects.toMatchObject({ code: "not_found" })
    const uuid = await waiting("b")
    await fixture.act("cancel", { uuid })
    await expect(fixture.act(action, { uuid })).rejects.toThrow("The request is CANCELLED")
    expect(await standing(uuid)).toEqual(["CANCELLED", "CANCELLED"])
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(99_900_000n * UNITS)
  })

  test("of two retries at once one takes the money", async () => {
    const uuid = await waiting()
    await topUp(250_000_000n)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => fixture.act("retry", { uuid })),
    )
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    expect(await fixture.balance("DISBURSEMENT", "IDR")).toBe(200_000_000n * UNITS)
  })

  test("a retry and a cancel at once do one of the two", async () => {
    const uuid = await waiting()
    await topUp(50_000_000n)
    const outcomes = await Promise.allSettled([
      fixture.act("retry", { uuid }),
      fixture.act("cancel", { uuid }),
    ])
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    await fixture.advance(10)
    const [status] = await standing(uuid)
    const left = await fixture.balance("DISBURSEMENT", "IDR")
    expect([
      ["DONE", 0n],
      ["CANCELLED", 150_000_000n * UNITS],
    ]).toContainEqual([status, left])
  })
})

describe("actions", () => {
  test("create_payout makes a request as a client does", async () => {
    const { said, thing, detail } = await fixture.act("create_payout", {
      items: 3,
      amount: "20000",
      account_number: "999966660003",
      reference_prefix: "run-",
    })
    expect(said).toBe("A request of 3 was made.")
    expect(detail).toMatchObject({ uuid: thing?.name, items: 3 })
    await fixture.advance(10)
    const { data } = await client.retrievePayouts(thing?.name ?? "")
    expect(data.payoutResults).toMatchObject({ totalFailedCount: 3, totalFailedAmount: 60_000 })
    expect(data.payouts.every(({ referenceId }) => referenceId.startsWith("run-"))).toBe(true)
  })

  test("create_payout with a reference makes that one payout", async () => {
    const { said } = await fixture.act("create_payout", { reference: "invoice-7" })
    expect(said).toBe("A payout was made.")
    expect((await client.retrieveByReference("invoice-7")).data).toHaveLength(1)
  })

  test("what the API would refuse is refused, with its words", async () => {
    const refused = { code: "sandbox_action_refused" }
    const below = fixture.act("create_payout", { amount: "1" })
    await expect(below).rejects.toMatchObject(refused)
    await expect(below).rejects.toThrow("amount_below_limit: Amount Value below the minimum.")
    const unavailable = fixture.act("create_payout", { account_number: "999966660008" })
    await expect(unavailable).rejects.toMatchObject(refused)
  })

  test("finish_pending is refused where nothing waits for the bank", async () => {
    const refused = { code: "sandbox_action_refused" }
    const { thing } = await fixture.act("create_payout")
    const finish = (args: object) => fixture.act("finish_pending", { status: "SUCCESS", ...args })
    await expect(finish({ uuid: thing?.name })).rejects.toMatchObject(refused)
    await expect(finish({ uuid: randomUUID() })).rejects.toMatchObject({ code: "not_found" })
    const uuid = await waiting()
    await expect(finish({ uuid })).rejects.toMatchObject(refused)
    expect(await standing(uuid)).toEqual(["PENDING", "APPROVED"])
  })

  test("arguments that do not fit are refused", async () => {
    const invalid = { code: "request_invalid" }
    await expect(fixture.act("retry", {})).rejects.toMatchObject(invalid)
    await expect(fixture.act("create_payout", { items: 1_001 })).rejects.toMatchObject(invalid)
    await expect(
      fixture.act("finish_pending", { uuid: "x", status: "PENDING" }),
    ).rejects.toMatchObject(invalid)
  })
})
