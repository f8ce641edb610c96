import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { idText, idUuid, newUuid } from "../../src/ids.ts"
import type { BatchEvent, PayoutEvent } from "../../src/payout/event.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf } from "../support/hub-fixture.ts"
import { tellAs } from "../support/telling.ts"
import { call, createTestHub, type Answer, type TestHub } from "../support/test-hub.ts"
import { waitForLocks } from "../support/waiting-for-locks.ts"

let database: TestDatabase
let hub: TestHub
let other: { readonly key: string; readonly id: string }
const sources = new Map<string, { merchantId: string; id: string; provider: string }>()

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  for (const [provider, secrets] of [
    ["pivot", { callback_api_key: "k".repeat(16) }],
    ["xendit", { callback_token: "t" }],
    ["adyen", { hmac_key: "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056" }],
  ] as const) {
    const { json } = await call(hub, "POST /v1/sources", {
      body: { name: provider, provider, secrets },
    })
    sources.set(provider, {
      ...{ merchantId: hub.merchant.id, provider },
      id: idUuid("source", json.id) ?? "",
    })
  }
  const made = await call(hub, "POST /v1/api-keys", {
    body: { name: "second", scopes: ["read", "write"] },
  })
  other = { key: made.json.key, id: made.json.id }
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

const sourceOf = (provider: string) => {
  const source = sources.get(provider)
  if (source === undefined) throw new Error(`no source of ${provider}`)
  return source
}

async function tell(
  provider: string,
  events: readonly (PayoutEvent | BatchEvent)[],
  tier: "webhook" | "read" = "webhook",
) {
  await tellAs(hub.hub, sourceOf(provider), events, { tier })
}

async function itemsOf(event: { readonly providerId: string }): Promise<readonly Answer["json"][]> {
  const { rows } = await database.pool.query<{ subject_id: string; kind: "payout" | "batch" }>(
    "select subject_id, kind from names where name = $1",
    [event.providerId],
  )
  const { kind = "payout", subject_id: id = newUuid() } = rows[0] ?? {}
  const { json } = await call(hub, `GET /v1/attention?state=all&subject_id=${idText(kind, id)}`)
  return json.data
}

async function openItem(event: { readonly providerId: string }): Promise<Answer["json"]> {
  const items = (await itemsOf(event)).filter((item) => item.closed_at === null)
  expect(items).toHaveLength(1)
  return items[0]
}

const act = (
  item: { id: string },
  action: string,
  options: { reason?: string; key?: string } = {},
) =>
  call(hub, `POST /v1/attention/${item.id}/${action}`, {
    body: options.reason === undefined ? {} : { reason: options.reason },
    ...(options.key !== undefined && { key: options.key }),
  })

function pivotPayout(status: PayoutEvent["status"], more: Partial<PayoutEvent> = {}): PayoutEvent {
  const name = more.providerId ?? `${randomUUID()}:ref`
  return {
    ...(sampleOf("pivot", "payout.success") as PayoutEvent),
    ...{ providerId: name, aliases: [], batchProviderId: null, key: `${name}:${status}`, status },
    ...{ reason: null, failure: null },
    ...more,
  }
}
const waiting = () => pivotPayout("pending", { reason: "insufficient_balance" })

const pollOf = async (subjectId: string) => {
  const { rows } = await database.pool.query<{ urgency: number; due: boolean }>(
    "select urgency, due_at <= paidout_now() as due from polls where subject_id = $1",
    [subjectId],
  )
  return rows[0]
}
const payoutIdOf = (item: { subject_id: string }) => idUuid("payout", item.subject_id) ?? ""

