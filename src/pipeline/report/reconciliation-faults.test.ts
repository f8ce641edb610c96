import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { newUuid } from "../../ids.ts"
import type { Source } from "../../merchants/source.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { findReconciliation } from "../../reconcile/find-reconciliation.ts"
import { listReconciliationFindings } from "../../reconcile/list-reconciliation-findings.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import { reserveCalls } from "../../reconcile/reserve-calls.ts"
import { says, type VendorQuestion } from "../../../test/support/misbehaving-vendor.ts"
import { createPollingHub, type PollingHub } from "../../../test/support/polling.ts"
import { sampleOf } from "../../../test/support/hub-fixture.ts"
import { NOT_FOUND, V2 } from "../../../test/support/xendit-answers.ts"
import { advanceReconciliation } from "./advance-reconciliation.ts"
import { beginDailyReconciliations } from "./begin-daily-reconciliations.ts"
import { beginReconciliation } from "./begin-reconciliation.ts"
import { cancelRunningReconciliation } from "./cancel-reconciliation.ts"
import type { ReconciliationContext, ReconciliationLimits } from "./reconciliation-context.ts"

let hub: PollingHub
let source: Source
let day: string

beforeAll(async () => {
  hub = await createPollingHub()
  const [row] = await hub.rows<{ day: string }>(
    "select (paidout_now() at time zone 'UTC')::date::text as day",
  )
  day = row?.day ?? ""
})
afterAll(async () => await hub.close())
beforeEach(async () => {
  source = await hub.addAsked("xendit")
  hub.vendor.questions.length = 0
  hub.vendor.answer = paid
})

const idOf = ({ path }: VendorQuestion) => path.split("/").at(-1) ?? ""
const paid = (question: VendorQuestion) =>
  says(200, {
    ...V2,
    ...{ id: idOf(question), status: "SUCCEEDED", amount: 10_000, currency: "IDR" },
    created: `${day}T00:00:01.000Z`,
  })

/** A process: its own connections to the provider, as fast as it can. */
function process(limits: Partial<ReconciliationLimits> = {}): ReconciliationContext {
  const { asker, ...context } = hub.anotherContext()
  return {
    ...context,
    limits: { lookMs: 0, waitMs: 0, retryMs: 0, ...limits },
    asker: {
      async find(key) {
        const found = await asker.find(key)
        return found.outcome === "askable" ? { ...found, callsPerSecond: 100_000 } : found
      },
    },
  }
}

async function know(count: number): Promise<readonly string[]> {
  const sample = sampleOf("xendit", "payout.succeeded") as PayoutEvent
  const ids = Array.from({ length: count }, () => `disb-${newUuid()}`)
  for (const providerId of ids) {
    await hub.tell(source, {
      ...sample,
      ...{ providerId, key: `payout:${providerId}:SUCCEEDED`, account: null },
      amount: { amount: 100_000_000n, currency: "IDR" },
      details: { ...sample.details, createdAt: `${day}T00:00:01.000Z` },
    })
  }
  await hub.settle()
  return ids
}

const begin = () =>
  beginReconciliation(
    { pool: hub.settleContext.pool, keyring: hub.keyring },
    { merchantId: source.merchantId, sourceId: source.id, day, statement: [], actor: "a test" },
  )

async function now(report: Reconciliation): Promise<Reconciliation> {
  const found = await findReconciliation(hub.settleContext.pool, report)
  if (found === undefined) throw new Error("the report is gone")
  return found
}

async function finish(report: Reconciliation, context = process()): Promise<Reconciliation> {
  for (let turn = 0; turn < 1_000; turn += 1) {
    const at = await now(report)
    if (at.state !== "running") return at
    await advanceReconciliation(context)
  }
  throw new Error("the report does not end")
}

const findingsOf = ({ merchantId, id: reconciliationId }: Reconciliation) =>
  listReconciliationFindings(hub.settleContext.pool, {
    ...{ merchantId, reconciliationId, limit: 1_000 },
  })

test("two processes whose leases run out at once count every payout once", async () => {
  await know(30)
  const report = await begin()
  // No lease at all: each step of one may be overtaken by the other.
  const both = [process({ leaseMs: 0, pageMax: 7 }), process({ leaseMs: 0, pageMax: 7 })]
  const ended = await Promise.all(both.map((context) => finish(report, context)))
  expect(ended[0]).toMatchObject({
    ...{ state: "done", total: 30, checked: 30 },
    summary: {
      equal: 30,
      sums: [
        {
          ...{ currency: "IDR", status: "paid" },
          ours: { count: 30, amount: "3000000000" },
          theirs: { count: 30, amount: "3000000000" },
        },
      ],
    },
  })
  expect(new Set(hub.vendor.questions.map(idOf)).size).toBe(30)
})

test("a step that dies after the provider answered is done again, and nothing twice", async () => {
  const ids = await know(12)
  const report = await begin()
  const broken = ids[5]
  let died = 0
  hub.vendor.answer = async (question) => {
    if (idOf(question) === broken && died < 2) {
      died += 1
      // Whatever it was about to record is not recorded: the place has been moved under it.
      await hub.rows("update reconciliations set step = step + 1 where id = $1", [report.id])
    }
    return idOf(question) === broken ? NOT_FOUND : paid(question)
  }
  const context = process({ leaseMs: 0 })
  const ended = await finish(report, context)
  expect(died).toBe(2)
  expect(ended).toMatchObject({ checked: 12, summary: { equal: 11 } })
  expect(ended.summary.findings).toMatchObject({ missing_there: 1 })
  expect(await findingsOf(ended)).toMatchObject([{ kind: "missing_there", providerId: broken }])
})

