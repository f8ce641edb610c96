import { afterAll, beforeAll, expect, test } from "vitest"

import { newUuid } from "../../src/ids.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let source_id: string
let readKey: string
let otherKey: string

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  source_id = await addSource()
  const read = await call(hub, "POST /v1/api-keys", { body: { name: "r", scopes: ["read"] } })
  readKey = read.json.key
  const other = await call(hub, "POST /v1/merchants", { body: { name: "another" } })
  otherKey = other.json.api_key.key
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

async function addSource(key?: string): Promise<string> {
  const source = await call(hub, "POST /v1/sources", {
    ...(key !== undefined && { key }),
    body: { name: "x", provider: "xendit", secrets: { callback_token: "t" } },
  })
  return source.json.id
}

function announce(body: unknown, options: Parameters<typeof call>[2] = {}) {
  return call(hub, "POST /v1/payouts", { ...options, body })
}

function payout(fields: object = {}) {
  const amount = { value: "275000", currency: "IDR" }
  return { source_id, reference: `order-${newUuid()}`, amount, ...fields }
}

test("one is answered with the payout as the ledger has it, and found again", async () => {
  const asked = payout({
    channel_code: "ID_BCA",
    description: "salary",
    metadata: { team: "blue" },
    destination: { account_number: "000000000099", account_holder_name: "Michael Chen" },
    estimated_arrival_at: "2026-11-22T00:00:00+07:00",
    created_at: "2026-11-21T10:00:00Z",
  })
  const answer = await announce(asked)
  expect(answer).toMatchObject({
    status: 201,
    json: {
      reference: asked.reference,
      provider: "xendit",
      provider_id: null,
      amount: { value: "275000.00", currency: "IDR" },
      status: "pending",
      certainty: "presumed",
      sequence: 1,
      channel_code: "ID_BCA",
      metadata: { team: "blue" },
      destination: { account_number: "**** 0099", account_holder_name: "M*** C***" },
      estimated_arrival_at: "2026-11-21T17:00:00.000Z",
      replaces: null,
    },
  })
  const again = await announce(asked)
  expect([again.status, again.json]).toEqual([200, answer.json])
  const whole = await call(hub, `GET /v1/payouts/${answer.json.id}`)
  expect(whole.json.history).toMatchObject([
    {
      via: "operator",
      wire_event: "announcement",
      occurred_at: "2026-11-21T10:00:00.000Z",
      note: expect.stringMatching(/^announced by key_/),
    },
  ])
})

test("many are answered in their order, all or none", async () => {
  const known = payout()
  await announce(known)
  const provider_id = `disb-${newUuid()}`
  const [one, two] = [payout(), { ...payout(), provider_id }]
  const bad = payout({ amount: { value: "1.234", currency: "IDR" } })
  const refused = await announce({ payouts: [one, two, bad] })
  expect(refused).toMatchObject({
    status: 422,
    json: { code: "announcement_invalid", index: 2, field: "amount.value" },
  })
  expect(refused.json.detail).toContain("payouts[2]")
  const made = await announce({ payouts: [one, known, two] })
  expect(made.status).toBe(201)
  expect(made.json.data.map((each: { reference: string }) => each.reference)).toEqual(
    [one, known, two].map(({ reference }) => reference),
  )
  expect(made.json.data[2].provider_id).toBe(provider_id)
  expect((await announce({ payouts: [two, one] })).status).toBe(200)
})

test("a body of another shape is refused, and says which field of which payout", async () => {
  const bad: readonly (readonly [unknown, string])[] = [
    [{ reference: "x" }, "source_id is missing; amount is missing"],
    [{ ...payout(), payouts: [payout()] }, "does not go beside payouts"],
    [
      { payouts: [payout(), payout({ amount: { value: 5, currency: "IDR" } })] },
      "payouts.1.amount",
    ],
    [{ payouts: [payout({ status: "paid" })] }, "payouts.0.status is not known"],
    [{ payouts: [] }, "payouts"],
    [{ payouts: [payout({ created_at: "2026-02-30T00:00:00Z" })] }, "created_at"],
    [{ payouts: [payout({ created_at: "9999-12-31T23:59:59-10:00" })] }, "created_at"],
    [{ payouts: Array.from({ length: 1_001 }, () => payout()) }, "payouts"],
    [payout({ reference: "a\u0000b" }), "reference"],
    [payout({ replaces: "po_nonsense" }), "replaces"],
  ]
  for (const [body, what] of bad) {
    const answer = await announce(body)
    expect([answer.status, answer.json.code]).toEqual([400, "request_invalid"])
    expect(answer.json.detail).toContain(what)
  }
})

