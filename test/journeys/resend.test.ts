import { PassThrough } from "node:stream"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { capturedTerminal, type CapturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"
import { call, type Answer } from "../support/test-hub.ts"

const KEY = "pd_key_of_the_resend_journey"
const TOKEN = "token-of-the-resend-journey"

let database: TestDatabase
let hub: StartedHub
let receiver: Receiver
let endpointId: string
let from: string

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await startHubProcess(undefined, {
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of the resend journey",
    PAIDOUT_API_KEY: KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
  })
  await paidout("source", "add", "xendit", "--secret", `callback_token=${TOKEN}`)
}, 60_000)
afterAll(async () => {
  await hub.remove()
  await database.drop()
})

beforeEach(async () => {
  receiver = await createReceiver()
  const { json } = await api("POST /v1/endpoints", { url: receiver.url })
  endpointId = json.id
  receiver.requests.length = 0
  from = new Date().toISOString()
})
afterEach(async () => {
  await api(`DELETE /v1/endpoints/${endpointId}`)
  await receiver.close()
})

function api(target: string, body?: unknown, headers = {}): Promise<Answer> {
  return call(hub, target, { key: KEY, headers, ...(body === undefined ? {} : { body }) })
}

function terminalOf(screen?: NodeJS.WritableStream): CapturedTerminal {
  const environment = { ...hub.environment, PAIDOUT_API_KEY: KEY }
  return capturedTerminal({ environment, ...(screen === undefined ? {} : { screen }) })
}

/** Runs a command that must succeed; returns what it wrote. */
async function paidout(...words: readonly string[]): Promise<string> {
  const terminal = terminalOf()
  expect(await run(words, terminal), `${words.join(" ")}: ${terminal.errors()}`).toBe(0)
  return terminal.output()
}

/** Payouts that nobody was told of: they became known while the endpoint was disabled. */
async function miss(count: number): Promise<void> {
  await api(`POST /v1/endpoints/${endpointId}/disable`)
  await paidout(
    ...["trigger", "xendit", "payout.succeeded", "--secret", `callback_token=${TOKEN}`],
    ...["--count", String(count)],
  )
  await expect.poll(() => countOf("missed")).toBe(count)
  await api(`POST /v1/endpoints/${endpointId}/enable`)
}

async function countOf(state: string): Promise<number> {
  const { json } = await api(
    `GET /v1/deliveries?endpoint_id=${endpointId}&state=${state}&limit=100`,
  )
  return json.data.length
}

async function untilEnded(id: string): Promise<Answer["json"]> {
  await expect.poll(async () => (await api(`GET /v1/resends/${id}`)).json.finished_at).toBeTruthy()
  return (await api(`GET /v1/resends/${id}`)).json
}

test("everything that an endpoint never got is one call", async () => {
  await miss(25)
  const begun = await api(`POST /v1/endpoints/${endpointId}/resend-missed`, {})
  expect(begun.status).toBe(202)
  expect(begun.json).toMatchObject({
    id: expect.stringMatching(/^rsd_/),
    filter: { endpoint_id: endpointId, never_delivered: true },
    total: 25,
  })
  expect(await untilEnded(begun.json.id)).toMatchObject({
    ...{ state: "done", requeued: 25, sent: 25, delivered: 25, failed: 0, skipped: 0 },
  })
  const ids = receiver.requests.map(({ headers }) => headers["webhook-id"])
  expect(new Set(ids).size).toBe(25)
  expect(ids).toHaveLength(25)
  expect(await countOf("delivered")).toBe(25)

  const again = await api(`POST /v1/endpoints/${endpointId}/resend-missed`, {})
  expect(await untilEnded(again.json.id)).toMatchObject({ total: 0, requeued: 0, state: "done" })
})

