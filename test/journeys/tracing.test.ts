import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api"
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node"
import diagnostics from "node:diagnostics_channel"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { pino } from "pino"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { startHub, type RunningHub } from "../../src/app.ts"
import { readConfig } from "../../src/config.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call } from "../support/test-hub.ts"

const TRACE = "0af7651916cd43dd8448eb211c80319c"
const PARENT = "b7ad6b7169203331"
const INCOMING = `00-${TRACE}-${PARENT}-01`
const TOKEN = "a-callback-token-nobody-may-see"
const ACCOUNT = "8808812345678901"
const API_KEY = "pd_the_key_of_this_test"

let database: TestDatabase
let folder: string
let hub: RunningHub
let receiver: Receiver
let receiveUrl: string
const exporter = new InMemorySpanExporter()

beforeAll(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(path.join(tmpdir(), "paidout-tracing-"))
  const config = readConfig({
    PORT: "0",
    DATA_DIR: folder,
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this database",
    PAIDOUT_API_KEY: API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
  })
  hub = await startHub(config, { log: pino({ level: "silent" }) })
  const source = await api("POST /v1/sources", {
    name: "Xendit",
    provider: "xendit",
    secrets: { callback_token: TOKEN },
  })
  receiveUrl = source.receive_url
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

let endpointId: string
beforeEach(async () => {
  receiver = await createReceiver()
  const url = `${receiver.url}/hooks/T0KEN?key=query-secret`
  endpointId = (await api("POST /v1/endpoints", { url })).id
  receiver.requests.length = 0
})
afterEach(async () => {
  await api(`DELETE /v1/endpoints/${endpointId}`)
  await receiver.close()
})

async function api(target: string, body?: unknown) {
  const answer = await call(hub, target, { key: API_KEY, body })
  if (answer.status >= 300) throw new Error(answer.text)
  return answer.json
}

let payouts = 0
/** A webhook of a payout of its own; returns how it was answered. */
async function tell(headers: Record<string, string> = {}): Promise<number> {
  payouts += 1
  const body = {
    event: "payout.succeeded",
    business_id: "5f27a14a9bf05c73dd040bc8",
    created: "2026-03-02T09:00:02.000Z",
    data: {
      id: `disb-${payouts}`,
      reference_id: `salary-${payouts}`,
      status: "SUCCEEDED",
      amount: 275_000,
      currency: "IDR",
      channel_code: "ID_BCA",
      channel_properties: { account_number: ACCOUNT, account_holder_name: "Budi Santoso" },
      updated: "2026-03-02T09:00:01.000Z",
    },
  }
  const response = await fetch(receiveUrl, {
    method: "POST",
    headers: { "x-callback-token": TOKEN, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  })
  return response.status
}

/** The `traceparent` of the first request that the endpoint got. */
async function delivered(): Promise<string | undefined> {
  await expect.poll(() => receiver.requests.length).toBeGreaterThan(0)
  return receiver.requests[0]?.headers["traceparent"] as string | undefined
}

describe("without an SDK", () => {
  test("the trace of the provider's request goes on to the endpoint as it came", async () => {
    await tell({ traceparent: INCOMING })
    expect(await delivered()).toBe(INCOMING)
  })

  test("no trace is made up", async () => {
    await tell()
    expect(await delivered()).toBeUndefined()
  })

  test.each(["ff-0-0-0", `00-${"0".repeat(32)}-${PARENT}-01`, `${INCOMING}, ${INCOMING}`])(
    "what is no trace (%s) is no trouble, and not handed on",
    async (traceparent) => {
      expect(await tell({ traceparent })).toBe(200)
      expect(await delivered()).toBeUndefined()
    },
  )
})

describe("with an SDK", () => {
  let provider: NodeTracerProvider

  beforeAll(() => {
    provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
    provider.register()
  })
  afterAll(async () => {
    await provider.shutdown()
    trace.disable()
    context.disable()
    propagation.disable()
  })
  beforeEach(() => exporter.reset())

  const spans = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name)
  /** Waits for so many spans of one name, in the order they ended. */
  async function ended(name: string, count = 1) {
    await expect.poll(() => spans(name).length).toBe(count)
    return spans(name)
  }
  const RECEIVE = "POST /in/{source_id}"

  test("one trace leads from the provider's request to the endpoint", async () => {
    expect(await tell({ traceparent: INCOMING })).toBe(200)
    const sent = await delivered()
    const [receive] = await ended(RECEIVE)
    const [settle] = await ended("settle")
    const [attempt] = await ended("POST")

    for (const span of [receive, settle, attempt]) {
      expect(span?.spanContext().traceId).toBe(TRACE)
      expect(span?.instrumentationScope.name).toBe("paidout")
      expect(span?.status.code).toBe(SpanStatusCode.UNSET)
    }
    expect(receive?.parentSpanContext?.spanId).toBe(PARENT)
    expect(settle?.parentSpanContext?.spanId).toBe(receive?.spanContext().spanId)
    expect(attempt?.parentSpanContext?.spanId).toBe(receive?.spanContext().spanId)
    expect(sent).toBe(`00-${TRACE}-${attempt?.spanContext().spanId}-01`)
  })

  test("the spans say what the conventions name, and nothing that is nobody's business", async () => {
    await tell({ traceparent: INCOMING })
    const [attempt] = await ended("POST")
    const [receive] = await ended(RECEIVE)
    const [settle] = await ended("settle")
    expect(receive?.kind).toBe(SpanKind.SERVER)
    expect(receive?.attributes).toEqual({
      "http.request.method": "POST",
      "http.route": "/in/{source_id}",
      "http.response.status_code": 200,
      "paidout.provider": "xendit",
      "paidout.outcome": "accepted",
      "paidout.source.id": expect.stringMatching(/^src_/) as string,
    })
    expect(settle?.kind).toBe(SpanKind.CONSUMER)
    expect(settle?.attributes).toEqual({
      "messaging.system": "paidout",
      "messaging.operation.name": "settle",
      "messaging.operation.type": "process",
      "messaging.batch.message_count": 1,
      "messaging.message.id": expect.stringMatching(/^msg_/) as string,
      "messaging.message.body.size": expect.any(Number) as number,
      "paidout.provider": "xendit",
      "paidout.outcome": "settled",
    })
    expect(attempt?.kind).toBe(SpanKind.CLIENT)
    expect(attempt?.attributes).toEqual({
      "http.request.method": "POST",
      "http.response.status_code": 200,
      "url.scheme": "http",
      "server.address": "127.0.0.1",
      "server.port": Number(new URL(receiver.url).port),
      "paidout.merchant.id": expect.stringMatching(/^mer_/) as string,
      "paidout.endpoint.id": endpointId,
      "paidout.delivery.id": expect.stringMatching(/^dlv_/) as string,
      "paidout.event.type": "payout.paid",
    })
    const told = JSON.stringify(
      exporter.getFinishedSpans().map(({ name, attributes, events, links, status, resource }) => ({
        ...{ name, attributes, events, links, status },
        resource: resource.attributes,
      })),
    )
    for (const secret of [TOKEN, ACCOUNT, "query-secret", "T0KEN", "whsec_", "Budi", API_KEY]) {
      expect(told).not.toContain(secret)
    }
  })

  test("a request without a trace begins one", async () => {
    await tell()
    const sent = await delivered()
    const [receive] = await ended(RECEIVE)
    const [attempt] = await ended("POST")
    expect(receive?.parentSpanContext).toBeUndefined()
    const { traceId } = receive?.spanContext() ?? {}
    expect(attempt?.spanContext().traceId).toBe(traceId)
    expect(sent).toBe(`00-${traceId}-${attempt?.spanContext().spanId}-01`)
  })

  test("what the sender does not sample is handed on, and not recorded", async () => {
    await tell({ traceparent: `00-${TRACE}-${PARENT}-00` })
    expect(await delivered()).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`))
    expect(exporter.getFinishedSpans()).toEqual([])
  })

  test("each try is a span of its own, and says what it failed of", async () => {
    receiver.answer = (_, response) => {
      if (receiver.requests.length === 1) response.writeHead(503).end()
      else if (receiver.requests.length === 2) {
        response.writeHead(200, { "content-length": "100" }).write("half")
        setTimeout(() => response.socket?.destroy(), 50)
      } else response.end()
    }
    await tell({ traceparent: INCOMING })
    const makeDue = () =>
      database.pool.query(
        "update due_deliveries set due_at = paidout_now() where claimed_by is null",
      )
    for (const tries of [2, 3]) {
      await expect.poll(() => makeDue().then(() => spans("POST").length)).toBe(tries)
    }
    const attempts = await ended("POST", 3)
    expect(
      attempts.map(({ status, attributes }) => [status.code, attributes["error.type"]]),
    ).toEqual([
      [SpanStatusCode.ERROR, "503"],
      [SpanStatusCode.ERROR, "connection_reset"],
      [SpanStatusCode.UNSET, undefined],
    ])
    expect(attempts.map(({ attributes }) => attributes["http.request.resend_count"])).toEqual([
      undefined,
      1,
      2,
    ])
    expect(new Set(attempts.map((span) => span.spanContext().traceId))).toEqual(new Set([TRACE]))
    expect(receiver.requests.map(({ headers }) => headers["traceparent"])).toEqual(
      attempts.map((span) => `00-${TRACE}-${span.spanContext().spanId}-01`),
    )
  })

  test("a stranger's request joins no trace, and decides nothing", async () => {
    const headers = { traceparent: INCOMING, "x-callback-token": "guessed" }
    expect(await tell(headers)).toBe(401)
    const [receive] = await ended(RECEIVE)
    expect(receive?.spanContext().traceId).not.toBe(TRACE)
    expect(receive?.attributes).toMatchObject({
      "http.response.status_code": 401,
      "paidout.outcome": "refused",
    })
    expect(receive?.status.code).toBe(SpanStatusCode.UNSET)
  })

  test("instrumentations add neither a span nor a second header to an attempt", async () => {
    const channel = diagnostics.channel("undici:request:create")
    const seen: boolean[] = []
    const instrumentation = (message: unknown) => {
      const { origin } = (message as { request: { origin: string } }).request
      if (origin !== receiver.url) return
      const span = trace.getTracer("instrumentation").startSpan("undici")
      seen.push(span.isRecording())
      const carrier: Record<string, string> = {}
      propagation.inject(trace.setSpan(context.active(), span), carrier)
      seen.push("traceparent" in carrier)
      span.end()
    }
    channel.subscribe(instrumentation)
    await tell({ traceparent: INCOMING })
    await delivered()
    channel.unsubscribe(instrumentation)
    expect(seen).toEqual([false, false])
    expect(spans("undici")).toEqual([])
  })

  test("a raw endpoint gets the headers that came, untouched", async () => {
    const raw = (await api("POST /v1/endpoints", { url: `${receiver.url}/raw`, dialect: "raw" })).id
    receiver.requests.length = 0
    await tell({ traceparent: INCOMING, tracestate: "vendor=1" })
    const requestsTo = (place: string) =>
      receiver.requests.filter((request) => request.path.startsWith(place))
    await expect.poll(() => requestsTo("/raw").length).toBe(1)
    expect(requestsTo("/raw")[0]?.headers).toMatchObject({
      traceparent: INCOMING,
      tracestate: "vendor=1",
    })
    const attempts = await ended("POST", 2)
    expect(new Set(attempts.map((span) => span.spanContext().traceId))).toEqual(new Set([TRACE]))
    await api(`DELETE /v1/endpoints/${raw}`)
  })
})
