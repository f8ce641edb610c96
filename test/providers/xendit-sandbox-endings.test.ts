import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, refusalOf, SLOW, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => await fixture.configure({ settings: SLOW }))

/** `payout.succeeded`, … in the order they came. */
async function told(id: string, count: number): Promise<readonly string[]> {
  return (await client.webhooks(id, count)).map(({ event }) => event)
}

const DAY = 24 * 60 * 60

describe("account numbers with an ending of their own", () => {
  test.each([
    ["123456", "TEMPORARY_TRANSFER_ERROR"],
    ["999999", "REJECTED_BY_CHANNEL"],
    ["121212", "INVALID_DESTINATION"],
    ["98018521", "TRANSFER_ERROR"],
  ])("%s fails later, with %s, and its money comes back", async (accountNumber, failureCode) => {
    const before = await fixture.balance("CASH", "IDR")
    const { id, status } = await client.createTo(accountNumber)
    expect(status).toBe("ACCEPTED")
    await fixture.advance(90)
    expect(await client.status(id)).toBe("REQUESTED")
    expect(await fixture.balance("CASH", "IDR")).toBe(before - 100_000_000n)
    await fixture.advance(60)
    const payout = await client.payouts.getPayoutById({ id })
    expect(payout).toMatchObject({ status: "FAILED", failureCode })
    expect(await fixture.balance("CASH", "IDR")).toBe(before)
    expect(await told(id, 1)).toEqual(["payout.failed"])
  })

  test("123456 fails at an e-wallet too, as was recorded", async () => {
    const wallet = { channelCode: "PH_GCASH", currency: "PHP", amount: 100 }
    const { id } = await client.createTo("123456", wallet)
    await fixture.advance(600)
    expect(await client.status(id)).toBe("FAILED")
  })

  test("any other succeeds", async () => {
    const { id } = await client.createTo("1234567")
    await fixture.advance(DAY)
    expect(await client.status(id)).toBe("SUCCEEDED")
    expect(await told(id, 1)).toEqual(["payout.succeeded"])
  })

  test("654321 succeeds, and comes back within 5 minutes with its money", async () => {
    const before = await fixture.balance("CASH", "IDR")
    const { id } = await client.createTo("654321")
    await fixture.advance(150)
    expect(await client.status(id)).toBe("SUCCEEDED")
    expect(await fixture.balance("CASH", "IDR")).toBe(before - 100_000_000n)
    await fixture.advance(150)
    expect(await client.payouts.getPayoutById({ id })).toMatchObject({ status: "REVERSED" })
    expect(await fixture.balance("CASH", "IDR")).toBe(before)
    expect(await told(id, 2)).toEqual(["payout.succeeded", "payout.reversed"])
  })

  test("131313 stays ACCEPTED until it is cancelled", async () => {
    const { id } = await client.createTo("131313")
    await fixture.advance(30 * DAY)
    expect(await client.status(id)).toBe("ACCEPTED")
    expect(await client.payouts.cancelPayout({ id })).toMatchObject({ status: "CANCELLED" })
    expect(await told(id, 0)).toEqual([])
  })

  test("131313 and 654321 are nothing special for cash, 141414 for nothing else", async () => {
    const cash = await client.post({
      channel_code: "PH_CITI",
      currency: "PHP",
      channel_properties: { account_number: "131313", recipient_given_names: "Michael" },
    })
    const { id: bank } = await client.createTo("141414")
    await fixture.advance(600)
    expect(await client.status(String(cash.body["id"]))).toBe("SUCCEEDED")
    expect(await client.status(bank)).toBe("SUCCEEDED")
  })
})

describe("a balance that is too small", () => {
  test("lets the payout fail after it was accepted, with INSUFFICIENT_BALANCE", async () => {
    const balance = (await client.balances.getBalance({ currency: "MYR" })).balance
    const all = { channelCode: "MY_DUITNOW", currency: "MYR", amount: balance }
    const fitting = await client.create(all)
    const tooMuch = await client.create({ ...all, amount: 1 })
    expect(tooMuch.status).toBe("ACCEPTED")
    await fixture.advance(600)
    expect(await client.status(fitting.id)).toBe("SUCCEEDED")
    expect(await client.payouts.getPayoutById({ id: tooMuch.id })).toMatchObject({
      status: "FAILED",
      failureCode: "INSUFFICIENT_BALANCE",
    })
    expect(await fixture.balance("CASH", "MYR")).toBe(0n)
    await fixture.act("top_up", { amount: "250.50", currency: "MYR" })
    expect(await client.balances.getBalance({ currency: "MYR" })).toEqual({ balance: 250.5 })
    const after = await client.create({ ...all, amount: 250.5 })
    await fixture.advance(600)
    expect(await client.status(after.id)).toBe("SUCCEEDED")
  })

  test("may be known at once, where the account is debited when it accepts", async () => {
    await fixture.configure({ settings: { ...SLOW, debited_at: "accepted" } })
    const before = await fixture.balance("CASH", "VND")
    const of = { channelCode: "VN_SANDBOX_BANK", currency: "VND" }
    const all = await client.create({ ...of, amount: Number(before / 10_000n) })
    const more = await client.create({ ...of, amount: 1 })
    expect(more.status).toBe("ACCEPTED")
    expect(await fixture.balance("CASH", "VND")).toBe(0n)
    await client.payouts.cancelPayout({ id: all.id })
    expect(await fixture.balance("CASH", "VND")).toBe(before)
    await fixture.advance(600)
    expect(await client.payouts.getPayoutById({ id: more.id })).toMatchObject({
      failureCode: "INSUFFICIENT_BALANCE",
    })
    expect(await fixture.balance("CASH", "VND")).toBe(before)
  })
})

