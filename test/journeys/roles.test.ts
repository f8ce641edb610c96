import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { startHub, type RunningHub } from "../../src/app.ts"
import { readConfig } from "../../src/config.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import type { Role } from "../../src/roles.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf, SECRETS, webhookOf } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call } from "../support/test-hub.ts"

const KEY = "pd_the_key_of_this_journey"
const DIVIDED = ["receive", "settle", "deliver", "http", "reconcile"] as const

let database: TestDatabase
let endpoint: Receiver
const hubs = new Map<Role, RunningHub>()

beforeAll(async () => {
  database = await createTestDatabase()
  endpoint = await createReceiver()
  const config = readConfig({
    PORT: "0",
    DATA_DIR: "/nowhere",
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this journey",
    PAIDOUT_API_KEY: KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
  })
  const log = pino({ level: "silent" })
  for (const role of DIVIDED) hubs.set(role, await startHub(config, { log, roles: [role] }))
})
afterAll(async () => {
  for (const hub of hubs.values()) await hub.stop()
  await endpoint.close()
  await database.drop()
})

const urlOf = (role: Role) => hubs.get(role)?.url ?? ""

test("five processes with a role each are one hub: a webhook goes its whole way", async () => {
  const api = (target: string, body?: unknown) =>
    call({ url: urlOf("http") }, target, { key: KEY, ...(body === undefined ? {} : { body }) })
  const source = await api("POST /v1/sources", {
    ...{ name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
  })
  expect((await api("POST /v1/endpoints", { url: endpoint.url })).status).toBe(201)
  const event = sampleOf("xendit", "payout.succeeded") as PayoutEvent
  const told = { provider: "xendit", secrets: SECRETS["xendit"] ?? {} } as Parameters<
    typeof webhookOf
  >[0]
  const { headers, body } = webhookOf(told, event)
  const answer = await fetch(`${urlOf("receive")}/in/${source.json.id as string}`, {
    method: "POST",
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, values]) => [name, values.join(", ")]),
    ),
    body: Buffer.from(body),
  })
  expect(answer.status).toBe(200)
  const delivered = () => endpoint.requests.filter((each) => each.body.includes('"payout.paid"'))
  await expect.poll(delivered, { timeout: 20_000 }).not.toEqual([])
  const { json } = await api(`GET /v1/payouts?source_id=${source.json.id as string}`)
  expect(json.data).toMatchObject([{ provider_id: event.providerId, status: "paid" }])
})

test.each([
  ["receive", "POST", "/in/src_01jzzzzzzzzzzzzzzzzzzzzzzz"],
  ["http", "GET", "/v1/payouts"],
  ["http", "GET", "/openapi.json"],
  ["http", "GET", "/"],
  ["sandbox", "POST", "/sandbox/xendit/v2/payouts"],
] as const)(
  "without the role %s, %s %s is a 503 that says so, never a 404",
  async (role, ...to) => {
    const [method, target] = to
    for (const [own, hub] of hubs) {
      if (own === role) continue
      const answer = await fetch(hub.url + target, {
        method,
        ...(method === "POST" && { body: "{}" }),
      })
      expect(answer.status, `${own} ${target}`).toBe(503)
      expect(answer.headers.get("retry-after")).toBe("5")
      expect(answer.headers.get("content-type")).toBe("application/problem+json")
      const problem = (await answer.json()) as object
      expect(problem).toMatchObject({ code: "role_absent", retryable: true })
      expect(JSON.stringify(problem)).toContain(`role \\"${role}\\"`)
    }
  },
)

test("every process tells its health, its roles and their loops, and its metrics", async () => {
  const loops = new Map<Role, readonly string[]>([
    ["receive", []],
    ["settle", ["settle"]],
    ["deliver", ["deliver", "resend"]],
    ["http", []],
    ["reconcile", ["confirm", "poll", "presume", "report"]],
  ])
  for (const [role, { url }] of hubs) {
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${url}/metrics`)).text()).toContain("paidout_received_total")
    const ready = await fetch(`${url}/readyz`)
    expect(ready.status).toBe(200)
    const told = (await ready.json()) as { roles: string[]; loops: Record<string, string> }
    expect(told.roles).toEqual([role])
    expect(Object.keys(told.loops).toSorted()).toEqual(loops.get(role))
    expect(new Set(Object.values(told.loops))).toEqual(
      new Set(loops.get(role)?.length === 0 ? [] : ["running"]),
    )
  }
})
