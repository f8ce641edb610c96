import { afterAll, beforeAll, expect, test } from "vitest"

import type { Misbehaviour } from "../../src/sandbox/misbehaviour.ts"
import { createSandboxFixture, type SandboxFixture } from "../support/sandbox-fixture.ts"
import { createXenditClient, type XenditClient } from "../support/xendit-client.ts"

let fixture: SandboxFixture
let client: XenditClient

beforeAll(async () => {
  fixture = await createSandboxFixture("xendit")
  client = createXenditClient(fixture)
})
afterAll(async () => await fixture.close())

/** The story of a payout under some misbehaviour. */
async function story(misbehaviour: Misbehaviour, told: number, seconds = 70) {
  await fixture.configure({ misbehaviour })
  const before = await fixture.balance("CASH", "IDR")
  const { id } = await client.create()
  await fixture.advance(seconds)
  const webhooks = await client.webhooks(id, told)
  return {
    id,
    webhooks,
    statuses: webhooks.map(({ data }) => data["status"]),
    spent: before - (await fixture.balance("CASH", "IDR")),
    payout: await client.payouts.getPayoutById({ id }),
  }
}

const AMOUNT = 100_000_000n

test("wrong_amount tells another amount than the API", async () => {
  const { webhooks, payout } = await story({ wrong_amount: 1 }, 1)
  expect(webhooks.map(({ data }) => data["amount"])).toEqual([10_001])
  expect(payout).toMatchObject({ amount: 10_000, status: "SUCCEEDED" })
})

test("failed_after_succeeded tells a failure that the API knows nothing of", async () => {
  const { webhooks, statuses, spent, payout } = await story({ failed_after_succeeded: 1 }, 2)
  expect(statuses).toEqual(["SUCCEEDED", "FAILED"])
  expect(webhooks[1]?.data["failure_code"]).toBe("REJECTED_BY_CHANNEL")
  const [first = 0, second = 0] = webhooks.map(({ data }) => Date.parse(String(data["updated"])))
  expect(second).toBe(first + 2_000)
  expect(payout.status).toBe("SUCCEEDED")
  expect(payout.failureCode).toBeUndefined()
  expect(spent).toBe(AMOUNT)
})

test("reverse brings a payout back after the time that is set, with its money", async () => {
  const misbehaviour = { reverse: 1, reverse_after_seconds: 600 }
  const { id, statuses, spent } = await story(misbehaviour, 1, 300)
  expect(statuses).toEqual(["SUCCEEDED"])
  expect(spent).toBe(AMOUNT)
  const before = await fixture.balance("CASH", "IDR")
  await fixture.advance(600)
  expect(await client.status(id)).toBe("REVERSED")
  expect(await fixture.balance("CASH", "IDR")).toBe(before + AMOUNT)
  expect(await client.webhooks(id, 2)).toMatchObject([{}, { event: "payout.reversed" }])
})

test("both together tell three things, each at its time", async () => {
  const { statuses, webhooks, spent } = await story({ reverse: 1, failed_after_succeeded: 1 }, 3)
  expect(statuses).toEqual(["SUCCEEDED", "FAILED", "REVERSED"])
  const [succeeded = 0, failed, reversed] = webhooks.map(({ created }) => Date.parse(created))
  expect(failed).toBe(succeeded + 2_000)
  expect(reversed).toBe(succeeded + 60_000)
  expect(spent).toBe(0n)
})

test("a payout that is reversed anyway is so at its own time, and once", async () => {
  await fixture.configure({ misbehaviour: { reverse: 1, reverse_after_seconds: 600 } })
  const { id } = await client.createTo("654321")
  await fixture.advance(10)
  expect(await client.status(id)).toBe("REVERSED")
  await fixture.advance(1_000)
  expect(await client.webhooks(id, 2)).toHaveLength(2)
})

test("nothing misbehaves unless it is asked to", async () => {
  const { statuses, spent } = await story({}, 1, 3_600)
  expect(statuses).toEqual(["SUCCEEDED"])
  expect(spent).toBe(AMOUNT)
})

test("it happens to the same payouts again with the same seed", async () => {
  const lot = async () => {
    const fresh = await createSandboxFixture("xendit")
    try {
      await fresh.configure({ seed: 7n, misbehaviour: { reverse: 0.5 } })
      const player = createXenditClient(fresh)
      const ids: string[] = []
      for (let made = 0; made < 12; made += 1) ids.push((await player.create()).id)
      await fresh.advance(100)
      return await Promise.all(ids.map((id) => player.status(id)))
    } finally {
      await fresh.close()
    }
  }
  const first = await lot()
  expect(new Set(first)).toEqual(new Set(["SUCCEEDED", "REVERSED"]))
  expect(await lot()).toEqual(first)
})