test("a filter is counted, begun once per Idempotency-Key, listed and audited", async () => {
  await miss(3)
  const filter = { endpoint_id: endpointId, state: ["missed"], type: "payout.*" }
  const counted = await api("POST /v1/deliveries/resend", { filter, dry_run: true })
  expect(counted).toMatchObject({ status: 200, json: { total: 3 } })
  expect(receiver.requests).toEqual([])

  const once = { "idempotency-key": `resend ${endpointId}` }
  const [first, second] = [
    await api("POST /v1/deliveries/resend", { filter }, once),
    await api("POST /v1/deliveries/resend", { filter }, once),
  ]
  expect(second?.json.id).toBe(first?.json.id)
  await untilEnded(first?.json.id)
  expect(receiver.requests).toHaveLength(3)

  const listed = await api("GET /v1/resends?limit=1")
  expect(listed.json.data).toMatchObject([
    { id: first?.json.id, filter: { ...filter, type: ["payout.*"] } },
  ])
  const { rows } = await database.pool.query(
    "select action, after from audit_log where object = $1 order by id",
    [first?.json.id],
  )
  expect(rows).toEqual([
    { action: "resend.start", after: { total: 3, filter: { ...filter, type: ["payout.*"] } } },
  ])
})

test.each([
  { title: "an empty filter", body: { filter: {} }, code: "resend_filter_empty" },
  { title: "no filter", body: {}, code: "request_invalid" },
  { title: "an unknown field", body: { filter: { status: "paid" } }, code: "request_invalid" },
  { title: "a state of the queue", body: { filter: { state: "queued" } }, code: "request_invalid" },
  { title: "no such type", body: { filter: { type: "payout.x" } }, code: "event_type_unknown" },
  {
    title: "a time that is none",
    body: { filter: { created_after: "2026-02-30T00:00:00Z" } },
    code: "request_invalid",
  },
  {
    title: "another merchant's endpoint",
    body: { filter: { endpoint_id: "ep_01jd5zj8rve5xbzxwn4hqy3n6c" } },
    code: "not_found",
  },
])("$title is refused with its code", async ({ body, code }) => {
  expect((await api("POST /v1/deliveries/resend", body)).json.code).toBe(code)
})

test("a disabled endpoint is not resent to, and a resend that ended is not cancelled", async () => {
  await miss(1)
  const begun = await api(`POST /v1/endpoints/${endpointId}/resend-missed`, {})
  await untilEnded(begun.json.id)
  expect((await api(`POST /v1/resends/${begun.json.id}/cancel`, {})).json.code).toBe("conflict")
  await api(`POST /v1/endpoints/${endpointId}/disable`)
  const refused = await api(`POST /v1/endpoints/${endpointId}/resend-missed`, {})
  expect(refused).toMatchObject({ status: 409, json: { code: "endpoint_disabled" } })
  const unknown = await api("GET /v1/resends/rsd_01jd5zj8rve5xbzxwn4hqy3n6c")
  expect(unknown.json.code).toBe("not_found")
})

test("a resend is cancelled: what is being sent finishes, the rest stays missed", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  receiver.answer = async (_request, response) => {
    await released
    response.end()
  }
  await api(`PATCH /v1/endpoints/${endpointId}`, { settings: { concurrency: 1 } })
  await miss(20)
  const begun = await api(`POST /v1/endpoints/${endpointId}/resend-missed`, {})
  await expect.poll(() => receiver.requests.length).toBe(1)
  const cancelled = await paidout("resend", "cancel", begun.json.id)
  expect(cancelled).toContain("is cancelled")
  await expect.poll(() => countOf("missed")).toBe(19)
  release()
  expect(await untilEnded(begun.json.id)).toMatchObject({
    ...{ state: "cancelled", delivered: 1, withdrawn: 19, waiting: 0 },
  })
  const { rows } = await database.pool.query(
    "select action from audit_log where object = $1 order by id",
    [begun.json.id],
  )
  expect(rows).toEqual([{ action: "resend.start" }, { action: "resend.cancel" }])
  expect(receiver.requests).toHaveLength(1)
})

test("a delivery whose body was pruned is told again from the ledger, byte for byte", async () => {
  await miss(1)
  await untilEnded((await api(`POST /v1/endpoints/${endpointId}/resend-missed`, {})).json.id)
  await database.pool.query("delete from event_bodies")
  await database.pool.query("update messages set body_sealed = null")
  const { json } = await api(`GET /v1/deliveries?endpoint_id=${endpointId}`)
  const [{ id }] = json.data
  expect(await paidout("resend", id)).toBe(`${id} is queued again.\n`)
  await expect.poll(() => receiver.requests.length).toBe(2)
  const [first, second] = receiver.requests
  expect(second?.body).toBe(first?.body)
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"])
})

