import { afterAll, beforeAll, expect, test } from "vitest"

import {
  createHubFixture,
  sampleOf,
  webhookOf,
  type HubFixture,
} from "../../../test/support/hub-fixture.ts"
import { newUuid } from "../../ids.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

const authentic = {
  headers: { "x-api-key": ["pivot-callback-key-0001"] },
  body: Buffer.from("{}"),
}
const junk = { headers: { "x-api-key": ["wrong"] }, body: Buffer.from("junk") }

/** Nothing is written to the table meanwhile, so that whatever comes waits. */
async function whileLocked<T>(table: string, work: () => Promise<T>): Promise<T> {
  const client = await hub.database.pool.connect()
  await client.query(`begin; lock table ${table} in exclusive mode`)
  try {
    return await work()
  } finally {
    await client.query("rollback")
    client.release()
  }
}

/** By then everything that was sent before stands in its place, or was told to come again. */
async function untilPressed(): Promise<void> {
  while (!hub.receiver.isPressed()) await new Promise((resolve) => setImmediate(resolve))
}

function count(outcomes: readonly { readonly outcome: string }[], name: string) {
  return outcomes.filter(({ outcome }) => outcome === name).length
}

test("a flood of one source leaves room for the webhooks of another", async () => {
  const [flooding, quiet] = [await hub.addSource("pivot"), await hub.addSource("pivot")]
  for (const source of [flooding, quiet]) await hub.send(source, authentic)
  const { flood, others } = await whileLocked("messages", async () => {
    const sent = Array.from({ length: 8_000 }, () => hub.send(flooding, authentic))
    await untilPressed()
    return { flood: sent, others: Array.from({ length: 20 }, () => hub.send(quiet, authentic)) }
  })
  const told = await Promise.all(flood)
  expect(count(told, "busy")).toBeGreaterThan(2_000)
  expect(count(told, "busy") + count(told, "accepted")).toBe(8_000)
  expect(count(await Promise.all(others), "accepted")).toBe(20)
})

test("a flood of refused requests of one source, or of made-up ids, leaves those of another to be judged", async () => {
  const [flooding, quiet] = [await hub.addSource("pivot"), await hub.addSource("pivot")]
  for (const source of [flooding, quiet]) await hub.send(source, authentic)
  const { flood, other } = await whileLocked("quarantine_credentials", async () => {
    const sent = Array.from({ length: 500 }, () => hub.send(flooding, junk))
    const made = Array.from({ length: 500 }, () =>
      hub.receiver.receive({ sourceId: newUuid(), ...junk, remoteAddress: null }),
    )
    return { flood: [...sent, ...made], other: hub.send(quiet, junk) }
  })
  expect(count(await Promise.all(flood), "busy")).toBeGreaterThan(500)
  expect(await other).toMatchObject({ outcome: "refused" })
})

test("a source's own rate is kept by 503, and what is not authentic uses none of it up", async () => {
  const settings = { rate_limit_per_second: 1 }
  const source = await hub.addSource("pivot", { settings })
  const unlimited = await hub.addSource("pivot")
  const webhook = webhookOf(source, sampleOf("pivot", "payout.success"))
  for (let sent = 0; sent < 40; sent += 1) await hub.send(source, junk)
  const outcomes = []
  for (let sent = 0; sent < 30; sent += 1) outcomes.push(await hub.send(source, webhook))
  // Ten at once, and one for each second that it took.
  expect(count(outcomes, "accepted")).toBeGreaterThanOrEqual(10)
  expect(count(outcomes, "accepted")).toBeLessThan(25)
  const busy = outcomes.filter(({ outcome }) => outcome === "busy")
  expect(busy[0]).toMatchObject({ retryAfterSeconds: 5 })
  expect(count(outcomes, "accepted") + busy.length).toBe(30)
  expect(await hub.send(unlimited, webhook)).toMatchObject({ outcome: "accepted" })
})
