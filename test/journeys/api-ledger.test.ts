import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { idText, idUuid, newUuid } from "../../src/ids.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import {
  insertBatchRow,
  insertHistoryRow,
  insertPaymentRow,
  insertPayoutRow,
  insertRow,
  type LedgerOwner,
} from "../support/ledger-rows.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let owner: LedgerOwner
let sourceId: string

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  const source = await call(hub, "POST /v1/sources", {
    body: { name: "x", provider: "xendit", secrets: { callback_token: "t" } },
  })
  sourceId = source.json.id
  owner = { merchantId: hub.merchant.id, sourceId: idUuid("source", sourceId) ?? "" }
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

describe("payouts", () => {
  test("one payout has every field of its shape, and its history in order", async () => {
    const { pool } = database
    const id = await insertPayoutRow(pool, owner, {
      status: "failed",
      failure_code: "destination_invalid",
      failure_provider_code: "INVALID_DESTINATION",
      failure_provider_reason: "no such account",
      channel_code: "ID_BCA",
      description: "salary",
      metadata: JSON.stringify({ team: "blue" }),
      destination_masked: JSON.stringify({
        account_number: "**** 0099",
        account_holder_name: "M*** C***",
        account_type: null,
      }),
      estimated_arrival_at: "2026-11-21T00:00:00Z",
    })
    const messageId = newUuid()
    await insertHistoryRow(
      pool,
      { ...owner, subjectId: id },
      {
        sequence: 1,
        status: "processing",
        message_id: messageId,
        occurred_at: "2026-11-20T07:59:59.5Z",
      },
    )
    await insertHistoryRow(
      pool,
      { ...owner, subjectId: id },
      {
        status: "processing",
        refused_because: "duplicate",
        note: "told twice",
      },
    )
    const { json } = await call(hub, `GET /v1/payouts/${idText("payout", id)}`)
    const told = { actor: null, certainty: "confirmed", event_id: expect.stringMatching(/^evt_/) }
    expect(json).toEqual({
      id: idText("payout", id),
      source_id: sourceId,
      provider: "xendit",
      provider_id: `disb-${id}`,
      reference: `order-${id}`,
      batch_id: null,
      amount: { value: "275000.00", currency: "IDR" },
      status: "failed",
      reason: "destination_invalid",
      certainty: "confirmed",
      live: false,
      sequence: 2,
      channel_code: "ID_BCA",
      description: "salary",
      metadata: { team: "blue" },
      destination: {
        account_number: "**** 0099",
        account_holder_name: "M*** C***",
        account_type: null,
      },
      replaces: null,
      replaced_by: null,
      has_attention: false,
      presumed_paid_at: null,
      failure: {
        code: "destination_invalid",
        provider_code: "INVALID_DESTINATION",
        provider_reason: "no such account",
        advice: "mend_destination",
      },
      estimated_arrival_at: "2026-11-21T00:00:00.000Z",
      created_at: "2026-11-20T08:00:00.123Z",
      updated_at: "2026-11-20T08:00:01.000Z",
      history: [
        {
          ...told,
          applied: true,
          sequence: 1,
          status: "processing",
          previous_status: null,
          reason: null,
          refused_because: null,
          via: "webhook",
          wire_event: "payout.succeeded",
          message_id: idText("message", messageId),
          reading_id: null,
          occurred_at: "2026-11-20T07:59:59.500Z",
          recorded_at: "2026-11-20T08:00:01.000Z",
          note: null,
        },
        {
          ...told,
          applied: false,
          sequence: null,
          status: "processing",
          previous_status: null,
          reason: null,
          refused_because: "duplicate",
          via: "webhook",
          wire_event: "payout.succeeded",
          message_id: null,
          reading_id: null,
          occurred_at: null,
          recorded_at: "2026-11-20T08:00:01.000Z",
          note: "told twice",
        },
      ],
      history_truncated: false,
      poll: null,
      unconfirmed: [],
    })
  })

  test("a history of more than 1,000 entries shows the newest and says so", async () => {
    const id = await insertPayoutRow(database.pool, owner)
    await database.pool.query(
      `insert into history (merchant_id, id, subject, subject_id, applied, sequence, status,
         certainty, via, tier, wire_event, recorded_at)
       select $1, overlay(uuid_at(paidout_now())::text placing lpad(n::text, 12, '0') from 25)::uuid,
         'payout', $2, true, n, 'processing', 'confirmed', 'webhook', 'webhook', 'e', paidout_now()
       from generate_series(1, 1001) n`,
      [owner.merchantId, id],
    )
    const { json } = await call(hub, `GET /v1/payouts/${idText("payout", id)}`)
    expect(json.history_truncated).toBe(true)
    expect(json.history).toHaveLength(1000)
    expect(json.history.at(0).sequence).toBe(2)
    expect(json.history.at(-1).sequence).toBe(1001)
  })

  test("each filter selects what it names and nothing else", async () => {
    const { pool } = database
    const batch = newUuid()
    const pivot = await call(hub, "POST /v1/sources", {
      body: { name: "p", provider: "pivot", secrets: { callback_api_key: "k" } },
    })
    const sourceUuid = idUuid("source", pivot.json.id) ?? ""
    const wanted = await insertPayoutRow(
      pool,
      { ...owner, sourceId: sourceUuid },
      {
        provider: "pivot",
        provider_id: "uuid-1:order-1",
        reference: "order-1",
        batch_id: batch,
        amount: "500",
        currency: "JPY",
        status: "pending",
        live: true,
        destination_masked: JSON.stringify({
          account_number: "**** 7731",
          account_holder_name: null,
          account_type: null,
        }),
        created_at: "2026-01-05T12:00:00Z",
      },
    )
    const filters = [
      `source_id=${pivot.json.id}`,
      "account_tail=7731",
      "amount=500",
      "amount=500.00",
      "amount_to=500",
      "account_tail=7731&amount_from=499&amount_to=501",
      "provider=pivot",
      "status=pending",
      "reference=order-1",
      "provider_id=uuid-1:order-1",
      `batch_id=${idText("batch", batch)}`,
      "currency=JPY",
      "live=true",
      "created_to=2026-01-06T00:00:00Z",
      "created_from=2026-01-05T12:00:00Z&created_to=2026-01-05T12:00:00.001Z",
    ]
    for (const filter of filters) {
      const { json } = await call(hub, `GET /v1/payouts?${filter}`)
      expect(json.data.map((payout: { id: string }) => payout.id)).toEqual([
        idText("payout", wanted),
      ])
      expect(json.data[0].amount).toEqual({ value: "500", currency: "JPY" })
    }
    const none = [
      "provider=adyen",
      "provider=xendit&currency=JPY",
      "account_tail=7732",
      "account_tail=7731&amount_to=499.9999",
      "amount=500.0001",
      "created_to=2026-01-05T12:00:00Z",
      "source_id=src_01jd5zj8rve5xbzxwn4hqy3n6c",
      "reference=order-1&status=paid",
    ]
    for (const filter of none) {
      const { json } = await call(hub, `GET /v1/payouts?${filter}`)
      expect(json.data).toEqual([])
    }
  })

  test("a payout that a moved clock made is found by its time", async () => {
    const { pool } = database
    await pool.query("update clock set ahead = interval '60 days'")
    const id = newUuid()
    const createdAt = new Date(Date.now() + 60 * 24 * 60 * 60 * 1_000)
    await insertPayoutRow(pool, owner, { id, created_at: createdAt })
    const from = new Date(createdAt.getTime() - 1_000).toISOString()
    const { json } = await call(hub, `GET /v1/payouts?created_from=${from}`)
    await pool.query("update clock set ahead = interval '0'")
    expect(json.data.map((payout: { id: string }) => payout.id)).toEqual([idText("payout", id)])
  })

  test.each([
    ["colour=red", "colour"],
    ["status=unknown", "status"],
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["source_id=po_01jd5zj8rve5xbzxwn4hqy3n6c", "source_id"],
    ["created_from=yesterday", "created_from"],
    ["reference=a&reference=b", "reference"],
  ])("the query %s is refused, naming the field", async (query, field) => {
    const { status, json } = await call(hub, `GET /v1/payouts?${query}`)
    expect(status).toBe(400)
    expect(json.code).toBe("request_invalid")
    expect(JSON.stringify(json.errors)).toContain(`"field":"${field}`)
  })

  test("a NUL in a filter is refused, not an internal error", async () => {
    const { json } = await call(hub, "GET /v1/payouts?reference=%00")
    expect(json.code).toBe("request_invalid")
  })
})