test.each([
  [40, 422, "announcement_invalid"],
  [3_900, 400, "request_invalid"],
  [500_000, 400, "request_invalid"],
])("metadata of %i levels is refused, whatever a body may hold", async (levels, status, code) => {
  const asked = payout()
  const nested = `"metadata":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`
  const answer = await fetch(`${hub.url}/v1/payouts`, {
    method: "POST",
    headers: {
      ...{ authorization: `Bearer ${FIRST_API_KEY}`, "content-type": "application/json" },
      "idempotency-key": newUuid(),
    },
    body: JSON.stringify(asked).replace(/\}$/, `,${nested}}`),
  })
  expect(answer.status).toBe(status)
  expect(await answer.json()).toMatchObject({ code, detail: expect.stringContaining("levels") })
  const list = await call(hub, `GET /v1/payouts?reference=${asked.reference}`)
  expect([list.status, list.json.data]).toEqual([200, []])
})

test("another amount is a conflict that names the payout", async () => {
  const asked = payout()
  const { json } = await announce(asked)
  const answer = await announce({ ...asked, amount: { value: "1", currency: "IDR" } })
  expect(answer).toMatchObject({
    status: 409,
    json: {
      code: "announcement_conflict",
      index: 0,
      payout_id: json.id,
      amount: { value: "275000.00", currency: "IDR" },
    },
  })
})

test("announcing takes the scope write, and its Idempotency-Key answers again", async () => {
  expect((await announce(payout(), { key: readKey })).json.code).toBe("forbidden")
  const headers = { "idempotency-key": newUuid() }
  const asked = payout()
  const first = await announce(asked, { headers })
  const second = await announce(asked, { headers })
  expect(second.status).toBe(201)
  expect(second.headers.get("idempotent-replayed")).toBe("true")
  expect(second.json).toEqual(first.json)
})

test("a merchant announces for its own sources, and replaces its own payouts only", async () => {
  const mine = await announce(payout())
  expect((await announce(payout(), { key: otherKey })).json).toMatchObject({
    code: "announcement_invalid",
    field: "source_id",
  })
  const theirs = { ...payout(), source_id: await addSource(otherKey) }
  const stolen = await announce({ ...theirs, replaces: mine.json.id }, { key: otherKey })
  expect(stolen.json).toMatchObject({ code: "announcement_invalid", field: "replaces" })
  // The same names at another merchant are another payout's.
  const same = await announce({ ...theirs, reference: mine.json.reference }, { key: otherKey })
  expect(same.status).toBe(201)
  expect(same.json.id).not.toBe(mine.json.id)
  expect((await call(hub, `GET /v1/payouts/${same.json.id}`)).status).toBe(404)
})

test("each call is one entry of the audit log", async () => {
  const { json } = await announce({ payouts: [payout(), payout()] })
  const ids = json.data.map(({ id }: { id: string }) => id)
  const { rows } = await database.pool.query(
    "select actor, after from audit_log where action = 'payout.announce' and object = $1",
    [ids[0]],
  )
  expect(rows).toMatchObject([
    { actor: expect.stringMatching(/^key_/), after: { count: 2, made: 2, payouts: ids } },
  ])
})

test("a thousand with all that can be told of them are one call", async ({ annotate }) => {
  const destination = { account_number: "000000000099", account_holder_name: "Michael Chen" }
  const many = Array.from({ length: 1_000 }, () =>
    payout({ destination, metadata: { note: "x".repeat(1_000) }, description: "y".repeat(500) }),
  )
  const begun = performance.now()
  const { status, json } = await announce({ payouts: many })
  expect([status, json.data?.length]).toEqual([201, 1_000])
  await annotate(`1,000 payouts announced over HTTP in ${Math.round(performance.now() - begun)} ms`)
})
