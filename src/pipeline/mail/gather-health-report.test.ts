import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../../test/support/deliveries.ts"
import {
  insertAttemptRow,
  insertExhaustedRow,
  insertParkedRow,
  uuidOf,
} from "../../../test/support/health-rows.ts"
import { insertDeliveryRow, insertPayoutRow, insertRow } from "../../../test/support/ledger-rows.ts"
import { newUuid } from "../../ids.ts"
import { createPool } from "../../postgres/pool.ts"
import { estimateAttempts, sampleAttempts } from "../deliver/estimate-attempts.ts"
import { gatherHealthReport } from "./gather-health-report.ts"
import { firstAttemptRate, successRate } from "./health-report.ts"

/** The window is 06:00 to 12:00. */
const at = (time: string) => `2026-11-21T${time}:00.000Z`
const FROM = new Date(at("06:00"))
const TO = new Date(at("12:00"))
const URL = "https://shop.example/hook?token=secret"

let database: TestDatabase
let fixture: DeliveryFixture
let merchantId: string
let sourceId: string
let endpointId: string

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  fixture = await createDeliveryFixture(database.pool)
  merchantId = fixture.merchantId
  endpointId = await fixture.addEndpoint(URL)
  sourceId = await insertRow(database.pool, "sources", {
    merchant_id: merchantId,
    id: newUuid(),
    name: "Xendit live",
    provider: "xendit",
    secrets_sealed: Buffer.alloc(0),
  })
})
afterAll(async () => {
  await database.drop()
})

const gather = (aheadMs = 0) =>
  gatherHealthReport(database.pool, {
    merchantId,
    from: FROM,
    to: TO,
    stuckAfterHours: 24,
    aheadMs,
  })

test("a merchant of whom nothing is known has figures of zero", async () => {
  expect(await gather()).toMatchObject({
    merchantName: "Test",
    attempts: { attempts: 0, delivered: 0, firstAttempts: 0, firstAttemptsDelivered: 0 },
    exhausted: { count: 0, examples: [] },
    missed: 0,
    failing: { count: 0 },
    disabled: { count: 0 },
    quarantined: [],
    unrecognised: [],
    stuck: { count: 0 },
    attention: [],
  })
})

test("nothing of another merchant is counted", async () => {
  const other = await createDeliveryFixture(database.pool)
  const key = { merchantId: other.merchantId, endpointId: await other.addEndpoint(URL) }
  await insertExhaustedRow(database.pool, { ...key, at: at("08:00") })
  await insertParkedRow(database.pool, { ...key, sourceId: newUuid(), at: at("08:00") })
  const owner = { merchantId: other.merchantId, sourceId: newUuid() }
  const long = "2026-11-01T00:00:00Z"
  const stuck = { status: "pending", created_at: long, updated_at: long }
  await insertPayoutRow(database.pool, owner, stuck)
  expect(await gather()).toMatchObject({
    attempts: { attempts: 0 },
    exhausted: { count: 0 },
    quarantined: [],
    stuck: { count: 0 },
  })
})

describe("attempts", () => {
  test("of the window are counted, from its first moment to its last but one", async () => {
    const key = { merchantId, endpointId }
    const before = new Date(FROM.getTime() - 1).toISOString()
    for (const time of [before, at("12:00"), at("05:00"), at("13:00")]) {
      await insertAttemptRow(database.pool, { ...key, at: time })
    }
    for (const time of [at("06:00"), at("09:00"), "2026-11-21T11:59:59.999Z"]) {
      await insertAttemptRow(database.pool, { ...key, at: time })
    }
    await insertAttemptRow(database.pool, { ...key, at: at("09:00") }, { outcome: "failure" })
    await insertAttemptRow(database.pool, { ...key, at: at("09:01") }, { number: 2 })
    const report = await gather()
    expect(report.attempts).toEqual({
      attempts: 5,
      delivered: 4,
      firstAttempts: 4,
      firstAttemptsDelivered: 3,
      isEstimated: false,
    })
    expect(firstAttemptRate(report)).toBe(0.75)
    expect(successRate(report)).toBe(1)
  })

  test("are found while the sandbox's clock is ahead: ids follow the machine's", async () => {
    const key = { merchantId, endpointId }
    const aheadMs = 10 * 24 * 3_600_000
    const made = new Date(Date.parse(at("09:00")) - aheadMs).toISOString()
    await insertAttemptRow(database.pool, { ...key, at: made }, { started_at: at("09:00") })
    expect((await gather()).attempts?.attempts).toBe(0)
    expect((await gather(aheadMs)).attempts?.attempts).toBe(1)
  })
})

