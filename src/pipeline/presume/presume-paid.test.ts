import { pino } from "pino"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"

import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { newUuid } from "../../ids.ts"
import type { Source, SourceSettings } from "../../merchants/source.ts"
import { createMetrics } from "../../metrics.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { addBusinessDays } from "../../reconcile/business-days.ts"
import { presumePaid, type PresumeContext } from "./presume-paid.ts"

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
  // The database was made from one that may be older: nobody listened meanwhile.
  await hub.rows("update listening set heard_until = default")
  source = await hub.addSource("adyen")
})
afterEach(async () => {
  await hub.rows("update clock set ahead = interval '0'")
  await hub.rows("delete from silence_timers")
})
afterAll(() => hub.close())

function accepted(): PayoutEvent {
  const sample = sampleOf("adyen", "payout.thirdparty") as PayoutEvent
  const id = newUuid().replaceAll("-", "").slice(-16).toUpperCase()
  return { ...sample, providerId: id, aliases: [], key: `accepted ${id}` }
}

function later(event: PayoutEvent, changes: Partial<PayoutEvent>): PayoutEvent {
  return { ...event, key: `${event.key} ${changes.status}`, ...changes }
}

async function settle(...events: readonly PayoutEvent[]): Promise<void> {
  for (const event of events) await hub.tell(source, event)
  await hub.settle()
}

async function moveClock(by: string): Promise<void> {
  await hub.rows("update clock set ahead = ahead + $1::interval", [by])
}

const payoutsOf = () =>
  hub.rows<{ status: string; certainty: string; sequence: number }>(
    "select status, certainty, sequence from payouts where source_id = $1",
    [source.id],
  )
const historyOf = () =>
  hub.rows<object>(
    `select h.applied, h.status, h.previous_status, h.via, h.wire_event, h.refused_because
     from history h join payouts p on p.id = h.subject_id
     where p.source_id = $1 order by h.id`,
    [source.id],
  )
const timers = () => hub.rows<{ due_at: Date }>("select due_at from silence_timers")

test("two business days of Adyen's silence are a presumed payment, told by a timer", async () => {
  await settle(accepted())
  expect(await presumePaid(context, 10)).toBe(0)
  const [timer] = await timers()
  const now = (await hub.rows<{ now: Date }>("select paidout_now() as now"))[0]?.now ?? new Date()
  const wanted = addBusinessDays(now, 2).getTime()
  expect(Math.abs((timer?.due_at.getTime() ?? 0) - wanted)).toBeLessThan(5_000)

  await moveClock("4 days 1 minute")
  await presumePaid(context, 10)
  expect(await payoutsOf()).toEqual([{ status: "paid", certainty: "presumed", sequence: 2 }])
  expect((await historyOf()).at(-1)).toEqual({
    applied: true,
    status: "paid",
    previous_status: "processing",
    via: "timer",
    wire_event: "silence",
    refused_because: null,
  })
  expect(await timers()).toEqual([])
})

test("a reversal that comes in time is never presumed away", async () => {
  const event = accepted()
  await settle(event, later(event, { status: "reversed", wireEvent: "PAIDOUT_REVERSED" }))
  expect(await timers()).toEqual([])
  await moveClock("9 days")
  expect(await presumePaid(context, 10)).toBe(0)
  expect(await payoutsOf()).toMatchObject([{ status: "reversed", certainty: "confirmed" }])
})

test("a reversal that comes after it takes the presumption back", async () => {
  const event = accepted()
  await settle(event)
  await moveClock("5 days")
  await presumePaid(context, 10)
  await settle(later(event, { status: "reversed", wireEvent: "PAIDOUT_REVERSED" }))
  expect(await payoutsOf()).toEqual([{ status: "reversed", certainty: "confirmed", sequence: 3 }])
})

test("many processes presume it once, and a webhook at the same moment is before or after", async () => {
  const event = accepted()
  await settle(event)
  await moveClock("5 days")
  await hub.tell(source, later(event, { status: "reversed", wireEvent: "PAIDOUT_REVERSED" }))
  await Promise.all([...Array.from({ length: 6 }, () => presumePaid(context, 10)), hub.settle()])
  expect(await payoutsOf()).toMatchObject([{ status: "reversed", certainty: "confirmed" }])
  const presumed = (await historyOf()).filter((entry) => "via" in entry && entry.via === "timer")
  expect(presumed.length).toBeLessThanOrEqual(1)
})

test("what its provider told in time, and we have not settled yet, goes first", async () => {
  const event = accepted()
  await settle(event)
  await hub.tell(source, later(event, { status: "reversed", wireEvent: "PAIDOUT_REVERSED" }))
  await moveClock("5 days")
  expect(await presumePaid(context, 10)).toBe(0)
  await hub.settle()
  expect(await payoutsOf()).toEqual([{ status: "reversed", certainty: "confirmed", sequence: 2 }])
})

