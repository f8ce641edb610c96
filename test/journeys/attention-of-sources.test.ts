import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { idText, idUuid, newUuid } from "../../src/ids.ts"
import { pointOutQuarantine } from "../../src/inbox/point-out-quarantine.ts"
import { quarantineMessage } from "../../src/inbox/quarantine-message.ts"
import { settleMessages } from "../../src/pipeline/settle.ts"
import { noteSourceTrouble } from "../../src/pipeline/poll/source-trouble.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { insertRow } from "../support/ledger-rows.ts"
import { call, createTestHub, type Answer, type TestHub } from "../support/test-hub.ts"
import { waitForLocks } from "../support/waiting-for-locks.ts"

let database: TestDatabase
let hub: TestHub
beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

interface ShownSource {
  readonly id: string
  readonly receive_url: string
}

async function addSource(secret: string): Promise<ShownSource> {
  const secrets = { callback_token: secret }
  const { json } = await call(hub, "POST /v1/sources", {
    body: { name: "x", provider: "xendit", secrets },
  })
  return json
}

const send = async (source: ShownSource, token: string, body = `{"n":"${newUuid()}"}`) =>
  (
    await fetch(source.receive_url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-callback-token": token },
      body,
    })
  ).status

const itemsOf = async (source: ShownSource, query = ""): Promise<readonly Answer["json"][]> =>
  (await call(hub, `GET /v1/attention?source_id=${source.id}${query}`)).json.data

const act = (item: { readonly id: string }, action: string, body: object = {}) =>
  call(hub, `POST /v1/attention/${item.id}/${action}`, { body })

describe("webhooks that were refused", () => {
  test("are one item of their source, closed when none is left", async () => {
    const source = await addSource("right")
    for (let time = 0; time < 3; time += 1) expect(await send(source, "wrong")).toBe(401)
    const [item, ...more] = await itemsOf(source)
    expect(more).toEqual([])
    expect(item).toMatchObject({
      ...{ kind: "quarantined", subject: "source", subject_id: source.id },
      actions: [{ action: "release" }, { action: "dismiss" }],
      detail: { reason: "credential_mismatch" },
    })
    const { json } = await call(hub, `GET /v1/messages?state=quarantined&source_id=${source.id}`)
    for (const { id } of json.data) {
      expect(await itemsOf(source)).toHaveLength(1)
      await call(hub, `POST /v1/messages/${id}/release`, { body: { force: true, reason: "mine" } })
    }
    expect(await itemsOf(source)).toEqual([])
    await send(source, "wrong")
    expect(await itemsOf(source)).toHaveLength(1)
  })

  test("are released all at once, once the secret is mended; the rest stays, and is counted", async () => {
    const source = await addSource("old")
    for (let time = 0; time < 55; time += 1) await send(source, "new")
    await send(source, "junk")
    const [item] = await itemsOf(source)
    expect((await act(item, "release")).json).toMatchObject({
      release: { released: 0, still_refused: 56, left: 0 },
    })
    await call(hub, `PATCH /v1/sources/${source.id}`, {
      body: { secrets: { callback_token: "new" } },
    })
    const { json } = await act(item, "release", { reason: "mended" })
    expect(json).toMatchObject({
      closed_at: null,
      release: { released: 55, still_refused: 1, left: 0 },
    })
    const { rows } = await database.pool.query<{ count: number }>(
      `select count(*)::integer from audit_log
       where action = 'message.release' and after->>'reason' = 'mended'`,
    )
    expect(rows).toEqual([{ count: 55 }])
    await call(hub, `PATCH /v1/sources/${source.id}`, {
      body: { secrets: { callback_token: "junk" } },
    })
    expect((await act(item, "release")).json).toMatchObject({
      closed_because: "all of them were released",
      release: { released: 1, still_refused: 0, left: 0 },
    })
  })

  test("what never verifies does not hold up what comes behind it", async () => {
    const source = await addSource("old")
    for (let round = 0; round < 26; round += 1) {
      await Promise.all(Array.from({ length: 20 }, () => send(source, "junk")))
    }
    await send(source, "new")
    await call(hub, `PATCH /v1/sources/${source.id}`, {
      body: { secrets: { callback_token: "new" } },
    })
    const [item] = await itemsOf(source)
    expect((await act(item, "release")).json.release).toEqual({
      ...{ released: 0, still_refused: 500, left: 21 },
    })
    expect((await act(item, "release")).json.release).toEqual({
      ...{ released: 1, still_refused: 20, left: 0 },
    })
    expect((await act(item, "release")).json.release).toMatchObject({ still_refused: 500 })
  })

  test("dismissed, they are not told of again while some of them are there", async () => {
    const source = await addSource("right")
    await send(source, "wrong")
    const [item] = await itemsOf(source)
    expect((await act(item, "dismiss")).status).toBe(400)
    expect((await act(item, "dismiss", { reason: "a test" })).status).toBe(200)
    await send(source, "wrong")
    await send(source, "another")
    expect(await itemsOf(source)).toEqual([])
    const { json } = await call(hub, `GET /v1/messages?state=quarantined&source_id=${source.id}`)
    for (const { id } of json.data) {
      await call(hub, `POST /v1/messages/${id}/release`, { body: { force: true, reason: "mine" } })
    }
    await send(source, "wrong")
    expect(await itemsOf(source)).toHaveLength(1)
  })

  test("kept while the last one is released, one is not forgotten", async () => {
    const source = await addSource("right")
    for (let round = 0; round < 15; round += 1) {
      await send(source, "wrong")
      const { json } = await call(hub, `GET /v1/messages?state=quarantined&source_id=${source.id}`)
      const releases = json.data.map(({ id }: { id: string }) =>
        call(hub, `POST /v1/messages/${id}/release`, { body: { force: true, reason: "mine" } }),
      )
      await Promise.all([...releases, send(source, "wrong")])
      const { rows } = await database.pool.query<{ kept: boolean; told: boolean }>(
        `select exists (select from parked where source_id = $1 and state = 'quarantined') as kept,
           exists (select from attention_items where subject_id = $1 and closed_at is null) as told`,
        [idUuid("source", source.id)],
      )
      expect(rows[0]?.told).toBe(rows[0]?.kept)
    }
  })
})

