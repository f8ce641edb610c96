import { pino } from "pino"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { newUuid } from "../../ids.ts"
import { changeSource } from "../../merchants/change-source.ts"
import type { Source, SourceSettings } from "../../merchants/source.ts"
import { createMetrics } from "../../metrics.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { endDueTimers } from "../../reconcile/end-due-timers.ts"
import { hearAgain } from "../../reconcile/hear-again.ts"
import { followSourceChange } from "../confirm/follow-source-change.ts"
import { presumePaid, type PresumeContext } from "./presume-paid.ts"
import { watchPage } from "../poll/watch-unwatched.ts"

let hub: HubFixture
let context: PresumeContext
let source: Source
beforeAll(async () => {
  hub = await createHubFixture()
  context = {
    pool: hub.settleContext.pool,
    keyring: hub.keyring,
    metrics: createMetrics(),
    log: pino({ level: "silent" }),
    onDeliveriesQueued: () => {},
  }
})
beforeEach(async () => {
  await hub.rows("update listening set heard_until = default")
  source = await hub.addSource("adyen")
})
afterEach(async () => {
  await hub.rows("update clock set ahead = interval '0'")
  await hub.rows("delete from silence_timers")
  await hub.rows("delete from polls")
})
afterAll(() => hub.close())

const HOUR_MS = 60 * 60 * 1_000
const DAY_MS = 24 * HOUR_MS

async function accepted(): Promise<void> {
  const sample = sampleOf("adyen", "payout.thirdparty") as PayoutEvent
  const id = newUuid().replaceAll("-", "").slice(-16).toUpperCase()
  await hub.tell(source, { ...sample, providerId: id, aliases: [], key: `accepted ${id}` })
  await hub.settle()
}

async function moveClock(by: string): Promise<void> {
  await hub.rows("update clock set ahead = ahead + $1::interval", [by])
}

async function beDeaf(span: string): Promise<void> {
  await hub.rows("update listening set heard_until = now() - $1::interval", [span])
}

const timer = async () =>
  (await hub.rows<{ due_at: Date }>("select due_at from silence_timers"))[0]?.due_at
const statuses = async () =>
  (
    await hub.rows<{ status: string }>("select status from payouts where source_id = $1", [
      source.id,
    ])
  ).map(({ status }) => status)
const setTimer = (dueAt: string) => hub.rows("update silence_timers set due_at = $1", [dueAt])

describe("what could not be heard while no hub ran", () => {
  test("is no silence: nothing is presumed that would end by the downtime alone", async () => {
    await accepted()
    await moveClock("5 days")
    await beDeaf("10 days")
    expect(await presumePaid(context, 10)).toBe(0)
    expect(await statuses()).toEqual(["processing"])
    await moveClock("20 days")
    await presumePaid(context, 10)
    expect(await statuses()).toEqual(["paid"])
  })

  test.each([
    // Monday, 2026-11-23
    ["within a week", "2026-11-23T10:00:00Z", "1 day", "2026-11-24T10:00:00Z"],
    ["over a weekend", "2026-11-27T10:00:00Z", "1 day", "2026-11-30T10:00:00Z"],
    ["of days over a weekend", "2026-11-26T10:00:00Z", "3 days", "2026-12-01T10:00:00Z"],
    ["of more than a week", "2026-11-23T10:00:00Z", "6 days", "2026-12-01T10:00:00Z"],
  ])("lasts as business time: %s", async (_, dueAt, gap, shifted) => {
    await accepted()
    await setTimer(dueAt)
    await beDeaf(gap)
    await hearAgain(context.pool)
    const lateMs = ((await timer())?.getTime() ?? 0) - Date.parse(shifted)
    expect(lateMs).toBeGreaterThanOrEqual(0)
    expect(lateMs).toBeLessThan(60_000)
  })

  test("counts once, however many processes start together", async () => {
    await accepted()
    const before = (await timer())?.getTime() ?? 0
    await beDeaf("2 hours")
    const second = await inTransaction(hub.database.pool, async (client) => {
      await hearAgain(client)
      const hearing = hearAgain(context.pool)
      hearing.catch(() => {})
      // Until it waits for the first.
      const waiting = `select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`
      await expect
        .poll(async () => (await hub.rows(waiting)).length, { timeout: 10_000 })
        .toBeGreaterThan(0)
      return { hearing }
    })
    await second.hearing
    const shiftedMs = ((await timer())?.getTime() ?? 0) - before
    expect(shiftedMs % DAY_MS).toBeGreaterThanOrEqual(2 * HOUR_MS)
    expect(shiftedMs % DAY_MS).toBeLessThan(2 * HOUR_MS + 60_000)
  })

  test("a restart of minutes changes nothing, and neither does the sandbox's moved clock", async () => {
    await accepted()
    const before = await timer()
    await beDeaf("9 minutes")
    await hearAgain(context.pool)
    await moveClock("30 days")
    await hearAgain(context.pool)
    expect(await timer()).toEqual(before)
  })

  test("a process that stood still in the middle presumes nothing", async () => {
    await accepted()
    await moveClock("5 days")
    const payouts = await hub.rows<{ merchantId: string; payoutId: string }>(
      `select merchant_id as "merchantId", payout_id as "payoutId" from silence_timers`,
    )
    await beDeaf("1 hour")
    expect(await endDueTimers(context.pool, payouts)).toEqual([])
    await hearAgain(context.pool)
    expect(await endDueTimers(context.pool, payouts)).toHaveLength(1)
  })
})