test("what its provider tells after that time does not hold it up", async () => {
  await settle(accepted())
  await moveClock("5 days")
  await hub.tell(source, accepted())
  expect(await presumePaid(context, 10)).toBe(1)
  await hub.settle()
})

test("the silence of a disabled source says nothing, and begins anew", async () => {
  await settle(accepted())
  await hub.rows("update sources set disabled_at = paidout_now() where id = $1", [source.id])
  for (const _ of [1, 2]) {
    await moveClock("5 days")
    expect(await presumePaid(context, 10)).toBe(1)
  }
  expect(await payoutsOf()).toMatchObject([{ status: "processing" }])
  await hub.rows("update sources set disabled_at = null where id = $1", [source.id])
  expect(await presumePaid(context, 10)).toBe(0)
  await moveClock("5 days")
  await presumePaid(context, 10)
  expect(await payoutsOf()).toMatchObject([{ status: "paid", certainty: "presumed" }])
})

test("a source that presumes nothing any more ends what waited", async () => {
  await settle(accepted())
  const settings = JSON.stringify({ presume_after_business_days: "never" })
  await hub.rows("update sources set settings = $2 where id = $1", [source.id, settings])
  await moveClock("5 days")
  await presumePaid(context, 10)
  expect(await payoutsOf()).toMatchObject([{ status: "processing" }])
  expect(await timers()).toEqual([])
})

test("the presumption is delivered like any other change", async () => {
  await settle(accepted())
  await hub.rows(
    `insert into endpoints (merchant_id, id, url, event_types, dialect, version, ordering, state,
       secrets_sealed)
     values ($1, $2, 'https://example.com/', '{*}', 'paidout', '2026-11-21', 'none', 'active', '')`,
    [hub.merchantId, newUuid()],
  )
  await moveClock("5 days")
  let queued = 0
  await presumePaid({ ...context, onDeliveriesQueued: () => (queued += 1) }, 10)
  const rows = await hub.rows("select type from deliveries where type = 'payout.paid'")
  expect(rows).toHaveLength(1)
  expect(queued).toBe(1)
  await hub.rows("update endpoints set deleted_at = paidout_now()")
})

test.each<[SourceSettings, string]>([
  [{ presume_after_business_days: "never" }, "never"],
  [{ presume_after_business_days: 0 }, "at once"],
])("a source may set it: %j", async (settings, when) => {
  source = await hub.addSource("adyen", { settings })
  await settle(accepted())
  await moveClock("1 second")
  await presumePaid(context, 10)
  if (when === "at once") expect(await payoutsOf()).toMatchObject([{ status: "paid" }])
  else {
    await moveClock("60 days")
    expect(await presumePaid(context, 10)).toBe(0)
    expect(await payoutsOf()).toMatchObject([{ status: "processing" }])
  }
})

test("holidays of the source's banks do not count", async () => {
  const today = new Date()
  const day = (ahead: number) =>
    new Date(today.getTime() + ahead * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10)
  const holidays = Array.from({ length: 20 }, (_, index) => day(index))
  source = await hub.addSource("adyen", { settings: { holidays } })
  await settle(accepted())
  await moveClock("19 days")
  expect(await presumePaid(context, 10)).toBe(0)
})

test("Pivot and Xendit say it themselves: nobody waits for their silence", async () => {
  for (const provider of ["pivot", "xendit"]) {
    source = await hub.addSource(provider)
    const samples = provider === "pivot" ? "payout.delayed" : "payout.succeeded"
    await settle(sampleOf(provider, samples) as PayoutEvent)
  }
  expect(await timers()).toEqual([])
})

test("a payout that cannot be presumed paid waits, and holds up no other", async () => {
  await hub.rows(
    `insert into endpoints (merchant_id, id, url, event_types, dialect, version, ordering, state,
       secrets_sealed, settings)
     values ($1, $2, 'https://example.com/', '{*}', 'xendit', '1', 'none', 'active', '',
       '{"include_presumed": true}')`,
    [hub.merchantId, newUuid()],
  )
  await settle(accepted(), accepted(), accepted())
  await hub.rows(
    `update payouts set destination_sealed = sha256('no key of ours')
     where id = (select id from payouts where source_id = $1 order by id offset 1 limit 1)`,
    [source.id],
  )
  await moveClock("5 days")
  expect(await presumePaid(context, 10)).toBe(3)
  const statuses = (await payoutsOf()).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual(["paid", "paid", "processing"])
  expect(await timers()).toHaveLength(1)
  expect(await presumePaid(context, 10)).toBe(0)
  await hub.rows("update endpoints set deleted_at = paidout_now()")
})
