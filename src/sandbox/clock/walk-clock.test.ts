import { pino } from "pino"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts"
import { NOTHING_DUE, type DueWork } from "../../due-work.ts"
import type { ClockContext, ClockLimits } from "./clock-context.ts"
import { lookAtWork, type WorkSource } from "./look-at-work.ts"
import { readClock } from "./read-clock.ts"
import { createSandboxClock } from "./sandbox-clock.ts"
import { setClock } from "./set-clock.ts"

const asked = { merchantId: "none", actor: "key_test" }
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const day = 24 * hourMs

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
})
beforeEach(async () => {
  await database.pool.query("update clock set ahead = '0'")
})

function clockWith(
  source: WorkSource,
  options: {
    readonly limits?: Partial<ClockLimits>
    readonly onMoved?: ClockContext["onMoved"]
  } = {},
) {
  return createSandboxClock({
    pool: database.pool,
    log: pino({ level: "silent" }),
    sources: [() => Promise.resolve(NOTHING_DUE), source],
    findLiveSource: () => Promise.resolve(undefined),
    recordMove: () => Promise.resolve(),
    onMoved: options.onMoved ?? (() => {}),
    onQuiet: () => {},
    limits: { stopMs: 200, ...options.limits },
  })
}

/** Things that are due at these moments, each done by the look that first sees it due. */
function schedule(moments: readonly number[]) {
  const done: { readonly due: number; readonly at: number }[] = []
  let left = moments.toSorted((a, b) => a - b)
  const source: WorkSource = async (queryable) => {
    const at = (await readClock(queryable)).now.getTime()
    const due = left.filter((moment) => moment <= at)
    done.push(...due.map((moment) => ({ due: moment, at })))
    left = left.filter((moment) => moment > at)
    const next = left[0] === undefined ? null : new Date(left[0])
    return { isBusy: due.length > 0, next }
  }
  return { source, done }
}

describe("a walk", () => {
  test("stops at each moment at which something is due, and ends at its target", async () => {
    const startMs = Date.now()
    const moments = [10 * minuteMs, 3 * hourMs, day, 40 * day].map((ms) => startMs + ms)
    const { source, done } = schedule([...moments, startMs + 42 * day])
    const clock = clockWith(source)
    const walk = await clock.advance({ toMs: startMs + 41 * day }, asked)
    expect(walk).toMatchObject({ reached: true, stops: 5, target: new Date(startMs + 41 * day) })
    expect(done.map(({ due }) => due)).toEqual(moments)
    for (const { due, at } of done) expect(at - due).toBeLessThan(1_000)
    expect(walk.now.getTime() - startMs - 41 * day).toBeLessThan(5_000)
  })

  test("joins what is due within a second, so that thousands of things are no thousands of stops", async () => {
    const startMs = Date.now()
    const moments = Array.from({ length: 3_000 }, (_, index) => startMs + hourMs + index * 3)
    const { source, done } = schedule(moments)
    const walk = await clockWith(source).advance({ byMs: 2 * hourMs }, asked)
    expect(walk.stops).toBeLessThan(15)
    expect(done.map(({ due }) => due)).toEqual(moments)
    for (const { due, at } of done) expect(at - due).toBeLessThan(2_500)
  })

  test("tells by how much the clock was moved", async () => {
    const moves: number[] = []
    const { source } = schedule([Date.now() + hourMs])
    const clock = clockWith(source, { onMoved: (byMs) => void moves.push(byMs) })
    await clock.advance({ byMs: 3 * hourMs }, asked)
    expect(moves).toHaveLength(2)
    expect(moves.reduce((sum, byMs) => sum + byMs, 0) / hourMs).toBeCloseTo(3, 2)
  })

  test("waits for what hangs no longer than a stop may last, at each stop", async () => {
    const startMs = performance.now()
    const hangs = () => Promise.resolve({ isBusy: true, next: null })
    const walk = await clockWith(hangs).advance({ byMs: day }, asked)
    expect(walk).toMatchObject({ reached: true, stops: 1 })
    expect(performance.now() - startMs).toBeGreaterThan(2 * 190)
    expect(performance.now() - startMs).toBeLessThan(2 * 200 + 1_500)
  })

  test("ends when its time is over, on the way, and the next call goes on from there", async () => {
    const startMs = Date.now()
    const moments = Array.from({ length: 24 }, (_, index) => startMs + (index + 1) * hourMs)
    const { source, done } = schedule(moments)
    const hanging: WorkSource = async (queryable) => {
      const work: DueWork = await source(queryable)
      return { ...work, isBusy: true }
    }
    const clock = clockWith(hanging, { limits: { stopMs: 100, walkMs: 450 } })
    const first = await clock.advance({ toMs: startMs + day + minuteMs }, asked)
    expect(first.reached).toBe(false)
    expect(first.stops).toBeGreaterThan(1)
    expect(first.stops).toBeLessThan(6)
    let walk = first
    while (!walk.reached) walk = await clock.advance({ toMs: first.target.getTime() }, asked)
    expect(done.map(({ due }) => due)).toEqual(moments)
  })

  test("ends at its stop when the hub is stopped", async () => {
    const { source } = schedule([Date.now() + hourMs, Date.now() + 2 * hourMs])
    const clock = clockWith(source, { onMoved: () => clock.stop() })
    const walk = await clock.advance({ byMs: day }, asked)
    expect(walk).toMatchObject({ reached: false, stops: 1 })
  })

  test("that fails in the middle leaves the clock at its stop, and free", async () => {
    let looks = 0
    const breaking: WorkSource = async () => {
      looks += 1
      if (looks > 4) throw new Error("the database is away")
      return Promise.resolve({ isBusy: false, next: new Date(Date.now() + hourMs) })
    }
    await expect(clockWith(breaking).advance({ byMs: day }, asked)).rejects.toThrow("away")
    const { aheadMs } = await readClock(database.pool)
    expect(aheadMs / hourMs).toBeCloseTo(1, 2)
    const walk = await clockWith(() => Promise.resolve(NOTHING_DUE)).advance({ byMs: day }, asked)
    expect(walk.reached).toBe(true)
  })
})