describe("a payout that waits for balance", () => {
  test("is shown with what is done at Pivot, and what can be done here", async () => {
    const event = waiting()
    await tell("pivot", [event])
    const item = await openItem(event)
    expect(item).toMatchObject({
      kind: "insufficient_balance",
      subject: "payout",
      advice: expect.stringContaining("Pivot's Approval page"),
      actions: [
        { action: "retried", needs_reason: false },
        { action: "mark_failed", needs_reason: true },
        { action: "ask_now", needs_reason: false },
      ],
      links: [{ url: "https://dashboard.pivot-payment.com/disbursement/approval" }],
    })
    expect((await call(hub, `GET /v1/attention/${item.id}`)).json).toEqual(item)
  })

  test("retried at the provider: closed, and asked for at once", async () => {
    const event = waiting()
    await tell("pivot", [event])
    const item = await openItem(event)
    const { status, json } = await act(item, "retried", { reason: "topped up" })
    expect(status).toBe(200)
    expect(json).toMatchObject({ closed_because: "retried: topped up", actions: [] })
    expect(json.closed_by).toMatch(/^key_/)
    expect(await pollOf(payoutIdOf(item))).toEqual({ urgency: 0, due: true })
    const { json: payout } = await call(hub, `GET /v1/payouts/${item.subject_id}`)
    expect(payout).toMatchObject({ status: "pending", history: [{ via: "webhook" }] })
    await tell("pivot", [{ ...event, key: "told again" }])
    expect((await itemsOf(event)).map(({ closed_at: at }) => at)).not.toContain(null)
  })

  test("marked as failed: an event with who and why, that the provider's word outranks", async () => {
    const event = waiting()
    await tell("pivot", [event])
    const item = await openItem(event)
    expect((await act(item, "mark_failed")).json).toMatchObject({
      status: 400,
      code: "request_invalid",
    })
    const { json: closed } = await act(item, "mark_failed", { reason: "paid by hand" })
    expect(closed).toMatchObject({ closed_because: "mark_failed: paid by hand" })
    const { json: payout } = await call(hub, `GET /v1/payouts/${item.subject_id}`)
    expect(payout).toMatchObject({
      status: "failed",
      certainty: "presumed",
      failure: { code: "insufficient_balance", advice: "top_up_and_retry" },
    })
    expect(payout.history.at(-1)).toMatchObject({
      ...{ applied: true, via: "operator", wire_event: "operator.mark_failed" },
      note: `${closed.closed_by}: paid by hand`,
    })
    await tell("pivot", [pivotPayout("paid", { providerId: event.providerId })])
    expect(await openItem(event)).toMatchObject({ kind: "double_payment" })
    const { rows } = await database.pool.query<{ action: string }>(
      "select action from audit_log where object in ($1, $2) order by action",
      [item.id, item.subject_id],
    )
    expect(rows.map(({ action }) => action)).toEqual([
      "attention.mark_failed",
      "payout.mark_failed",
    ])
  })

  test("of two operators at once one wins; who won may say it again", async () => {
    const event = waiting()
    await tell("pivot", [event])
    const item = await openItem(event)
    const holder = await database.pool.connect()
    await holder.query("begin")
    await holder.query("select from attention_items where id = $1 for update", [
      idUuid("attention", item.id),
    ])
    const acts = [
      act(item, "mark_failed", { reason: "mine" }),
      act(item, "retried", { key: other.key }),
    ]
    await waitForLocks(database.pool, acts.length, acts)
    await holder.query("commit")
    holder.release()
    const answers = await Promise.all(acts)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
    const lost = answers.find(({ status }) => status === 409)
    expect(lost?.json.code).toBe("attention_closed")
    const again = await Promise.all([
      act(item, "mark_failed", { reason: "mine" }),
      act(item, "retried", { key: other.key }),
    ])
    expect(again.map(({ status }) => status)).toEqual(answers.map(({ status }) => status))
    const swapped = await Promise.all([
      act(item, "mark_failed", { reason: "mine", key: other.key }),
      act(item, "retried"),
    ])
    expect(swapped.map(({ status }) => status)).toEqual([409, 409])
    const { json: payout } = await call(hub, `GET /v1/payouts/${item.subject_id}`)
    const marks = payout.history.filter(({ via }: { via: string }) => via === "operator")
    expect(marks).toHaveLength(payout.status === "failed" ? 1 : 0)
  })

  test("moved on while an operator looked: nothing is marked", async () => {
    const event = waiting()
    await tell("pivot", [event])
    const item = await openItem(event)
    await tell("pivot", [pivotPayout("paid", { providerId: event.providerId })])
    const { status, json } = await act(item, "mark_failed", { reason: "too late" })
    expect([status, json.code, json.closed_by]).toEqual([409, "attention_closed", null])
    expect((await call(hub, `GET /v1/payouts/${item.subject_id}`)).json.status).toBe("paid")
  })
})

describe("a batch that waits for balance", () => {
  test("marked as failed: it is cancelled, and what was not sent of it has failed", async () => {
    const uuid = randomUUID()
    const batch = {
      ...(sampleOf("pivot", "payout.pending") as BatchEvent),
      ...{ providerId: uuid, key: uuid },
    }
    const within = Array.from({ length: 203 }, () => ({ ...waiting(), batchProviderId: uuid }))
    const sent = pivotPayout("processing", { batchProviderId: uuid })
    await tell("pivot", [batch])
    await tell("pivot", [...within, sent])
    const item = await openItem(batch)
    expect(item).toMatchObject({ kind: "insufficient_balance", subject: "batch" })
    expect((await act(item, "mark_failed", { reason: "pay anew" })).status).toBe(200)
    const { json: one } = await call(hub, `GET /v1/batches/${item.subject_id}`)
    expect(one.status).toBe("cancelled")
    expect(one.history.at(-1).note).toMatch(/^key_\w+: pay anew$/)
    const { rows } = await database.pool.query<{ status: string; code: string; count: number }>(
      `select status, failure_code as code, count(*)::integer from payouts
       where batch_id = $1 group by 1, 2 order by 1`,
      [idUuid("batch", item.subject_id)],
    )
    expect(rows).toEqual([
      { status: "failed", code: "insufficient_balance", count: 203 },
      { status: "processing", code: null, count: 1 },
    ])
    expect((await itemsOf(batch)).map(({ closed_because: why }) => why)).toEqual([
      "mark_failed: pay anew",
    ])
  })

  test("what died on the way can only be brought to its end", async () => {
    const uuid = randomUUID()
    const batch = {
      ...(sampleOf("pivot", "payout.pending") as BatchEvent),
      ...{ providerId: uuid, key: uuid },
    }
    await tell("pivot", [batch])
    const item = await openItem(batch)
    await database.pool.query(
      `update attention_items set detail = detail || '{"begun": "mark_failed"}' where subject_id = $1`,
      [idUuid("batch", item.subject_id)],
    )
    expect((await openItem(batch)).actions).toMatchObject([{ action: "mark_failed" }])
    expect((await act(item, "retried")).json.code).toBe("attention_action_refused")
    expect((await act(item, "mark_failed", { reason: "again" })).status).toBe(200)
  })
})