test("who keeps a refused one is waited for by who releases the last", async () => {
  const source = await addSource("right")
  await send(source, "wrong")
  const { json } = await call(hub, `GET /v1/messages?state=quarantined&source_id=${source.id}`)
  const sourceId = idUuid("source", source.id) ?? ""
  const merchantId = hub.merchant.id
  const keeper = await database.pool.connect()
  await keeper.query("begin")
  await quarantineMessage(keeper, {
    ...{ merchantId, sourceId, id: newUuid(), remoteAddress: null, headers: {}, traceparent: null },
    ...{ bodySealed: Buffer.from("x"), bodyBytes: 1, answerStatus: 401, reason: "r", hint: "h" },
    ...{ bodyHash: Buffer.alloc(32), credentialHash: Buffer.from("x") },
  })
  await pointOutQuarantine(keeper, { merchantId, sourceId, id: newUuid(), advice: "", detail: {} })
  const releasing = call(hub, `POST /v1/messages/${json.data[0].id}/release`, {
    body: { force: true, reason: "mine" },
  })
  await waitForLocks(database.pool, 1, [releasing])
  await keeper.query("commit")
  keeper.release()
  expect((await releasing).status).toBe(202)
  expect(await itemsOf(source)).toHaveLength(1)
})

describe("a webhook that was not understood", () => {
  test("is read once more, and told of again where it still is not", async () => {
    const source = await addSource("right")
    await send(source, "right", '{"event":"something.new","data":{}}')
    const settle = async () => {
      const context = { ...hub.hub, onDeliveriesQueued: () => {} }
      while ((await settleMessages(context, 250)) > 0) {
        // until the queue is empty
      }
    }
    await settle()
    const [item] = await itemsOf(source)
    expect(item).toMatchObject({ kind: "unrecognised", subject: "message" })
    const done = await act(item, "reprocess", { reason: "after the upgrade" })
    expect(done.json).toMatchObject({ closed_because: "reprocessed" })
    expect(done.json.closed_by).toMatch(/^key_/)
    expect((await act(item, "reprocess")).status).toBe(200)
    await settle()
    const again = await itemsOf(source)
    expect(again).toHaveLength(1)
    expect(again[0].id).not.toBe(item.id)
  })
})

describe("a provider's API that gives nothing", () => {
  const trouble = (source: ShownSource) =>
    noteSourceTrouble(
      database.pool,
      { merchantId: hub.merchant.id, sourceId: idUuid("source", source.id) ?? "" },
      { finding: "credentials_refused", detail: "HTTP 401" },
    )

  test("dismissed, it is not told of again for as long as it goes on", async () => {
    const source = await addSource("right")
    await trouble(source)
    const [item] = await itemsOf(source)
    expect(item).toMatchObject({
      kind: "credentials_refused",
      actions: [{ action: "try_again" }, { action: "dismiss" }],
    })
    await act(item, "dismiss", { reason: "known" })
    await trouble(source)
    expect(await itemsOf(source)).toEqual([])
    await database.pool.query("update call_budgets set failing_since = null where source_id = $1", [
      idUuid("source", source.id),
    ])
    await trouble(source)
    expect(await itemsOf(source)).toHaveLength(1)
  })

  test("is tried again at once; the item stays until it answers", async () => {
    const source = await addSource("right")
    await trouble(source)
    await database.pool.query(
      `insert into polls (merchant_id, source_id, subject, subject_id, urgency, since, due_at)
       values ($1, $2, 'payout', $3, 1, '2026-11-01', '2126-11-01')`,
      [hub.merchant.id, idUuid("source", source.id), newUuid()],
    )
    const [item] = await itemsOf(source)
    expect((await act(item, "try_again")).json.closed_at).toBeNull()
    const { rows } = await database.pool.query<{ due: boolean }>(
      "select due_at <= paidout_now() as due from polls where source_id = $1",
      [idUuid("source", source.id)],
    )
    expect(rows).toEqual([{ due: true }])
  })
})

test("an endpoint that is disabled is enabled from its item", async () => {
  const endpointId = newUuid()
  await insertRow(database.pool, "endpoints", {
    ...{ merchant_id: hub.merchant.id, id: endpointId, url: "http://127.0.0.1:9/" },
    ...{ event_types: ["*"], dialect: "paidout", version: "2026-11-21", ordering: "none" },
    ...{ state: "disabled", disabled_reason: "gone", secrets_sealed: Buffer.from("x") },
  })
  const id = await insertRow(database.pool, "attention_items", {
    ...{ merchant_id: hub.merchant.id, id: newUuid(), kind: "endpoint_disabled", advice: "" },
    ...{ subject: "endpoint", subject_id: endpointId },
  })
  const item = { id: idText("attention", id) }
  for (let time = 0; time < 2; time += 1) {
    const { status, json } = await act(item, "enable", { reason: "mended" })
    expect([status, json.closed_because]).toEqual([200, "enabled"])
  }
  const { rows } = await database.pool.query<{ state: string }>(
    "select state from endpoints where id = $1",
    [endpointId],
  )
  expect(rows).toEqual([{ state: "active" }])
})
