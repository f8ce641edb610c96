import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { startHub } from "../../src/app.ts"
import { readConfig } from "../../src/config.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"
import { call, FIRST_API_KEY } from "../support/test-hub.ts"
import type { Source } from "../../src/merchants/source.ts"

let database: TestDatabase
let sink: Receiver
const hubs: StartedHub[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  sink = await createReceiver()
})
afterAll(async () => {
  for (const hub of hubs) await hub.remove()
  await sink.close()
  await database.drop()
})

async function start(sandbox: "on" | "off"): Promise<StartedHub> {
  const hub = await startHubProcess(undefined, {
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this journey",
    PAIDOUT_API_KEY: FIRST_API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    SANDBOX: sandbox,
  })
  hubs.push(hub)
  return hub
}

const clock = async (hub: StartedHub) => (await call(hub, "GET /v1/sandbox/clock")).json

test("a hub that is killed in the middle of a walk leaves a clock that goes on", async () => {
  const killed = await start("on")
  const { json: source } = await call(killed, "POST /v1/sources", {
    body: { name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
  })
  await call(killed, "POST /v1/endpoints", { body: { url: sink.url, dialect: "xendit" } })
  sink.requests.length = 0
  // The third try hangs, and with it the stop.
  sink.answer = (_, response) => {
    if (sink.requests.length !== 3) response.writeHead(500).end()
  }
  const secrets = SECRETS["xendit"] ?? {}
  const event = sampleOf("xendit", "v3_payout.succeeded")
  const { headers, body } = webhookOf({ provider: "xendit", secrets } as Source, event)
  const sent = await fetch(source.receive_url as string, {
    method: "POST",
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, [value]]) => [name, value ?? ""]),
    ),
    body: new Uint8Array(body),
  })
  expect(sent.status).toBe(200)
  const walk = call(killed, "POST /v1/sandbox/clock", { body: { advance: "30h" } }).catch(
    () => "cut off",
  )
  await expect.poll(() => sink.requests.length).toBe(3)
  await killed.end("SIGKILL")
  expect(await walk).toBe("cut off")

  const next = await start("on")
  const before = (await clock(next)).ahead_seconds as number
  // The first retry is 15 minutes after the first try, the second 45 minutes after that.
  expect(before).toBeGreaterThan(0.9 * 60 * 60 - 60)
  expect(before).toBeLessThan(1.1 * 60 * 60 + 60)
  sink.answer = (_, response) => void response.end()
  await expect.poll(() => sink.requests.length, { timeout: 15_000 }).toBe(4)
  const went = await call(next, "POST /v1/sandbox/clock", { body: { advance: "1h" } })
  expect(went.json).toMatchObject({ reached: true })
  expect(went.json.ahead_seconds - before).toBeGreaterThan(3_500)
  expect(sink.requests).toHaveLength(4)
}, 60_000)

test("where the sandbox is off there is no clock to read or to move", async () => {
  const hub = await start("off")
  const { rows } = await database.pool.query("select ahead from clock")
  for (const [target, body] of [
    ["GET /v1/sandbox/clock", undefined],
    ["POST /v1/sandbox/clock", { advance: "1h" }],
  ] as const) {
    const answer = await call(hub, target, body === undefined ? {} : { body })
    expect(answer.status).toBe(404)
    expect(answer.json.code).toBe("sandbox_off")
  }
  expect((await database.pool.query("select ahead from clock")).rows).toEqual(rows)
  const told = await hub.paidout("sandbox", "clock")
  expect(told.exit).toBe(1)
  expect(told.errors).toContain("SANDBOX=on")
}, 60_000)

test("a hub without a sandbox says that one has moved its database's clock", async () => {
  const lines: string[] = []
  const log = pino({ level: "error" }, { write: (line: string) => void lines.push(line) })
  const environment = {
    PORT: "0",
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this journey",
    PAIDOUT_API_KEY: FIRST_API_KEY,
  }
  for (const [ahead, told] of [
    ["30 days", [30 * 24 * 60 * 60]],
    ["0", []],
  ] as const) {
    await database.pool.query("update clock set ahead = $1::interval", [ahead])
    lines.length = 0
    const hub = await startHub(readConfig(environment), { log })
    await hub.stop()
    expect(lines.map((line) => JSON.parse(line).ahead_seconds)).toEqual(told)
  }
})

test("while one hub moves the clock, another on the same database is refused", async () => {
  const [one, other] = await Promise.all([start("on"), start("on")])
  const holder = await database.pool.connect()
  await holder.query("select pg_advisory_lock(hashtext('paidout.sandbox_clock'))")
  for (const hub of [one, other]) {
    const refused = await call(hub, "POST /v1/sandbox/clock", { body: { advance: "1h" } })
    expect(refused.json.code).toBe("conflict")
  }
  // Its connection is lost, as with a process that dies.
  holder.release(true)
  const move = async () => call(other, "POST /v1/sandbox/clock", { body: { advance: "1h" } })
  await expect.poll(async () => (await move()).status).toBe(200)
}, 60_000)