test("a failing database connection leaves the report where it was", async () => {
  await know(5)
  const report = await begin()
  let killed = false
  hub.vendor.answer = async (question) => {
    if (!killed && hub.vendor.questions.length === 3) {
      killed = true
      await hub.rows(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      )
    }
    return paid(question)
  }
  const context = process({ leaseMs: 0 })
  for (let turn = 0; turn < 200; turn += 1) {
    const at = await now(report).catch(() => undefined)
    if (at?.state === "done") break
    await advanceReconciliation(context).catch(() => false)
  }
  expect(killed).toBe(true)
  expect(await now(report)).toMatchObject({ state: "done", checked: 5, summary: { equal: 5 } })
})

test("a cancelled report records nothing more, and says what it found until then", async () => {
  await know(10)
  const report = await begin()
  hub.vendor.answer = async (question) => {
    if (hub.vendor.questions.length === 4) {
      await cancelRunningReconciliation({ pool: hub.settleContext.pool }, { ...report, actor: "a" })
    }
    return paid(question)
  }
  await advanceReconciliation(process())
  expect(await now(report)).toMatchObject({ state: "cancelled", checked: 3 })
  expect(hub.vendor.questions).toHaveLength(4)
  expect(await advanceReconciliation(process())).toBe(false)
})

test("a source that loses its credentials is waited for, and the report says so", async () => {
  await know(4)
  const report = await begin()
  const sealed = await hub.rows<{ credentials_sealed: Buffer }>(
    "select credentials_sealed from sources where id = $1",
    [source.id],
  )
  hub.vendor.answer = (question) =>
    hub.vendor.questions.length > 2 ? says(401, { error_code: "INVALID_API_KEY" }) : paid(question)
  const context = process()
  await advanceReconciliation(context)
  expect(await now(report)).toMatchObject({
    ...{ state: "running", checked: 2, tries: 0 },
    summary: { waitingFor: { finding: "credentials_refused" } },
  })
  await hub.rows("update sources set credentials_sealed = null where id = $1", [source.id])
  for (let turn = 0; turn < 10; turn += 1) await advanceReconciliation(context)
  expect(await now(report)).toMatchObject({
    ...{ state: "running", checked: 2 },
    summary: { waitingFor: { finding: "credentials_missing" } },
  })
  await hub.rows("update sources set credentials_sealed = $2 where id = $1", [
    source.id,
    sealed[0]?.credentials_sealed,
  ])
  hub.vendor.answer = paid
  expect(await finish(report, context)).toMatchObject({
    ...{ state: "done", checked: 4 },
    summary: { equal: 4, waitingFor: null },
  })
})

test("a payout at which the provider stumbles for ever is not checked, and the others are", async () => {
  const ids = await know(3)
  const report = await begin()
  hub.vendor.answer = (question) =>
    idOf(question) === ids[1] ? says(500, { error_code: "SERVER_ERROR" }) : paid(question)
  const ended = await finish(report, process({ triesMax: 3 }))
  expect(hub.vendor.questions.filter((question) => idOf(question) === ids[1])).toHaveLength(3)
  expect(ended.summary).toMatchObject({
    ...{ equal: 2, findings: { not_checked: 1 } },
    sums: [{ ours: { count: 3 }, notChecked: { count: 1 }, theirs: { count: 2 } }],
  })
  expect(await findingsOf(ended)).toMatchObject([
    { kind: "not_checked", detail: expect.stringContaining("500") },
  ])
})

test("two reports of one source and day run beside each other", async () => {
  await know(6)
  const reports = [await begin(), await begin()]
  const context = process({ turnMs: 0 })
  for (const report of reports) {
    expect(await finish(report, context)).toMatchObject({ checked: 6, summary: { equal: 6 } })
  }
})

test("a report leaves calls to whoever asks for a more urgent reason", async () => {
  const { pool } = hub.settleContext
  const { merchantId, id: sourceId } = source
  // One call in 100 seconds: nothing becomes free while this test runs.
  const request = { merchantId, sourceId, calls: 1, callsPerSecond: 0.01 }
  const takeAll = async (isPatient: boolean) => {
    let taken = 0
    while ((await reserveCalls(pool, { ...request, isPatient })) === null) taken += 1
    return taken
  }
  expect(await takeAll(true)).toBeLessThanOrEqual(2)
  expect(await takeAll(false)).toBeGreaterThanOrEqual(3)
  const wait = await reserveCalls(pool, { ...request, isPatient: true })
  expect(wait).toBeGreaterThan(200_000)
})

test("a day is reported once by itself, however many processes look", async () => {
  const daily = await hub.addAsked("xendit", { settings: { reconcile_daily: true } })
  await hub.rows("update sources set created_at = '2026-01-01' where id = $1", [daily.id])
  // Past four in the morning of the next day.
  await hub.rows(
    `update clock set ahead =
       (date_trunc('day', paidout_server_now() at time zone 'UTC') + interval '29 hours')
         at time zone 'UTC' - paidout_server_now()`,
  )
  try {
    const context = { pool: hub.settleContext.pool, keyring: hub.keyring }
    await Promise.all([1, 2, 3].map(() => beginDailyReconciliations(context)))
    await beginDailyReconciliations(context)
    const made = await hub.rows(
      "select day::text, created_by, is_daily from reconciliations where source_id = $1",
      [daily.id],
    )
    expect(made).toEqual([{ day, created_by: "daily", is_daily: true }])
  } finally {
    await hub.rows("update clock set ahead = '0'")
  }
})
