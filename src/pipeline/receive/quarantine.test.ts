import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  createHubFixture,
  sampleOf,
  webhookOf,
  type HubFixture,
} from "../../../test/support/hub-fixture.ts"
import { QUARANTINE_LIMITS } from "../../inbox/quarantine-message.ts"
import { newUuid } from "../../ids.ts"
import type { Source } from "../../merchants/source.ts"
import { releaseMessage } from "./release.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

const roomOf = (source: Source) =>
  hub.rows<{ kept: string; kept_bytes: string }>(
    "select kept, kept_bytes from quarantine_credentials where source_id = $1",
    [source.id],
  )
const junk = (text: string) => ({ headers: { "x-api-key": ["wrong"] }, body: Buffer.from(text) })
const waited = async <T>(work: Promise<T>) => {
  const begun = performance.now()
  const outcome = await work
  return { outcome, ms: performance.now() - begun }
}

describe("the room of a refused credential", () => {
  test("is taken once by a body that comes many times at the same moment", async () => {
    const source = await hub.addSource("pivot")
    await Promise.all(Array.from({ length: 40 }, () => hub.send(source, junk("the same"))))
    expect(await roomOf(source)).toEqual([{ kept: "1", kept_bytes: "8" }])
    const [parked] = await hub.rows<{ times_seen: string }>(
      "select times_seen from parked where source_id = $1",
      [source.id],
    )
    expect(parked).toEqual({ times_seen: "40" })
  })

  test("is free again, message and bytes, when its message is released", async () => {
    const source = await hub.addSource("pivot")
    await hub.send(source, junk("x".repeat(1_000)))
    const [parked] = await hub.rows<{ message_id: string }>(
      "select message_id from parked where source_id = $1",
      [source.id],
    )
    const release = () =>
      releaseMessage(
        { pool: hub.database.pool, keyring: hub.keyring, onCommitted: () => {} },
        {
          merchantId: hub.merchantId,
          messageId: parked?.message_id ?? "",
          actor: "key_test",
          force: true,
          reason: null,
        },
      )
    const outcomes = await Promise.all(Array.from({ length: 5 }, release))
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      "not_parked",
      "not_parked",
      "not_parked",
      "not_parked",
      "released",
    ])
    expect(await roomOf(source)).toEqual([{ kept: "0", kept_bytes: "0" }])
    await hub.settle()
  })
})

describe("a flood", () => {
  test("of a thousand refused requests at once answers each, and lets authentic ones through", async () => {
    const source = await hub.addSource("pivot")
    const authentic = webhookOf(source, sampleOf("pivot", "payout.success"))
    await hub.send(source, authentic)
    const flood = Array.from({ length: 1_000 }, (_, index) => hub.send(source, junk(`${index}`)))
    const good = await Promise.all(
      Array.from({ length: 20 }, () => waited(hub.send(source, authentic))),
    )
    const outcomes = (await Promise.all(flood)).map(({ outcome }) => outcome)
    expect(new Set(good.map(({ outcome }) => outcome.outcome))).toEqual(new Set(["accepted"]))
    expect(outcomes.filter((outcome) => outcome !== "refused" && outcome !== "busy")).toEqual([])
    const kept = await hub.rows("select 1 from parked where source_id = $1", [source.id])
    expect(kept).toHaveLength(outcomes.filter((outcome) => outcome === "refused").length)
    expect(kept.length).toBeLessThanOrEqual(QUARANTINE_LIMITS.messagesPerCredentialMax)
  })

  test("whose quarantine hangs leaves the connections to authentic webhooks and to settling", async () => {
    const source = await hub.addSource("pivot")
    const authentic = webhookOf(source, sampleOf("pivot", "payout.success"))
    await hub.send(source, authentic)
    const other = await hub.database.pool.connect()
    await other.query("begin")
    await other.query("lock table quarantine_credentials in exclusive mode")
    const flood = Array.from({ length: 200 }, (_, index) => hub.send(source, junk(`${index}`)))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const { outcome, ms } = await waited(hub.send(source, authentic))
    const settled = await hub.settle().then(
      () => "settled",
      () => "failed",
    )
    await other.query("rollback")
    other.release()
    await Promise.all(flood)
    expect({ ...outcome, settled }).toMatchObject({ outcome: "accepted", settled: "settled" })
    expect(ms).toBeLessThan(1_000)
  })

  test("of ids that are no source is answered, and leaves the connections to authentic webhooks", async () => {
    const source = await hub.addSource("pivot")
    const authentic = webhookOf(source, sampleOf("pivot", "payout.success"))
    await hub.send(source, authentic)
    const flood = Array.from({ length: 5_000 }, () =>
      hub.receiver.receive({ sourceId: newUuid(), ...authentic, remoteAddress: null }),
    )
    const { outcome, ms } = await waited(hub.send(source, authentic))
    const outcomes = (await Promise.all(flood)).map((each) => each.outcome)
    expect(outcome).toMatchObject({ outcome: "accepted" })
    expect(ms).toBeLessThan(1_000)
    expect(new Set(outcomes)).toEqual(new Set(["source_unknown", "busy"]))
  })
})

test("of large authentic webhooks the surplus is told to come again, and what is accepted is stored", async () => {
  const source = await hub.addSource("pivot")
  const body = Buffer.alloc(1024 * 1024, 120)
  const headers = { "x-api-key": ["pivot-callback-key-0001"] }
  await hub.send(source, { headers, body: Buffer.from("{}") })
  const outcomes = await Promise.all(
    Array.from({ length: 300 }, () => hub.send(source, { headers, body })),
  )
  const accepted = outcomes.filter(({ outcome }) => outcome === "accepted")
  expect(accepted.length).toBeGreaterThan(16)
  expect(accepted.length).toBeLessThan(300)
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["accepted", "busy"]))
  const [stored] = await hub.rows<{ n: number }>(
    "select count(*)::int as n from messages where source_id = $1",
    [source.id],
  )
  expect(stored?.n).toBe(accepted.length + 1)
})
