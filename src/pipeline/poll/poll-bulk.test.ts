import { afterAll, afterEach, beforeAll, expect, test } from "vitest"

import { says } from "../../../test/support/misbehaving-vendor.ts"
import { afterToken, payout, saysRequest, totals } from "../../../test/support/pivot-answers.ts"
import { createPollingHub, type PollingHub } from "../../../test/support/polling.ts"
import type { BatchCounters } from "../../payout/event.ts"

let hub: PollingHub
beforeAll(async () => {
  hub = await createPollingHub()
})
afterEach(async () => {
  hub.vendor.answer = () => says(404, {})
  hub.vendor.questions.length = 0
  await hub.rows("update clock set ahead = interval '0'")
  await hub.rows("delete from polls")
})
afterAll(() => hub.close())

/** Payouts of 100,000 rupiah each. */
function counters(counts: Partial<Record<keyof BatchCounters, number>>): BatchCounters {
  const of = (count = 0) => ({ count, amount: BigInt(count) * 1_000_000_000n })
  return {
    currency: "IDR",
    pending: of(counts.pending),
    success: of(counts.success),
    failed: of(counts.failed),
    cancelled: of(counts.cancelled),
  }
}

const three = (...statuses: readonly string[]) =>
  statuses.map((status, index) =>
    payout(`salary-${index}`, {
      status,
      ...(status === "FAILED" && { reason: "Inactive account" }),
    }),
  )

function answerRequest(
  event: { readonly providerId: string; readonly account: string | null },
  payouts: readonly object[],
  changes: object = {},
) {
  const request = { uuid: event.providerId, merchantId: event.account, ...changes }
  hub.vendor.answer = afterToken(saysRequest(payouts, { request }))
}

test("a bulk event that tells only counts becomes one event per payout, with why each failed", async () => {
  const source = await hub.addAsked("pivot")
  const event = await hub.bulk(
    source,
    "payout.done",
    counters({ pending: 1, success: 1, failed: 1 }),
  )
  expect(await hub.polls(source)).toMatchObject([{ subject: "batch", urgency: 0 }])
  answerRequest(event, three("SUCCESS", "FAILED", "PENDING"))
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.payouts(source)).toMatchObject([
    { status: "paid", sequence: 1 },
    { status: "failed", failure_code: "destination_inactive" },
    { status: "processing" },
  ])
  const polls = await hub.polls(source)
  // The pending payout, and the batch as long as it is.
  expect(polls.map(({ subject }) => subject).toSorted()).toEqual(["batch", "payout"])
  expect(polls.every(({ urgency }) => urgency === 1)).toBe(true)

  answerRequest(event, three("SUCCESS", "FAILED", "SUCCESS"))
  hub.vendor.questions.length = 0
  await hub.makeDue()
  await hub.poll(source)
  expect(hub.vendor.questions.map(({ path }) => path)).toEqual([`/v1/payouts/${event.providerId}`])
  expect((await hub.payouts(source)).map(({ status }) => status)).toEqual([
    "paid",
    "failed",
    "paid",
  ])
  expect(await hub.polls(source)).toEqual([])
  const items = await hub.attention(source)
  expect(items.map(({ kind }) => kind)).toEqual(["failed"])
})

test("an urgent read that fails is tried again soon, then as usual", async () => {
  const source = await hub.addAsked("pivot")
  await hub.bulk(source, "payout.done", counters({ success: 2 }))
  hub.vendor.answer = () => says(503, {})
  const gaps: number[] = []
  for (let tries = 0; tries < 7; tries += 1) {
    await hub.makeDue()
    await hub.poll(source)
    gaps.push(Math.round((await hub.polls(source))[0]?.due_in ?? 0))
  }
  expect(gaps.map((gap, index) => gap - ([5, 30, 120, 600, 3_600][index] ?? gap))).toEqual([
    0, 0, 0, 0, 0, 0, 0,
  ])
  expect(gaps.at(-1)).toBeGreaterThan(3_600)
})

test("counters and payouts that disagree are told with both sums, until they agree", async () => {
  const source = await hub.addAsked("pivot")
  const event = await hub.bulk(source, "payout.done", counters({ success: 3 }))
  answerRequest(event, three("SUCCESS", "SUCCESS", "FAILED"))
  await hub.makeDue()
  await hub.poll(source)
  const [mismatch] = (await hub.attention(source)).filter(({ kind }) => kind === "batch_mismatch")
  expect(mismatch).toMatchObject({
    subject: "batch",
    detail: {
      counters: { success: { count: 3, value: "300000.00" } },
      payouts: { success: { count: 2, value: "200000.00" }, failed: { count: 1 } },
    },
  })
})

test("totals of the API that are not those of its payouts are told too, and that closes by itself", async () => {
  const source = await hub.addAsked("pivot")
  const event = await hub.bulk(source, "payout.done", counters({ success: 2, failed: 1 }))
  const odd = { payoutResults: totals(["SUCCESS", "SUCCESS", "SUCCESS"]) }
  answerRequest(event, three("SUCCESS", "SUCCESS", "FAILED"), odd)
  await hub.makeDue()
  await hub.poll(source)
  const kinds = async () => (await hub.attention(source)).map(({ kind }) => kind)
  expect(await kinds()).toContain("batch_mismatch")
  expect(await hub.polls(source)).toMatchObject([{ subject: "batch", finding: "batch_mismatch" }])
  answerRequest(event, three("SUCCESS", "SUCCESS", "FAILED"))
  await hub.makeDue()
  await hub.poll(source)
  expect(await kinds()).not.toContain("batch_mismatch")
})

test("without credentials a bulk payout keeps its counters, and says what is missing", async () => {
  const source = await hub.addAsked("pivot", { credentials: null })
  await hub.bulk(source, "payout.done", counters({ success: 3 }))
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.payouts(source)).toEqual([])
  const [batch] = await hub.rows<object>(
    "select status, success_count from batches where source_id = $1",
    [source.id],
  )
  expect(batch).toEqual({ status: "done", success_count: "3" })
  expect(await hub.attention(source)).toMatchObject([
    { kind: "credentials_missing", detail: { waiting: 1 } },
  ])
})

test("a thousand payouts of one request are read together, page by page", async () => {
  const source = await hub.addAsked("pivot")
  const event = await hub.bulk(source, "payout.done", counters({ pending: 1_000 }))
  const items = Array.from({ length: 1_000 }, (_, index) =>
    payout(`wage-${index}`, { status: "PENDING" }),
  )
  answerRequest(event, items)
  await hub.makeDue()
  await hub.poll(source)
  expect(await hub.payouts(source)).toHaveLength(1_000)
  const [{ count } = { count: 0 }] = await hub.rows<{ count: number }>(
    "select count(*)::integer as count from polls where source_id = $1",
    [source.id],
  )
  expect(count).toBe(1_001)
  hub.vendor.questions.length = 0
  await hub.makeDue()
  while ((await hub.poll(source)).outcome !== "done") {
    // until all were asked
  }
  // Ten pages, for a batch and a thousand payouts; a second plan for the one that is over.
  expect(hub.vendor.questions.length).toBeLessThanOrEqual(20)
  const [left] = await hub.rows<{ count: number }>(
    "select count(*)::integer as count from polls where source_id = $1 and due_at <= paidout_now()",
    [source.id],
  )
  expect(left?.count).toBe(0)
})