describe("an action", () => {
  test("that is none, or not offered, or of another merchant's item, is refused", async () => {
    const event = pivotPayout("failed")
    await tell("pivot", [event])
    const item = await openItem(event)
    expect(item.actions).toMatchObject([{ action: "acknowledge" }])
    expect((await act(item, "cancel")).json).toMatchObject({
      status: 404,
      code: "attention_action_unknown",
    })
    expect((await act(item, "retried")).json).toMatchObject({
      ...{ status: 409, code: "attention_action_refused" },
      actions: ["acknowledge"],
    })
    const reader = await call(hub, "POST /v1/api-keys", { body: { name: "r", scopes: ["read"] } })
    expect((await act(item, "acknowledge", { key: reader.json.key })).status).toBe(403)
    const unknown = idText("attention", newUuid())
    expect((await act({ id: unknown }, "acknowledge")).status).toBe(404)
    await database.pool.query("update attention_items set merchant_id = $1 where id = $2", [
      (await newMerchant()).id,
      idUuid("attention", item.id),
    ])
    expect((await act(item, "acknowledge")).status).toBe(404)
    expect((await call(hub, `GET /v1/attention/${item.id}`)).status).toBe(404)
  })

  test("ask_now is offered where the provider can be asked, and leaves the item open", async () => {
    const event = pivotPayout("paid")
    await tell("pivot", [event, pivotPayout("failed", { providerId: event.providerId })])
    const item = await openItem(event)
    expect(item).toMatchObject({
      kind: "conflict",
      actions: [{ action: "ask_now" }, { action: "dismiss" }],
    })
    expect((await act(item, "ask_now")).json.closed_at).toBeNull()
    expect(await pollOf(payoutIdOf(item))).toEqual({ urgency: 0, due: true })

    const classic = {
      ...(sampleOf("adyen", "payout.decline") as PayoutEvent),
      ...{ providerId: "K7RTXW2Q9MZBPS82", aliases: [] },
    }
    await tell("adyen", [classic, { ...classic, key: "paid", status: "paid", reason: null }])
    expect((await openItem(classic)).actions).toMatchObject([{ action: "dismiss" }])
  })

  test("a dismissed conflict is not opened again by the same words", async () => {
    const event = pivotPayout("paid")
    const failed = pivotPayout("failed", { providerId: event.providerId })
    await tell("pivot", [event, failed])
    await act(await openItem(event), "dismiss", { reason: "Pivot support: it was paid" })
    await tell("pivot", [{ ...failed, key: "once more" }])
    expect((await itemsOf(event)).map(({ closed_because: why }) => why)).toEqual([
      "dismiss: Pivot support: it was paid",
    ])
  })
})

describe("a payout without an item", () => {
  test("can be marked too; what its provider said is not overruled", async () => {
    const event = pivotPayout("processing")
    await tell("pivot", [event])
    const { rows } = await database.pool.query<{ id: string }>(
      "select id from payouts where provider_id = $1",
      [event.providerId],
    )
    const id = idText("payout", rows[0]?.id ?? "")
    const post = (action: string, body: object = {}) =>
      call(hub, `POST /v1/payouts/${id}/${action}`, { body })
    expect((await post("mark_paid")).status).toBe(400)
    expect((await post("ask")).status).toBe(200)
    expect(await pollOf(rows[0]?.id ?? "")).toEqual({ urgency: 0, due: true })
    for (let time = 0; time < 2; time += 1) {
      const { json } = await post("mark_paid", { reason: "seen in the statement" })
      expect(json).toMatchObject({ status: "paid", certainty: "presumed", sequence: 2 })
    }
    await tell("pivot", [pivotPayout("failed", { providerId: event.providerId })])
    const refused = await post("mark_paid", { reason: "surely" })
    expect(refused.json).toMatchObject({
      status: 409,
      code: "payout_action_refused",
      payout_status: "failed",
    })
    expect(
      (await call(hub, `POST /v1/payouts/${idText("payout", newUuid())}/ask`, { body: {} })).status,
    ).toBe(404)
  })
})

async function newMerchant(): Promise<{ readonly id: string }> {
  const { insertMerchant } = await import("../../src/merchants/insert-merchant.ts")
  return insertMerchant(database.pool, hub.hub.keyring, "another")
}
