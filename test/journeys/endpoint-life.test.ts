import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { startHub, type RunningHub } from "../../src/app.ts"
import { readConfig } from "../../src/config.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { payoutStory, toldBy } from "../support/delivering-hub.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call, FIRST_API_KEY } from "../support/test-hub.ts"

const TOKEN = "xendit-callback-token-0001"

let folder: string
let database: TestDatabase
let sink: Receiver
const running: RunningHub[] = []

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "paidout-life-"))
  database = await createTestDatabase()
  sink = await createReceiver()
})
afterAll(async () => {
  for (const hub of running) await hub.stop()
  await sink.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<RunningHub> {
  const config = readConfig({
    PORT: "0",
    DATA_DIR: path.join(folder, "data"),
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this database",
    PAIDOUT_API_KEY: FIRST_API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
  })
  const hub = await startHub(config, { log: pino({ level: "silent" }) })
  running.push(hub)
  return hub
}

test("an endpoint fails for days, is disabled, is mended and enabled, and gets on in order", async () => {
  const hub = await start()
  const { json: source } = await call(hub, "POST /v1/sources", {
    body: { name: "Xendit", provider: "xendit", secrets: { callback_token: TOKEN } },
  })
  const settings = { disable_after_hours: 24, retry_delays_ms: Array<number>(100).fill(1_000) }
  const { json: endpoint } = await call(hub, "POST /v1/endpoints", {
    body: { url: sink.url, ordering: "payout", settings },
  })
  const shown = async () => (await call(hub, `GET /v1/endpoints/${endpoint.id}`)).json
  const states = async () => {
    const { json } = await call(hub, `GET /v1/deliveries?endpoint_id=${endpoint.id}`)
    return json.data.map((each: { state: string }) => each.state).toReversed() as string[]
  }
  async function tell(event: PayoutEvent | undefined) {
    const secrets = { callback_token: [TOKEN] }
    const webhook = event && findProvider("xendit")?.encode(event, secrets)
    if (!webhook) throw new Error("Xendit has no words for it")
    const { headers } = webhook
    const body = new Uint8Array(webhook.body)
    expect((await fetch(source.receive_url, { method: "POST", headers, body })).status).toBe(200)
  }

  const story = payoutStory()
  sink.answer = (_, response) => void response.writeHead(503).end()
  await tell(story[0])
  await expect.poll(states).toEqual(["retrying"])
  await tell(story[1])
  await expect.poll(states).toEqual(["retrying", "queued"])
  await database.pool.query("update clock set ahead = interval '25 hours'")
  const lastFailedAt = async () => Date.parse((await shown()).last_failure.at as string)
  const since = Date.parse((await shown()).failing_since as string)
  await expect.poll(async () => (await lastFailedAt()) - since).toBeGreaterThan(24 * 3_600_000)

  await start()
  await expect.poll(shown).toMatchObject({ state: "disabled", disabled_reason: "failing" })
  const { json: attention } = await call(hub, "GET /v1/attention?kind=endpoint_disabled")
  expect(attention.data).toMatchObject([{ kind: "endpoint_disabled", subject_id: endpoint.id }])
  await tell(story[2])
  await expect.poll(states).toEqual(["retrying", "queued", "missed"])

  sink.requests.length = 0
  sink.answer = (_, response) => void response.end()
  await call(hub, `POST /v1/endpoints/${endpoint.id}/enable`, { body: {} })
  await tell(story[3])
  await expect.poll(states).toEqual(["delivered", "delivered", "missed", "delivered"])
  expect(sink.requests.map((request) => toldBy(request).sequence)).toEqual([1, 2, 4])
  expect((await call(hub, "GET /v1/attention?kind=endpoint_disabled")).json.data).toEqual([])
})