describe("too many attempts to count", () => {
  const window = { from: FROM, to: TO, aheadMs: 0 }

  beforeEach(async () => {
    const key = { merchantId, endpointId }
    for (let minute = 0; minute < 6 * 60; minute += 1) {
      const time = new Date(FROM.getTime() + minute * 60_000 + 500).toISOString()
      const outcome = minute % 2 === 0 ? "success" : "failure"
      await insertAttemptRow(database.pool, { ...key, at: time }, { outcome })
    }
  })

  test("are reckoned from some minutes of the window", async () => {
    const few = await sampleAttempts(database.pool, merchantId, { ...window, sampleMs: 0 })
    expect(few).toMatchObject({ attempts: 360, firstAttempts: 360, isEstimated: true })
    const all = await sampleAttempts(database.pool, merchantId, { ...window, sampleMs: 60_000 })
    expect(all).toMatchObject({ attempts: 360, delivered: 180, isEstimated: true })
  })

  test("are reckoned where the statement that counts them all takes too long", async () => {
    const pool = createPool(database.connection, { statementTimeoutMs: 1_000 })
    const locker = await database.pool.connect()
    try {
      await locker.query("begin")
      await locker.query("lock table attempts in access exclusive mode")
      const counting = estimateAttempts(pool, merchantId, window)
      setTimeout(() => void locker.query("rollback"), 1_300)
      expect(await counting).toMatchObject({ attempts: 360, isEstimated: true })
    } finally {
      locker.release()
      await pool.end()
    }
  })
})

describe("exhausted deliveries", () => {
  test("are those given up within the window, with some of them", async () => {
    const key = { merchantId, endpointId }
    for (const time of [at("05:59"), at("12:00")]) {
      await insertExhaustedRow(database.pool, { ...key, at: time })
    }
    for (let minute = 10; minute < 17; minute += 1) {
      await insertExhaustedRow(database.pool, { ...key, at: at(`08:${minute}`) })
    }
    const report = await gather()
    expect(report.exhausted?.count).toBe(7)
    expect(report.exhausted?.examples).toHaveLength(5)
    expect(report.exhausted?.examples[0]).toMatchObject({
      endpointId,
      url: URL,
      type: "payout.paid",
      lastStatus: 503,
    })
    expect(successRate(report)).toBe(0)
  })

  test("that were resent and delivered since are none", async () => {
    const key = { merchantId, endpointId, at: at("08:00") }
    const id = await insertExhaustedRow(database.pool, key)
    await database.pool.query("update deliveries set state = 'delivered' where id = $1", [id])
    expect((await gather()).exhausted?.count).toBe(0)
  })
})

test("missed deliveries are those made while their endpoint was disabled", async () => {
  const key = { merchantId, endpointId }
  const missed = (time: string, columns = {}) =>
    insertDeliveryRow(database.pool, key, {
      id: uuidOf(time),
      created_at: time,
      state: "missed",
      ...columns,
    })
  await missed(at("05:00"))
  await missed(at("07:00"))
  await missed(at("08:00"))
  await missed(at("09:00"), { state: "delivered" })
  await database.pool.query("update endpoints set updated_at = $2 where id = $1", [
    endpointId,
    at("01:00"),
  ])
  expect((await gather()).missed).toBe(0)
  await database.pool.query(
    "update endpoints set state = 'disabled', disabled_reason = 'operator' where id = $1",
    [endpointId],
  )
  expect((await gather()).missed).toBe(2)
  // Enabled again within the window: they were missed all the same.
  await database.pool.query(
    `update endpoints set state = 'active', disabled_reason = null, updated_at = $2 where id = $1`,
    [endpointId, at("10:00")],
  )
  expect((await gather()).missed).toBe(2)
})

test("failing and disabled endpoints are told apart, deleted ones left out", async () => {
  const { pool } = database
  const health = (id: string, since: string | null) =>
    pool.query(
      `insert into endpoint_health (merchant_id, endpoint_id, failing_since, last_status,
         last_cause, last_error)
       values ($1, $2, $3, 503, 'status', 'busy')`,
      [merchantId, id, since],
    )
  const [well, longer, gone, byHand, deleted] = [
    await fixture.addEndpoint(URL),
    await fixture.addEndpoint(URL),
    await fixture.addEndpoint(URL),
    await fixture.addEndpoint(URL),
    await fixture.addEndpoint(URL),
  ]
  await health(endpointId, at("07:00"))
  await health(well, null)
  await health(longer, at("01:00"))
  await health(gone, at("02:00"))
  await health(deleted, at("02:00"))
  const disable = "update endpoints set state = 'disabled', disabled_reason = $2 where id = $1"
  await pool.query(disable, [gone, "gone"])
  await pool.query(disable, [byHand, "operator"])
  await pool.query("update endpoints set deleted_at = paidout_now() where id = $1", [deleted])
  const { failing, disabled } = await gather()
  expect(failing?.count).toBe(2)
  expect(failing?.examples.map(({ id }) => id)).toEqual([longer, endpointId])
  expect(failing?.examples[1]).toMatchObject({ url: URL, lastStatus: 503, lastError: "busy" })
  expect(disabled).toMatchObject({
    count: 1,
    examples: [{ id: gone, reason: "gone", lastError: "busy" }],
  })
})

