import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { pino } from "pino"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { startHub, type RunningHub } from "../../src/app.ts"
import { readConfig } from "../../src/config.ts"
import { ATTENTION_KINDS } from "../../src/payout/attention.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { declaredMetrics } from "../support/declared-metrics.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call } from "../support/test-hub.ts"

const API_KEY = "pd_the_key_of_this_test"
const TOKEN = "a-callback-token-of-this-test"

let database: TestDatabase
let folder: string
let hub: RunningHub
let healthy: Receiver
let broken: Receiver
const lines: Record<string, unknown>[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(path.join(tmpdir(), "paidout-observability-"))
  healthy = await createReceiver()
  broken = await createReceiver()
  const config = readConfig({
    PORT: "0",
    DATA_DIR: folder,
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this database",
    PAIDOUT_API_KEY: API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
  })
  const log = pino(
    { level: "info" },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  )
  hub = await startHub(config, { log })
})
afterAll(async () => {
  await hub.stop()
  await healthy.close()
  await broken.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function api(target: string, body?: unknown) {
  const answer = await call(hub, target, { key: API_KEY, body })
  if (answer.status >= 300) throw new Error(answer.text)
  return answer.json
}

interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What Prometheus would read. */
async function scrape(): Promise<{ types: ReadonlyMap<string, string>; samples: Sample[] }> {
  const { text, headers } = await call(hub, "GET /metrics", { key: null })
  expect(headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/)
  const types = new Map<string, string>()
  const samples: Sample[] = []
  for (const line of text.split("\n")) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? []
    if (name !== undefined) types.set(name, type ?? "")
    const [, sample, labels, value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (sample === undefined) continue
    const pairs = [...(labels ?? "").matchAll(/(\w+)="([^"]*)"/g)]
    samples.push({
      name: sample,
      labels: Object.fromEntries(pairs.map(([, key = "", text = ""]) => [key, text])),
      value: Number(value),
    })
  }
  return { types, samples }
}

async function valueOf(name: string, labels: Record<string, string> = {}): Promise<number> {
  const { samples } = await scrape()
  const found = samples.filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )
  return found.reduce((sum, { value }) => sum + value, 0)
}

describe("a webhook on its way", () => {
  const slowMs = 300
  let sentAtMs: number
  let endpoints: readonly { id: string }[]

  beforeAll(async () => {
    const source = await api("POST /v1/sources", {
      name: "Xendit",
      provider: "xendit",
      secrets: { callback_token: TOKEN },
    })
    endpoints = [
      await api("POST /v1/endpoints", { url: `${healthy.url}/hooks` }),
      await api("POST /v1/endpoints", {
        url: `${broken.url}/hooks/T0KEN?key=query-secret`,
        settings: { retry_delays_ms: [3_600_000] },
      }),
    ]
    broken.requests.length = 0
    await api("POST /v1/endpoints", { url: `${healthy.url}/other`, event_types: ["batch.*"] })
    healthy.answer = (_, response) => void setTimeout(() => response.end(), slowMs)
    broken.answer = (_, response) => void response.writeHead(500).end("no")
    const body = {
      event: "payout.succeeded",
      created: "2026-03-02T09:00:02.000Z",
      data: {
        ...{ id: "disb-1", reference_id: "salary-1", status: "SUCCEEDED", amount: 275_000 },
        ...{ currency: "IDR", channel_code: "ID_BCA", updated: "2026-03-02T09:00:01.000Z" },
      },
    }
    const send = (token: string) =>
      fetch(source.receive_url as string, {
        method: "POST",
        headers: { "x-callback-token": token },
        body: JSON.stringify(body),
      })
    await send("guessed")
    healthy.requests.length = 0
    sentAtMs = performance.now()
    await send(TOKEN)
  })

  test("reaches both endpoints", async () => {
    await expect.poll(() => healthy.requests.length).toBe(1)
    await expect.poll(() => broken.requests.length).toBe(1)
  })

  test("is measured at every stage", async () => {
    await expect.poll(() => valueOf("paidout_attempts_total")).toBe(2)
    expect(await valueOf("paidout_received_total", { outcome: "accepted" })).toBe(1)
    expect(await valueOf("paidout_refused_total", { provider: "xendit" })).toBe(1)
    expect(await valueOf("paidout_receive_seconds_count")).toBe(2)
    expect(await valueOf("paidout_settle_wait_seconds_count")).toBe(1)
    expect(await valueOf("paidout_settle_seconds_count")).toBe(1)
    expect(await valueOf("paidout_deliver_wait_seconds_count", { kind: "fresh" })).toBe(2)
    expect(await valueOf("paidout_attempt_seconds_count")).toBe(2)
    expect(await valueOf("paidout_attempts_total", { cause: "status" })).toBe(1)
    expect(await valueOf("paidout_deliveries_total", { outcome: "delivered" })).toBe(1)
  })

  test("is measured from its receipt to the endpoint that accepted it", async () => {
    expect(await valueOf("paidout_webhook_to_delivery_seconds_count")).toBe(1)
    const seconds = await valueOf("paidout_webhook_to_delivery_seconds_sum")
    expect(seconds * 1_000).toBeGreaterThanOrEqual(slowMs)
    expect(seconds * 1_000).toBeLessThan(performance.now() - sentAtMs)
  })

  test("shows in the queues, and the endpoint that fails among the endpoints", async () => {
    await expect.poll(() => valueOf("paidout_endpoints", { state: "failing" })).toBe(1)
    expect(await valueOf("paidout_endpoints", { state: "active" })).toBe(2)
    expect(await valueOf("paidout_endpoints", { state: "disabled" })).toBe(0)
    expect(await valueOf("paidout_due_deliveries")).toBe(1)
    expect(await valueOf("paidout_due_oldest_seconds")).toBe(0)
    expect(await valueOf("paidout_parked_messages", { state: "quarantined" })).toBe(1)
    expect(await valueOf("paidout_attention_open", { kind: "quarantined" })).toBe(1)
    for (const kind of ATTENTION_KINDS) {
      expect(await valueOf("paidout_attention_open", { kind })).toBeGreaterThanOrEqual(0)
    }
    // Held by the worker that lives, so that nothing is sent meanwhile.
    await database.pool.query(
      `update due_deliveries set due_at = paidout_now() - interval '1 hour',
         claimed_by = (select id from workers limit 1), claimed_at = paidout_now()`,
    )
    expect(await valueOf("paidout_due_oldest_seconds")).toBeGreaterThanOrEqual(3_599)
    await api(`POST /v1/endpoints/${endpoints[1]?.id}/disable`)
    expect(await valueOf("paidout_endpoints", { state: "disabled" })).toBe(1)
    expect(await valueOf("paidout_due_oldest_seconds")).toBe(0)
  })

  test("leaves one line for the attempt that failed, without path, query and body", async () => {
    const attempts = lines.filter(({ msg }) => msg === "attempt")
    expect(attempts).toHaveLength(1)
    const { time: _time, pid: _pid, hostname: _hostname, ...line } = attempts[0] ?? {}
    const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_`)) as string
    const number = expect.any(Number) as number
    expect(line).toEqual({
      ...{ level: 30, msg: "attempt" },
      ...{ merchant: id("mer"), endpoint: endpoints[1]?.id, delivery: id("dlv"), event: id("evt") },
      ...{ message: null, attempt: id("att"), traceId: null, spanId: null },
      ...{ type: "payout.paid", wireEvent: null, format: expect.stringMatching(/^paidout:/) },
      ...{ tries: 1, trigger: "automatic", bulk: false, host: new URL(broken.url).host },
      ...{ outcome: "failure", status: 500, cause: "status", responseBytes: 2 },
      ...{ error: "The endpoint answered 500.", durationMs: number, waitedMs: number },
      ...{ state: "retrying", retryInMs: number },
    })
    expect(JSON.stringify(lines)).not.toMatch(/T0KEN|query-secret|whsec_|a-callback-token/)
  })
})

test("a running hub has the metrics that are declared, and no other", async () => {
  const { types } = await scrape()
  expect(Object.fromEntries(types)).toEqual(
    Object.fromEntries(declaredMetrics().map(({ name, type }) => [name, type])),
  )
})
