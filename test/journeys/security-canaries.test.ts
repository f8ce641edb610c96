import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import http from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { Writable } from "node:stream"
import { trace } from "@opentelemetry/api"
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { startHub, type RunningHub } from "../../src/app.ts"
import { readConfig } from "../../src/config.ts"
import { createLog } from "../../src/log.ts"
import { canariesIn, canariesInFiles, newCanary, type Canaries } from "../support/canaries.ts"
import { createMailServer, type MailServer } from "../support/mail-server.ts"
import { call, type Answer } from "../support/test-hub.ts"

const NAMES = [
  ...["apiKey", "otherKey", "wrongKey", "secretKey", "smtpPassword", "databasePassword"],
  ...["pivotKey", "pivotSecret", "xenditToken", "xenditKey", "adyenKey", "basicPassword"],
  ...["wrongToken", "endpointSecret", "endpointPassword", "endpointPath", "proxyToken"],
] as const
const PERSONAL = ["accountNumber", "holderName"] as const
const make = (names: readonly string[]): Canaries =>
  Object.fromEntries(names.map((name) => [name, newCanary(name)]))
const secrets = make(NAMES)
const personal = make(PERSONAL)
const of = (name: (typeof NAMES)[number] | (typeof PERSONAL)[number]) =>
  secrets[name] ?? personal[name] ?? ""