test("a delivery that cannot be told again ends exhausted, and its attempt says why", async () => {
  await miss(1)
  await database.pool.query("delete from event_bodies")
  await database.pool.query("delete from history")
  const { json } = await api(`GET /v1/deliveries?endpoint_id=${endpointId}`)
  const [{ id }] = json.data
  await paidout("resend", id)
  await expect
    .poll(async () => (await api(`GET /v1/deliveries/${id}`)).json.state)
    .toBe("exhausted")
  const [attempt] = (await api(`GET /v1/deliveries/${id}`)).json.attempts
  expect(attempt).toMatchObject({ cause: "unreadable", error: expect.stringContaining("pruned") })
  expect(receiver.requests).toEqual([])
})

test("the command line counts, resends and watches; without a terminal in plain lines", async () => {
  await miss(12)
  const words = ["resend", "--endpoint", endpointId, "--missed", "--from", from]
  expect(await paidout(...words, "--dry-run")).toBe("12 to resend.\n")
  const terminal = terminalOf()
  expect(await run(words, terminal)).toBe(0)
  expect(terminal.errors()).toMatch(/^rsd_\w+: 12 to resend. Ctrl-C stops watching.\n$/)
  expect(terminal.output()).toBe("12 of 12 sent: 12 delivered.\n")
  const [{ id }] = (await api("GET /v1/resends?limit=1")).json.data
  // All are sent; that it is done is written by the resend's next step.
  await expect.poll(() => paidout("resend", "show", id)).toMatch(/state +done/)
  expect(await paidout("resend", "list", "--state", "done", "--limit", "1")).toContain(id)
  const shown = JSON.parse(await paidout("resend", "show", id, "--json")) as object
  expect(shown).toMatchObject({ id, delivered: 12 })
})

test("on a terminal a bar shows how far it has come", async () => {
  await miss(5)
  const screen = Object.assign(new PassThrough(), { isTTY: true, columns: 120 })
  let drawn = ""
  screen.on("data", (chunk: Buffer) => (drawn += chunk.toString("utf8")))
  const terminal = terminalOf(screen)
  expect(await run(["resend", "--endpoint", endpointId, "--state", "missed"], terminal)).toBe(0)
  expect(drawn).toContain("5 of 5 sent: 5 delivered")
  expect(drawn).toContain("100 %")
})

test("Ctrl-C stops watching, says how to look again and how to cancel, and cancels nothing", async () => {
  receiver.answer = () => {}
  await miss(3)
  const terminal = terminalOf()
  const watching = run(["resend", "--endpoint", endpointId, "--missed"], terminal)
  await expect.poll(() => receiver.requests.length).toBe(3)
  terminal.interrupt()
  expect(await watching).toBe(1)
  const [, id] = /(rsd_\w+) goes on/.exec(terminal.errors()) ?? []
  expect(terminal.errors()).toContain(`paidout resend show ${id}`)
  expect(terminal.errors()).toContain(`paidout resend cancel ${id}`)
  expect((await api(`GET /v1/resends/${id}`)).json.state).toBe("running")
})

test("what fails is left to the endpoint's retries, and the command says so", async () => {
  receiver.answer = (_request, response) => void response.writeHead(500).end()
  await miss(2)
  const out = await paidout("resend", "--endpoint", endpointId, "--missed")
  expect(out).toContain("0 of 2 sent: 0 delivered, 2 retrying.")
  expect(out).toMatch(/Retries follow the endpoint's schedule: paidout resend show rsd_/)

  await api(`PATCH /v1/endpoints/${endpointId}`, { settings: { retry_delays_ms: [] } })
  await miss(1)
  const terminal = terminalOf()
  expect(
    await run(["resend", "--endpoint", endpointId, "--missed", "--from", from], terminal),
  ).toBe(1)
  expect(terminal.errors()).toContain("1 could not be delivered.")
})

test("wrong usage is refused before anything is sent", async () => {
  for (const words of [
    ["resend"],
    ["resend", "--from", "yesterday"],
    ["resend", "dlv_01jd5zj8rve5xbzxwn4hqy3n6c", "--missed"],
  ]) {
    expect(await run(words, terminalOf()), words.join(" ")).toBe(2)
  }
})