describe("cash", () => {
  const cash = (properties: object) =>
    client.post({
      channel_code: "PH_CITI",
      currency: "PHP",
      amount: 250_000,
      channel_properties: {
        recipient_given_names: "Michael",
        recipient_surname: "Chen",
        ...properties,
      },
    })

  test("has a code for the counter and expires in a week, where nothing else is asked", async () => {
    const { status, body } = await cash({})
    expect(status).toBe(200)
    const properties = body["channel_properties"] as Record<string, string>
    expect(Object.keys(properties)).toEqual([
      "payout_code",
      "recipient_given_names",
      "recipient_surname",
      "expires_at",
    ])
    expect(properties["payout_code"]).toMatch(/^\d{24}$/)
    const week = Date.parse(properties["expires_at"] ?? "") - Date.parse(String(body["created"]))
    expect(week).toBe(7 * DAY * 1000)
  })

  test("is READY, LOCKED while it is picked up, then SUCCEEDED", async () => {
    await fixture.configure({ settings: { ...SLOW, locked_seconds: 60 } })
    const id = String((await cash({})).body["id"])
    const seen = []
    for (const seconds of [90, 60, 60, 60]) {
      await fixture.advance(seconds)
      seen.push(await client.status(id))
    }
    expect(seen).toEqual(["REQUESTED", "READY", "LOCKED", "SUCCEEDED"])
  })

  test("for Justin Baby expires after 2 minutes: the money is back, and no webhook tells of it", async () => {
    const before = await fixture.balance("CASH", "PHP")
    const id = String((await cash({ recipient_given_names: "Justin Baby" })).body["id"])
    await fixture.advance(100)
    expect(await client.status(id)).toBe("REQUESTED")
    expect(await fixture.balance("CASH", "PHP")).toBe(before - 2_500_000_000n)
    await fixture.advance(30)
    expect(await client.status(id)).toBe("EXPIRED")
    expect(await fixture.balance("CASH", "PHP")).toBe(before)
    expect(await told(id, 0)).toEqual([])
  })

  test("to 141414 stays REQUESTED, and can be cancelled then", async () => {
    const before = await fixture.balance("CASH", "PHP")
    const id = String((await cash({ account_number: "141414" })).body["id"])
    await fixture.advance(6 * DAY)
    expect(await client.status(id)).toBe("REQUESTED")
    expect(await client.payouts.cancelPayout({ id })).toMatchObject({ status: "CANCELLED" })
    expect(await fixture.balance("CASH", "PHP")).toBe(before)
    await fixture.advance(30 * DAY)
    expect(await client.status(id)).toBe("CANCELLED")
    expect(await told(id, 0)).toEqual([])
  })

  test("that nobody fetches expires when it was asked to", async () => {
    const now = (await fixture.inWorld((world) => Promise.resolve(world.now))).getTime()
    const expiresAt = new Date(now + 80 * DAY * 1000).toISOString()
    const { body } = await cash({ account_number: "141414", expires_at: expiresAt })
    expect(body["channel_properties"]).toMatchObject({ expires_at: expiresAt })
    await fixture.advance(80 * DAY - 60)
    expect(await client.status(String(body["id"]))).toBe("REQUESTED")
    await fixture.advance(60)
    expect(await client.status(String(body["id"]))).toBe("EXPIRED")
  })

  test("cannot be cancelled once it is READY", async () => {
    await fixture.configure({ settings: { ...SLOW, picked_up_after_seconds: 6_000 } })
    const id = String((await cash({})).body["id"])
    await fixture.advance(600)
    expect(await client.status(id)).toBe("READY")
    expect(await refusalOf(client.payouts.cancelPayout({ id }))).toMatchObject({
      code: "CANCELLATION_NOT_ALLOWED",
    })
  })
})

describe("plans", () => {
  test("go before the account numbers, the first that fits decides", async () => {
    await fixture.configure({
      settings: {
        ...SLOW,
        plans: [
          { match: { reference: "exactly" }, outcome: "failed", failure_code: "NEW_CODE" },
          { match: { account_number: "123456", reference_prefix: "ok-" }, outcome: "succeeded" },
          { match: { account_number: "42" }, outcome: "reversed", after_seconds: 2000 },
          { match: { reference_prefix: "stay-" }, outcome: "stuck_requested" },
          { match: { reference_prefix: "wait-" }, outcome: "stuck_accepted" },
        ],
      },
    })
    const make = async (referenceId: string, accountNumber: string) =>
      (await client.createTo(accountNumber, { referenceId })).id
    const exactly = await make("exactly", "654321")
    const ok = await make("ok-1", "123456")
    const notOk = await make("nok-1", "123456")
    const back = await make("r", "42")
    const stays = await make("stay-1", "999999")
    const waits = await make("wait-1", "1")
    await fixture.advance(500)
    const statuses = async (...ids: string[]) => Promise.all(ids.map((id) => client.status(id)))
    expect(await statuses(exactly, ok, notOk, back, stays, waits)).toEqual([
      "FAILED",
      "SUCCEEDED",
      "FAILED",
      "SUCCEEDED",
      "REQUESTED",
      "ACCEPTED",
    ])
    const { body } = await client.call("GET", `/v2/payouts/${exactly}`)
    expect(body).toMatchObject({ failure_code: "NEW_CODE" })
    await fixture.advance(2_000)
    expect(await statuses(back, stays, waits)).toEqual(["REVERSED", "REQUESTED", "ACCEPTED"])
  })
})