let folder: string
let hub: RunningHub
let echo: http.Server
let mailServer: MailServer
let logged = ""
const exporter = new InMemorySpanExporter()
/** What was answered, but for the answers that are meant to hold a secret. */
const answers: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "paidout-canaries-"))
  trace.setGlobalTracerProvider(
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
  echo = await startEcho()
  mailServer = await createMailServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ password }, _session, done) =>
      done(new Error(`535 wrong: ${password} ${Buffer.from(password ?? "").toString("base64")}`)),
  })
  hub = await startHub(
    readConfig({
      PORT: "0",
      DATA_DIR: path.join(folder, "data"),
      PAIDOUT_API_KEY: of("apiKey"),
      PAIDOUT_SECRET_KEY: of("secretKey"),
      SMTP_URL: `smtp://user:${encodeURIComponent(of("smtpPassword"))}@127.0.0.1:${mailServer.port}?ignoreTLS=true`,
      LOG_ATTEMPTS: "all",
    }),
    { log: capturedLog() },
  )
}, 120_000)
afterAll(async () => {
  await hub?.stop()
  trace.disable()
  await mailServer.close()
  echo.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The hub's own log, at its finest, but into this process. */
function capturedLog() {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  return createLog("trace", stream)
}

/** Answers everything with what it was sent, and never well. */
async function startEcho(): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => (body += text))
    request.on("end", () => {
      const told = JSON.stringify({ url: request.url, headers: request.headers, body })
      response.writeHead(isTest(body) ? 200 : 500, { "x-echo": told.slice(0, 4_000) })
      response.end(told)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return server
}

/** Only so does an endpoint get registered. */
let taking = true
const isTest = (_body: string) => taking

async function api(target: string, body?: unknown, key: string | null = of("apiKey")) {
  const answer: Answer = await call(hub, target, { key, ...(body !== undefined && { body }) })
  answers.push(`${target}: ${answer.text} ${JSON.stringify([...answer.headers])}`)
  return answer
}

async function tell(url: string, headers: Record<string, string>, body: unknown): Promise<number> {
  const answer = await fetch(`${hub.url}${new URL(url).pathname}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-proxy-token": of("proxyToken"), ...headers },
    body: JSON.stringify(body),
  })
  answers.push(`${url}: ${await answer.text()}`)
  return answer.status
}

describe("with secrets that can be told from any other text", () => {
  test("everything is done, and fails", { timeout: 90_000 }, async () => {
    const { port } = echo.address() as AddressInfo
    const base = `http://127.0.0.1:${port}`
    const sources = {
      pivot: await api("POST /v1/sources", {
        name: "p",
        provider: "pivot",
        secrets: { callback_api_key: of("pivotKey") },
        credentials: { merchant_id: "m", merchant_secret: of("pivotSecret") },
        settings: { base_url: base },
      }),
      xendit: await api("POST /v1/sources", {
        name: "x",
        provider: "xendit",
        secrets: {
          callback_token: of("xenditToken"),
          basic_username: "user",
          basic_password: of("basicPassword"),
        },
        credentials: { api_key: of("xenditKey") },
        settings: { base_url: base },
      }),
      adyen: await api("POST /v1/sources", {
        name: "a",
        provider: "adyen",
        secrets: { basic_username: "user", basic_password: of("basicPassword") },
        credentials: { api_key: of("adyenKey") },
        settings: { base_url: base },
      }),
    }
    for (const dialect of ["pivot", "xendit"]) {
      const made = await call(hub, "POST /v1/endpoints", {
        key: of("apiKey"),
        body: {
          url: `${base}/hook`,
          dialect,
          secret: of("endpointSecret"),
          basic: { username: "u", password: of("endpointPassword") },
        },
      })
      expect(made.status, made.text).toBe(201)
      await api(`GET /v1/endpoints/${made.json.id}`)
      await api(`POST /v1/endpoints/${made.json.id}/test`)
    }
    // Its URL is shown to those who may read; it must stand in no line, span or metric.
    const secretPath = `${base}/${encodeURIComponent(of("endpointPath"))}?key=${encodeURIComponent(of("endpointPath"))}`
    const raw = await call(hub, "POST /v1/endpoints", {
      key: of("apiKey"),
      body: { url: secretPath, dialect: "raw" },
    })
    expect(raw.status, raw.text).toBe(201)
    taking = false

    const pair = Buffer.from(`user:${of("basicPassword")}`).toString("base64")
    const wrong = Buffer.from(`user:${of("wrongToken")}`).toString("base64")
    const payout = {
      event: "payout.succeeded",
      business_id: "b",
      created: "2026-11-20T10:00:00Z",
      data: {
        id: "disb-1",
        reference_id: "ref-1",
        amount: 10_000,
        currency: "IDR",
        status: "SUCCEEDED",
        channel_code: "ID_BCA",
        channel_properties: {
          account_number: of("accountNumber"),
          account_holder_name: of("holderName"),
        },
        created: "2026-11-20T10:00:00Z",
        updated: "2026-11-20T10:00:00Z",
      },
    }
    const { json: xendit } = sources.xendit
    const live = { "x-callback-token": of("xenditToken"), authorization: `Basic ${pair}` }
    expect(await tell(xendit.receive_url, live, payout)).toBe(200)
    for (const headers of [
      { "x-callback-token": of("wrongToken"), authorization: `Basic ${pair}` },
      { ...live, authorization: `Basic ${wrong}` },
      { ...live, authorization: of("wrongToken") },
    ]) {
      expect(await tell(xendit.receive_url, headers, payout)).toBe(401)
    }
    const { json: pivot } = sources.pivot
    expect(await tell(pivot.receive_url, { "x-api-key": of("pivotKey") }, { odd: 1 })).toBe(200)
    expect(await tell(pivot.receive_url, { "x-api-key": of("wrongToken") }, { odd: 1 })).toBe(401)
    expect(await tell(`${hub.url}/in/src_0?x=1`, live, payout)).toBe(404)

    await api("GET /v1/merchant", undefined, of("wrongKey"))
    await api(`GET /v1/payouts?cursor=${encodeURIComponent("nonsense")}`)
    for (const given of [
      { callback_api_key: { nested: of("pivotKey") } },
      { unknown_kind: of("pivotKey") },
      { callback_api_key: of("pivotKey").repeat(200) },
      { basic_password: of("basicPassword") },
    ]) {
      await api("POST /v1/sources", { name: "n", provider: "pivot", secrets: given })
    }
    await api("POST /v1/sources", `{"secrets":{"callback_api_key":"${of("pivotKey")}"`)
    await api(`PATCH /v1/sources/${pivot.id}`, { secrets: { callback_api_key: of("pivotKey") } })
    await api(`PATCH /v1/sources/${xendit.id}`, { add_secrets: { callback_token: "another-one" } })
    await api("POST /v1/endpoints", {
      url: base,
      dialect: "pivot",
      secret: of("endpointSecret"),
    })
    await api("POST /v1/endpoints", {
      url: `http://user:${encodeURIComponent(of("endpointPassword"))}@127.0.0.1:${port}/`,
    })
    await api("POST /v1/payouts", {
      payouts: [
        { source_id: pivot.id, reference: "asked", amount: { value: "1000", currency: "IDR" } },
      ],
    })
    await api("PUT /v1/health-report/settings", { recipients: ["a@example.com"], when: "always" })
    await api("POST /v1/health-report/send-test")

    await expect.poll(async () => (await api("GET /v1/payouts")).text).toContain("disb-1")
    const listed = await api("GET /v1/payouts")
    for (const { id } of listed.json.data) {
      await api(`POST /v1/payouts/${id}/ask`)
      await api(`GET /v1/payouts/${id}`)
    }
    await expect
      .poll(async () => (await api("GET /v1/deliveries")).text)
      .toMatch(/"last_status":500/)
    await expect.poll(() => logged).toMatch(/delivery_attempt|attempt/)
    const deliveries = await call(hub, "GET /v1/deliveries", { key: of("apiKey") })
    for (const { id, endpoint_id: at } of deliveries.json.data) {
      // The raw one shows its URL.
      if (at !== raw.json.id) await api(`GET /v1/deliveries/${id}`)
    }
    const messages = await api("GET /v1/messages?limit=100")
    for (const { id } of messages.json.data) {
      // As a key that may not see bodies.
      const { headers, ...rest } = (
        await call(hub, `GET /v1/messages/${id}`, { key: of("apiKey") })
      ).json
      answers.push(JSON.stringify({ headers, hint: rest.hint }))
    }
    for (const list of ["sources", "audit", "api-keys", "attention", "merchant", "health-report"]) {
      await api(`GET /v1/${list}`)
    }
    await api("POST /v1/sandbox/accounts", { provider: "xendit" }).then(() => answers.pop())
    const sandboxed = await fetch(`${hub.url}/sandbox/xendit/v2/payouts`, {
      headers: { authorization: `Basic ${Buffer.from(`${of("wrongToken")}:`).toString("base64")}` },
    })
    answers.push(await sandboxed.text())
  })

  test("no line of the log holds one, nor whose account it is", () => {
    expect(logged.length).toBeGreaterThan(1_000)
    expect(canariesIn(logged, { ...secrets, ...personal })).toEqual([])
  })

  test("no metric and no span does", async () => {
    const metrics = await (await fetch(`${hub.url}/metrics`)).text()
    const spans = exporter
      .getFinishedSpans()
      .map(({ name, attributes, events, status, links }) =>
        JSON.stringify({ name, attributes, events, status, links }),
      )
    expect(spans.length).toBeGreaterThan(5)
    expect(canariesIn([metrics, ...spans].join("\n"), { ...secrets, ...personal })).toEqual([])
  })

  test("no answer of the API holds a secret, whatever an endpoint or a provider echoed", () => {
    const { endpointPath: _, ...hidden } = secrets
    const { accountNumber } = personal
    const shown = answers.join("\n")
    expect(canariesIn(shown, { ...hidden, accountNumber: accountNumber ?? "" })).toEqual([])
  })

  test("nothing in DATA_DIR does, PostgreSQL's files and its log included", async () => {
    await hub.stop()
    // An endpoint's URL is no secret of ours: it is kept as it was given.
    const { endpointPath: _, ...hidden } = secrets
    expect(canariesInFiles(path.join(folder, "data"), { ...hidden, ...personal })).toEqual([])
  })

  test("a start that fails tells none", async () => {
    const password = encodeURIComponent(of("databasePassword"))
    const environments: readonly Readonly<Record<string, string>>[] = [
      { DATABASE_URL: `postgres://user:${password}@127.0.0.1:1/none` },
      { DATABASE_URL: `postgres://user:${password}@127.0.0.1:nonsense/none` },
      { DATABASE_URL: `mysql://user:${password}@127.0.0.1/none` },
      { SMTP_URL: `smtp://user:${encodeURIComponent(of("smtpPassword"))}@:1` },
      { SMTP_URL: `smtp://user:${encodeURIComponent(of("smtpPassword"))}@h?odd=1` },
      { PAIDOUT_API_KEY: of("apiKey").slice(0, 12) },
      { PORT: "nonsense" },
    ]
    for (const environment of environments) {
      const told = await failedStart({ PAIDOUT_SECRET_KEY: of("secretKey"), ...environment })
      expect(told.exit).not.toBe(0)
      expect(told.text).not.toBe("")
      const begun = { ...secrets, apiKey: of("apiKey").slice(0, 12) }
      expect(canariesIn(told.text, begun)).toEqual([])
    }
  }, 60_000)
})

async function failedStart(environment: Readonly<Record<string, string>>) {
  const paidout = path.join(import.meta.dirname, "../../bin/paidout.js")
  const child = spawn(process.execPath, [paidout, "start"], {
    env: {
      PATH: process.env["PATH"],
      DATA_DIR: path.join(folder, "none"),
      LOG_LEVEL: "trace",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => (text += part))
  }
  const [exit] = (await once(child, "close")) as [number | null]
  return { exit, text }
}