describe("cursors", () => {
  test("pages neither repeat nor miss a payout while new ones arrive", async () => {
    const { pool } = database
    const before: string[] = []
    for (let n = 0; n < 12; n += 1) {
      before.push(idText("payout", await insertPayoutRow(pool, owner, { reference: "paged" })))
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const next: string = cursor === null ? "" : `&cursor=${cursor}`
      const { json } = await call(hub, `GET /v1/payouts?reference=paged&limit=5${next}`)
      seen.push(...json.data.map((payout: { id: string }) => payout.id))
      cursor = json.next_cursor
      await insertPayoutRow(pool, owner, { reference: "paged" })
    } while (cursor !== null)
    expect(seen).toEqual(before.toReversed())
  })

  test("a full last page has no next one", async () => {
    await insertPayoutRow(database.pool, owner, { reference: "single" })
    const { json } = await call(hub, "GET /v1/payouts?reference=single&limit=1")
    expect(json.data).toHaveLength(1)
    expect(json.next_cursor).toBeNull()
  })

  test("garbage and the cursor of another list are refused", async () => {
    await insertBatchRow(database.pool, owner)
    await insertBatchRow(database.pool, owner)
    const batches = await call(hub, "GET /v1/batches?limit=1")
    for (const cursor of ["nonsense", batches.json.next_cursor, `${batches.json.next_cursor}=`]) {
      const { json } = await call(hub, `GET /v1/payouts?cursor=${cursor}`)
      expect(json.code).toBe("cursor_invalid")
    }
  })
})

