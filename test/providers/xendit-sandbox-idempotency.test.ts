import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, REQUEST, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient
let key: Readonly<Record<string, string>>

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())
beforeEach(async () => {
  await fixture.configure({ settings: {}, misbehaviour: {} })
  key = { "idempotency-key": randomUUID() }
})

async function count(reference: string): Promise<number> {
  const { data } = await client.payouts.getPayouts({ referenceId: reference })
  return data?.length ?? 0
}

describe("the same key and the same payload", () => {
  test("make one payout, told with the status it has by then", async () => {
    const reference_id = randomUUID()
    const first = await client.post({ reference_id }, key)
    expect(first.body).toMatchObject({ status: "ACCEPTED" })
    await fixture.advance(10)
    const again = await client.post({ reference_id }, key)
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({ id: first.body["id"], status: "SUCCEEDED" })
    expect(await count(reference_id)).toBe(1)
  })

  test("make one payout of two calls at the same moment, debited once", async () => {
    const reference_id = randomUUID()
    const before = await fixture.balance("CASH", "IDR")
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.post({ reference_id }, key)),
    )
    expect(new Set(answers.map(({ body }) => body["id"])).size).toBe(1)
    expect(await count(reference_id)).toBe(1)
    await fixture.advance(10)
    expect(await fixture.balance("CASH", "IDR")).toBe(before - 100_000_000n)
  })

  test("are the same payload in another order of fields", async () => {
    const reversed = Object.fromEntries(Object.entries(REQUEST).toReversed())
    const call = (body: object) => client.call("POST", "/v2/payouts", { headers: key, body })
    const first = await call(REQUEST)
    expect((await call(reversed)).body["id"]).toBe(first.body["id"])
  })

  test("find their payout also where it would be refused today", async () => {
    const channels = [{ channel_code: "ID_OWN", channel_category: "BANK", currency: "IDR" }]
    await fixture.configure({ settings: { channels } })
    const first = await client.post({ channel_code: "ID_OWN" }, key)
    await fixture.configure({ settings: {} })
    const again = await client.post({ channel_code: "ID_OWN" }, key)
    expect(again.body["id"]).toBe(first.body["id"])
  })
})

describe("the same key and another payload", () => {
  test.each([
    ["409, as was observed", {}, 409],
    ["400, as is documented for v2, where the account is set so", { duplicate_status: 400 }, 400],
  ])("are refused with %s", async (_what, settings, expected) => {
    await fixture.configure({ settings })
    const reference_id = randomUUID()
    await client.post({ reference_id }, key)
    const { status, body } = await client.post({ reference_id, amount: 10_001 }, key)
    expect(status).toBe(expected)
    expect(body).toEqual({
      error_code: "DUPLICATE_ERROR",
      message:
        "A payout with this idempotency key already exists. If you meant to execute a different request, please use another idempotency key.",
    })
    expect(await count(reference_id)).toBe(1)
  })
})

describe("a key", () => {
  test("is free again after a request that was refused", async () => {
    expect((await client.post({ amount: -1 }, key)).status).toBe(400)
    expect((await client.post({}, key)).status).toBe(200)
  })

  test("is remembered for ever", async () => {
    const first = await client.post({}, key)
    await fixture.advance(400 * 24 * 3_600)
    expect((await client.post({}, key)).body["id"]).toBe(first.body["id"])
  })

  test("is forgotten after some hours, where the account is set so", async () => {
    await fixture.configure({ settings: { idempotency_hours: 2 } })
    const first = await client.post({}, key)
    await fixture.advance(7_000)
    expect((await client.post({}, key)).body["id"]).toBe(first.body["id"])
    await fixture.advance(300)
    expect((await client.post({ amount: 20_000 }, key)).body["id"]).not.toBe(first.body["id"])
    expect((await client.post({ amount: 20_000 }, key)).status).toBe(200)
  })

  test("may have 100 characters", async () => {
    const longest = { "idempotency-key": randomUUID().padEnd(100, "k") }
    expect((await client.post({}, longest)).status).toBe(200)
  })
})