describe("a source that is enabled again", () => {
  const change = (disabled: boolean) =>
    changeSource(hub.database.pool, hub.keyring, {
      ...{ merchantId: hub.merchantId, id: source.id, actor: "test" },
      decide: () => ({ disabled }),
      onChanged: followSourceChange,
    })

  test("begins all its silences anew", async () => {
    await accepted()
    await change(true)
    await moveClock("10 days")
    await change(false)
    expect(await presumePaid(context, 10)).toBe(0)
    const [clock] = await hub.rows<{ now: Date }>("select paidout_now() as now")
    expect((await timer())?.getTime()).toBeGreaterThan((clock?.now.getTime() ?? 0) + 1.9 * DAY_MS)
    await moveClock("5 days")
    await presumePaid(context, 10)
    expect(await statuses()).toEqual(["paid"])
  })

  test("is left as it is by any other change", async () => {
    await accepted()
    const before = await timer()
    await moveClock("1 day")
    await change(false)
    expect(await timer()).toEqual(before)
  })
})

describe("a webhook that was refused meanwhile", () => {
  const refuse = (of: Source) =>
    hub.send(of, {
      headers: { "content-type": ["application/json"] },
      body: Buffer.from(newUuid()),
    })

  test("may be the reversal: nothing is presumed until it is gone or dismissed", async () => {
    await accepted()
    await moveClock("5 days")
    await refuse(source)
    expect(await presumePaid(context, 10)).toBe(1)
    expect(await presumePaid(context, 10)).toBe(0)
    await moveClock("61 minutes")
    expect(await presumePaid(context, 10)).toBe(1)
    expect(await statuses()).toEqual(["processing"])
    await moveClock("61 minutes")
    await hub.rows(
      `update attention_items set closed_at = paidout_now(), closed_by = 'test'
       where subject_id = $1 and kind = 'quarantined'`,
      [source.id],
    )
    await presumePaid(context, 10)
    expect(await statuses()).toEqual(["paid"])
  })

  test("before the payout was heard of, or at another source, holds up nothing", async () => {
    await refuse(source)
    await accepted()
    await refuse(await hub.addSource("adyen"))
    await moveClock("5 days")
    await presumePaid(context, 10)
    expect(await statuses()).toEqual(["paid"])
  })
})

describe("payouts that were under way before Paidout asked for them", () => {
  const watch = async () => {
    let after = await watchPage(context.pool, null)
    while (after !== null) after = await watchPage(context.pool, after)
  }

  test("get their poll and their timer once, and keep those they have", async () => {
    await accepted()
    await accepted()
    await hub.rows("delete from silence_timers")
    await hub.rows("delete from polls")
    await watch()
    const counts = () =>
      hub.rows(
        `select (select count(*)::int from polls where source_id = $1) as polls,
           count(*)::int as timers from silence_timers where source_id = $1`,
        [source.id],
      )
    expect(await counts()).toEqual([{ polls: 2, timers: 2 }])
    await moveClock("1 day")
    const before = await hub.rows("select * from polls order by subject_id")
    const timers = await hub.rows("select * from silence_timers order by payout_id")
    await watch()
    expect(await hub.rows("select * from polls order by subject_id")).toEqual(before)
    expect(await hub.rows("select * from silence_timers order by payout_id")).toEqual(timers)
  })

  test.each(["polls", "silence_timers"])(
    "that lack only one keep the other: %s",
    async (lacking) => {
      await accepted()
      const other = lacking === "polls" ? "silence_timers" : "polls"
      const rows = (table: string) =>
        hub.rows(`select * from ${table} where source_id = $1`, [source.id])
      const kept = await rows(other)
      await hub.rows(`delete from ${lacking}`)
      await moveClock("1 day")
      await watch()
      expect(await rows(other)).toEqual(kept)
      expect(await rows(lacking)).toHaveLength(1)
    },
  )

  test("of a source that presumes nothing get no timer, and what is final gets nothing", async () => {
    const settings: SourceSettings = { presume_after_business_days: "never" }
    source = await hub.addSource("adyen", { settings })
    await accepted()
    const never = source
    source = await hub.addSource("xendit")
    await hub.tell(source, sampleOf("xendit", "payout.succeeded"))
    await hub.settle()
    await hub.rows("delete from polls")
    await watch()
    const asked = await hub.rows("select source_id from polls where source_id = any ($1)", [
      [never.id, source.id],
    ])
    expect(asked).toEqual([{ source_id: never.id }])
    const timers = "select 1 from silence_timers where source_id = any ($1)"
    expect(await hub.rows(timers, [[never.id, source.id]])).toEqual([])
  })
})