describe("batches and payments", () => {
  test("a batch shows its counters, exactly", async () => {
    const id = await insertBatchRow(database.pool, owner, {
      currency: "IDR",
      pending_count: 1,
      pending_amount: "10000",
      success_count: 2,
      success_amount: "99999999999999999999.00",
      failed_count: 0,
      failed_amount: 0,
      cancelled_count: 0,
      cancelled_amount: 0,
    })
    const { json } = await call(hub, `GET /v1/batches/${idText("batch", id)}`)
    expect(json).toMatchObject({
      status: "processing",
      counters: {
        currency: "IDR",
        pending: { count: 1, value: "10000.00" },
        success: { count: 2, value: "99999999999999999999.00" },
      },
      history: [],
    })
    const list = await call(hub, "GET /v1/batches?status=processing&limit=1")
    expect(list.json.data[0].id).toBe(idText("batch", id))
  })

  test("a payment shows its charges, alone and in a list", async () => {
    const id = await insertPaymentRow(database.pool, owner, { reference: "invoice-1" })
    await database.pool.query(
      `insert into payment_charges
         (merchant_id, payment_id, provider_id, status, amount, currency, paid_at)
       values ($1, $2, 'charge-1', 'SUCCESS', 12.34, 'PHP', '2026-11-20T08:00:00Z')`,
      [owner.merchantId, id],
    )
    const charges = [
      {
        provider_id: "charge-1",
        status: "SUCCESS",
        amount: { value: "12.34", currency: "PHP" },
        paid_at: "2026-11-20T08:00:00.000Z",
      },
    ]
    const one = await call(hub, `GET /v1/payments/${idText("payment", id)}`)
    expect(one.json).toMatchObject({ charges, history: [] })
    const list = await call(hub, "GET /v1/payments?reference=invoice-1")
    expect(list.json.data).toMatchObject([{ id: idText("payment", id), charges }])
  })
})

describe("attention", () => {
  test("open items are listed unless closed ones are asked for", async () => {
    const row = {
      merchant_id: owner.merchantId,
      kind: "conflict",
      subject: "payout",
      advice: "ask_provider",
      detail: JSON.stringify({ told: "failed" }),
    }
    const open = await insertRow(database.pool, "attention_items", {
      ...row,
      id: newUuid(),
      subject_id: newUuid(),
    })
    const closed = await insertRow(database.pool, "attention_items", {
      ...row,
      id: newUuid(),
      subject_id: newUuid(),
      closed_at: "2026-11-20T08:00:00Z",
      closed_because: "read",
    })
    const ids = async (query: string) => {
      const { json } = await call(hub, `GET /v1/attention${query}`)
      return json.data.map((item: { id: string }) => item.id)
    }
    const [openId, closedId] = [idText("attention", open), idText("attention", closed)]
    expect(await ids("")).toEqual([openId])
    expect(await ids("?state=closed")).toEqual([closedId])
    expect(await ids("?state=all")).toEqual([closedId, openId])
  })

  test("what an item tells names messages, events and payouts as everything does", async () => {
    const [message, event, other] = [newUuid(), newUuid(), newUuid()]
    const detail = { message_id: message, event_id: event, other_payout: other, told: message }
    const id = await insertRow(database.pool, "attention_items", {
      ...{ merchant_id: owner.merchantId, kind: "name_conflict", subject: "payout" },
      ...{ id: newUuid(), subject_id: newUuid(), advice: "", detail: JSON.stringify(detail) },
      closed_at: "2026-11-20T08:00:00Z",
    })
    const item = await call(hub, `GET /v1/attention/${idText("attention", id)}`)
    expect(item.json.detail).toEqual({
      message_id: idText("message", message),
      event_id: idText("event", event),
      other_payout: idText("payout", other),
      told: message,
    })
  })
})