test("parked messages are counted per source, with the likely reason", async () => {
  const { pool } = database
  const key = { merchantId, sourceId }
  const other = { hint: "It carries no token." }
  await insertParkedRow(pool, { ...key, at: at("05:00") })
  await insertParkedRow(pool, { ...key, at: at("07:00") })
  await insertParkedRow(pool, { ...key, at: at("08:00") })
  await insertParkedRow(pool, { ...key, at: at("09:00") }, other)
  // Refused for the first time long ago, and again within the window.
  await insertParkedRow(pool, { ...key, at: at("01:00") }, { last_seen_at: at("11:00") })
  const unrecognised = { state: "unrecognised", hint: "Nobody knows this event." }
  await insertParkedRow(pool, { ...key, at: at("10:00") }, unrecognised)
  await insertParkedRow(pool, { ...key, at: at("02:00") }, unrecognised)
  const report = await gather()
  const source = { sourceId, sourceName: "Xendit live" }
  expect(report.quarantined).toEqual([{ ...source, count: 4, hint: "The token is another." }])
  expect(report.unrecognised).toEqual([{ ...source, count: 1, hint: "Nobody knows this event." }])
})

describe("stuck payouts", () => {
  const insert = (status: string, heard: string, columns = {}) =>
    insertPayoutRow(
      database.pool,
      { merchantId, sourceId },
      { status, created_at: "2026-11-10T00:00:00Z", updated_at: heard, ...columns },
    )

  test("are not final and were silent for longer than the merchant allows, oldest first", async () => {
    const newer = await insert("processing", "2026-11-20T11:00:00Z")
    const older = await insert("pending", "2026-11-12T00:00:00Z")
    await insert("processing", "2026-11-20T12:30:00Z")
    for (const status of ["paid", "failed", "cancelled", "reversed"]) {
      await insert(status, "2026-11-12T00:00:00Z")
    }
    const { stuck } = await gather()
    expect(stuck?.count).toBe(2)
    expect(stuck?.examples.map(({ id }) => id)).toEqual([older, newer])
  })

  test("are none while they are announced to arrive later", async () => {
    await insert("processing", "2026-11-12T00:00:00Z", {
      estimated_arrival_at: "2026-11-25T00:00:00Z",
    })
    await insert("processing", "2026-11-12T00:00:00Z", {
      estimated_arrival_at: "2026-11-15T00:00:00Z",
    })
    expect((await gather()).stuck?.count).toBe(1)
  })

  test("are none while their provider is usually quiet: Adyen never says paid", async () => {
    await insert("processing", "2026-11-18T00:00:00Z", { provider: "adyen" })
    expect((await gather()).stuck?.count).toBe(0)
    await insert("processing", "2026-11-16T00:00:00Z", { provider: "adyen" })
    expect((await gather()).stuck?.count).toBe(1)
  })
})

test("open attention items are counted by kind", async () => {
  const open = (kind: string, columns = {}) =>
    insertRow(database.pool, "attention_items", {
      merchant_id: merchantId,
      id: newUuid(),
      kind,
      subject: "payout",
      subject_id: newUuid(),
      advice: `Look at this ${kind}.`,
      ...columns,
    })
  const closed = await open("conflict", { closed_at: at("08:00") })
  const first = await open("conflict", { opened_at: at("07:00"), advice: "Look at the first." })
  const paidTwice = await open("double_payment", { opened_at: at("07:30") })
  await open("conflict")
  expect(closed < first).toBe(true)
  expect((await gather()).attention).toEqual([
    {
      ...{ kind: "conflict", count: 2, advice: "Look at the first." },
      oldest: { id: first, openedAt: new Date(at("07:00")) },
    },
    {
      ...{ kind: "double_payment", count: 1, advice: "Look at this double_payment." },
      oldest: { id: paidTwice, openedAt: new Date(at("07:30")) },
    },
  ])
})

test("a section that takes too long is missing, and the others are told", async () => {
  await insertParkedRow(database.pool, { merchantId, sourceId, at: at("08:00") })
  const pool = createPool(database.connection, { statementTimeoutMs: 250 })
  const locker = await database.pool.connect()
  try {
    await locker.query("begin")
    await locker.query("lock table payouts in access exclusive mode")
    const report = await gatherHealthReport(pool, {
      merchantId,
      from: FROM,
      to: TO,
      stuckAfterHours: 24,
      aheadMs: 0,
    })
    expect(report.stuck).toBeNull()
    expect(report.quarantined).toHaveLength(1)
  } finally {
    await locker.query("rollback")
    locker.release()
    await pool.end()
  }
})
