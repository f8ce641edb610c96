import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { idText, idUuid } from "../../src/ids.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf } from "../support/hub-fixture.ts"
import { tellAs } from "../support/telling.ts"
import { call, createTestHub, type Answer, type TestHub } from "../support/test-hub.ts"

const HOUR_MS = 60 * 60 * 1_000

let database: TestDatabase
let hub: TestHub
let source: { readonly merchantId: string; readonly id: string; readonly provider: string }
let mine: { readonly key: string; readonly id: string }
let other: { readonly key: string; readonly id: string }

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  const made = await call(hub, "POST /v1/sources", {
    body: { name: "Wages", provider: "pivot", secrets: { callback_api_key: "k".repeat(16) } },
  })
  const id = idUuid("source", made.json.id) ?? ""
  source = { merchantId: hub.merchant.id, provider: "pivot", id }
  mine = await keyOf("mine")
  other = await keyOf("other")
})
beforeEach(async () => {
  await database.pool.query("delete from attention_items")
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

async function keyOf(name: string): Promise<{ key: string; id: string }> {
  const { json } = await call(hub, "POST /v1/api-keys", {
    body: { name, scopes: ["read", "write"] },
  })
  return json
}

async function told(more: Partial<PayoutEvent> = {}): Promise<PayoutEvent> {
  const name = more.providerId ?? `${randomUUID()}:${randomUUID()}`
  const event: PayoutEvent = {
    ...(sampleOf("pivot", "payout.success") as PayoutEvent),
    ...{ providerId: name, aliases: [], batchProviderId: null, reference: name.slice(37) },
    ...{ status: "pending", reason: "insufficient_balance", failure: null },
    key: `${name}:${randomUUID()}`,
    ...more,
  }
  await tellAs(hub.hub, source, [event], { tier: "webhook" })
  return event
}

const list = async (query: string, key = mine.key): Promise<readonly Answer["json"][]> =>
  (await call(hub, `GET /v1/attention?${query}`, { key })).json.data

async function openOne(): Promise<Answer["json"]> {
  await told()
  return (await list("limit=1"))[0]
}

const put = (item: { id: string }, what: string, body: object, key = mine.key) =>
  call(hub, `PUT /v1/attention/${item.id}/${what}`, { body, key })

const audited = async (object: string) => {
  const { json } = await call(hub, "GET /v1/audit?limit=100")
  return (json.data as Answer["json"][]).filter((entry) => entry.object === object)
}

describe("who looks after an item", () => {
  test("is said, found by, kept in the audit log, and taken back", async () => {
    const item = await openOne()
    await told()
    expect(item.assignee).toBeNull()
    const { status, json } = await put(item, "assignee", { assignee: "me" })
    expect([status, json.assignee]).toEqual([200, mine.id])
    await put(item, "assignee", { assignee: "me" })

    expect((await list("assignee=me")).map(({ id }) => id)).toEqual([item.id])
    expect(await list("assignee=me", other.key)).toEqual([])
    expect((await list(`assignee=${mine.id}`, other.key)).map(({ id }) => id)).toEqual([item.id])
    expect((await list("assignee=none")).map(({ id }) => id)).not.toContain(item.id)

    expect((await put(item, "assignee", { assignee: null })).json.assignee).toBeNull()
    expect(await audited(item.id)).toMatchObject([
      { actor: mine.id, action: "attention.assign", before: { assignee: mine.id } },
      { actor: mine.id, action: "attention.assign", after: { assignee: mine.id } },
    ])
  })

  test("is somebody of this merchant, and nobody whose key was revoked", async () => {
    const item = await openOne()
    expect((await put(item, "assignee", { assignee: other.id })).json.assignee).toBe(other.id)
    const gone = await keyOf("gone")
    await call(hub, `DELETE /v1/api-keys/${gone.id}`)
    for (const assignee of [gone.id, "nobody", idText("person", randomUUID())]) {
      const { status, json } = await put(item, "assignee", { assignee })
      expect([status, json.code]).toEqual([400, "request_invalid"])
    }
  })
})

describe("an item that may wait", () => {
  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()

  test("is left out where asked, and is shown to who does not ask", async () => {
    const item = await openOne()
    await told()
    const until = inMs(HOUR_MS)
    const { json } = await put(item, "snooze", { until })
    expect(json.snoozed_until).toBe(until)
    expect(await list("")).toHaveLength(2)
    expect((await list("snoozed=hide")).map(({ id }) => id)).not.toContain(item.id)
    expect((await list("snoozed=only")).map(({ id }) => id)).toEqual([item.id])
    await put(item, "snooze", { until: null })
    expect(await list("snoozed=hide")).toHaveLength(2)
    expect((await audited(item.id)).map(({ action }) => action)).toEqual([
      "attention.snooze",
      "attention.snooze",
    ])
  })

  test("waits no longer than thirty days, and not until yesterday", async () => {
    const item = await openOne()
    for (const until of [inMs(-1_000), inMs(30 * 24 * HOUR_MS + 60_000)]) {
      const { status, json } = await put(item, "snooze", { until })
      expect([status, json.code]).toEqual([400, "request_invalid"])
    }
    expect((await put(item, "snooze", { until: inMs(29 * 24 * HOUR_MS) })).status).toBe(200)
  })

  test("is woken by a fact that changes it, and not by the same fact again", async () => {
    const low = { code: "insufficient_balance", providerCode: null, providerReason: "low" } as const
    const event = await told({ status: "failed", reason: null, failure: low })
    const [item] = await list("")
    await put(item, "snooze", { until: inMs(HOUR_MS) })
    await tellAs(hub.hub, source, [event], { tier: "webhook" })
    expect(await list("snoozed=only")).toHaveLength(1)
    const other = {
      code: "destination_invalid",
      providerCode: null,
      providerReason: "no such",
    } as const
    const read = { ...event, key: `${event.key}:read`, failure: other }
    await tellAs(hub.hub, source, [read], { tier: "read" })
    const [after] = await list("")
    expect([after.id, after.snoozed_until]).toEqual([item.id, null])
  })

  test("that is closed is nobody's to put off", async () => {
    const item = await openOne()
    await call(hub, `POST /v1/attention/${item.id}/retried`, { key: other.key })
    for (const [what, body] of [
      ["snooze", { until: inMs(HOUR_MS) }],
      ["assignee", { assignee: "me" }],
    ] as const) {
      const { status, json } = await put(item, what, body)
      expect([status, json.code, json.closed_by]).toEqual([409, "attention_closed", other.id])
    }
  })
})

test("the oldest can come first, page by page", async () => {
  for (let made = 0; made < 5; made += 1) await told()
  const all = (await list("order=oldest")).map(({ id }) => id)
  expect(all).toEqual((await list("")).map(({ id }) => id).toReversed())
  const pages: string[] = []
  let cursor = ""
  do {
    const { json } = await call(hub, `GET /v1/attention?order=oldest&limit=2${cursor}`)
    pages.push(...json.data.map(({ id }: { id: string }) => id))
    cursor = json.next_cursor === null ? "" : `&cursor=${json.next_cursor}`
  } while (cursor !== "")
  expect(pages).toEqual(all)
})

test("several kinds are asked for at once, and counted each", async () => {
  await told()
  await told()
  await told({ status: "failed", reason: null })
  await told({ status: "reversed", reason: null })
  const kinds = (await list("kind=failed,reversed")).map(({ kind }) => kind)
  expect(kinds).toEqual(["reversed", "failed"])
  const counts = async (query: string) =>
    (await call(hub, `GET /v1/attention/counts${query}`, { key: mine.key })).json
  expect(await counts("")).toEqual({
    total: { count: 4, is_capped: false },
    kinds: [
      { kind: "failed", count: 1, is_capped: false },
      { kind: "insufficient_balance", count: 2, is_capped: false },
      { kind: "reversed", count: 1, is_capped: false },
    ],
  })
  const [item] = await list("kind=failed")
  await put(item, "assignee", { assignee: "me" })
  expect((await counts("?assignee=me")).kinds).toEqual([
    { kind: "failed", count: 1, is_capped: false },
  ])
})

test("an item tells what a work list shows of its subject", async () => {
  const event = await told()
  const [item] = await list("")
  expect(item.about).toEqual({
    ...{ provider: "pivot", name: "Wages", status: "pending", reason: "insufficient_balance" },
    ...{ certainty: "confirmed", reference: event.reference, provider_id: event.providerId },
    amount: { value: expect.stringMatching(/^\d+\.00$/), currency: "IDR" },
  })
})

describe("finding", () => {
  const find = async (q: string, key?: string) =>
    (
      await call(hub, `GET /v1/find?q=${encodeURIComponent(q)}`, key === undefined ? {} : { key })
    ).json.data.map(({ kind, id }: { kind: string; id: string }) => ({ kind, id }))

  test("goes by our id, the provider's, a reference and what a webhook is called", async () => {
    const event = await told()
    const [item] = await list("")
    const payout = { kind: "payout", id: item.subject_id }
    for (const text of [item.subject_id, ` ${event.providerId} `, event.reference ?? ""]) {
      expect(await find(text)).toEqual([payout])
    }
    const { rows } = await database.pool.query<{ id: string }>(
      "select id from history where subject_id = $1",
      [idUuid("payout", item.subject_id)],
    )
    expect(await find(idText("event", rows[0]?.id ?? ""))).toEqual([payout])
    expect(await find(item.id)).toEqual([{ kind: "attention", id: item.id }])
    expect(await find(item.source_id)).toEqual([{ kind: "source", id: item.source_id }])
    expect(await find((event.reference ?? "").slice(0, -1))).toEqual([])
  })

  test("tells ten at most, the newest first", async () => {
    for (let made = 0; made < 12; made += 1) {
      await told({ providerId: `${randomUUID()}:often`, reference: "often" })
    }
    const ids = (await find("often")).map(({ id }: { id: string }) => id)
    expect(ids).toHaveLength(10)
    expect(ids).toEqual(ids.toSorted().toReversed())
  })

  test("never tells of another merchant's", async () => {
    const event = await told()
    const [item] = await list("")
    const { json: stranger } = await call(hub, "POST /v1/merchants", { body: { name: "Other" } })
    const key = stranger.api_key?.key ?? stranger.key
    expect(key).toBeTypeOf("string")
    for (const text of [item.subject_id, item.id, event.providerId, event.reference ?? ""]) {
      expect(await find(text, key)).toEqual([])
    }
  })
})