describe("the clock", () => {
  test("never goes back, whoever sets it", async () => {
    const { pool } = database
    await setClock(pool, new Date(Date.now() + day))
    await Promise.all(
      [0, hourMs, 23 * hourMs].map((ms) => setClock(pool, new Date(Date.now() + ms))),
    )
    expect((await readClock(pool)).aheadMs / hourMs).toBeCloseTo(24, 2)
  })

  test("is ahead by seconds, not days, whose length is the time zone's", async () => {
    await setClock(database.pool, new Date(Date.now() + 200 * day))
    const { rows } = await database.pool.query(
      "select extract(day from ahead)::int as days, extract(month from ahead)::int as months from clock",
    )
    expect(rows).toEqual([{ days: 0, months: 0 }])
  })

  test("keeps the server's own time while it is moved", async () => {
    const own = async () =>
      (await database.pool.query<{ own: Date }>("select paidout_server_now() as own")).rows[0]?.own
    const before = (await own()) ?? new Date(0)
    await setClock(database.pool, new Date(Date.now() + 200 * day))
    expect(((await own())?.getTime() ?? 0) - before.getTime()).toBeLessThan(5_000)
  })
})

test("what is handed from room to room while it is looked at is always seen", async () => {
  const { pool } = database
  await pool.query("create table hand_one (id int); create table hand_two (id int)")
  await pool.query("insert into hand_one values (1)")
  const holds =
    (table: string): WorkSource =>
    async (queryable) => {
      const { rows } = await queryable.query<{ held: boolean }>(
        `select exists (select from ${table}) as held`,
      )
      return { isBusy: rows[0]?.held === true, next: null }
    }
  let handing = true
  const hander = (async () => {
    while (handing) {
      for (const [from, to] of [
        ["hand_one", "hand_two"],
        ["hand_two", "hand_one"],
      ]) {
        await pool.query(`with moved as (delete from ${from} returning id)
          insert into ${to} select id from moved`)
      }
    }
  })()
  const seen: boolean[] = []
  for (let look = 0; look < 300; look += 1) {
    seen.push((await lookAtWork(pool, [holds("hand_one"), holds("hand_two")])).isBusy)
  }
  handing = false
  await hander
  expect(seen.filter((isBusy) => !isBusy)).toEqual([])
})
