import https from "node:https"
import type { AddressInfo } from "node:net"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createAuthority } from "../support/certificates.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { undocumented } from "../support/documented.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let receiver: Receiver

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})
beforeEach(async () => {
  receiver = await createReceiver()
})
afterEach(() => receiver.close())

interface Line {
  readonly step: string
  readonly at_ms: number
  readonly status?: number
  readonly [more: string]: unknown
}

interface Watched {
  readonly lines: readonly Line[]
  readonly steps: readonly string[]
  // oxlint-disable-next-line typescript/no-explicit-any -- an endpoint, an answer or a problem
  readonly answer: any
  /** What the answer would have had without the lines. */
  readonly status: number
  readonly headers: Headers
}

function ask(target: string, body: unknown, options: RequestInit & { key?: string } = {}) {
  const [method = "", path = ""] = target.split(" ")
  const { key, ...init } = options
  return fetch(hub.url + path, {
    method,
    ...init,
    headers: {
      authorization: `Bearer ${FIRST_API_KEY}`,
      accept: "application/x-ndjson",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function watch(target: string, body?: unknown, key?: string): Promise<Watched> {
  const response = await ask(target, body, key === undefined ? {} : { key })
  expect(response.status).toBe(200)
  expect(response.headers.get("content-type")).toMatch(/^application\/x-ndjson/)
  const lines = (await response.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line)
  for (const line of lines) {
    const [method = "", path = ""] = target.split(" ")
    const example = { status: 200, json: line }
    if (method === "POST" && path === "/v1/endpoints") {
      expect(undocumented({ method, path }, example)).toEqual([])
    }
  }
  const last = lines.at(-1)
  expect(last?.step).toBe("result")
  return {
    lines,
    steps: lines.map(({ step }) => step),
    answer: last?.["answer"],
    status: last?.status ?? 0,
    headers: response.headers,
  }
}

const register = (url: string, more: object = {}, key?: string) =>
  watch("POST /v1/endpoints", { url, ...more }, key)

const endpoints = async () =>
  (await call(hub, "GET /v1/endpoints?limit=100")).json.data as { id: string; url: string }[]

describe("a registration that is watched", () => {
  test("tells each step as it happens, then the endpoint with its secret", async () => {
    const { port } = new URL(receiver.url)
    const { lines, status, answer } = await register(`${receiver.url}/hook`)
    expect(lines).toMatchObject([
      { step: "resolved", addresses: ["127.0.0.1"] },
      { step: "connected", address: "127.0.0.1", port: Number(port) },
      { step: "sent", body_bytes: receiver.requests[0]?.body.length },
      { step: "answered", status: 200, body: "ok" },
      { step: "result" },
    ])
    const times = lines.map(({ at_ms }) => at_ms)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(status).toBe(201)
    expect(answer).toMatchObject({ id: expect.stringMatching(/^ep_/), state: "active" })
    expect(answer.secret).toMatch(/^whsec_/)
    const { json } = await call(hub, `GET /v1/endpoints/${answer.id}`)
    expect({ ...json, secret: answer.secret }).toEqual(answer)
  })

  test("tells what happened while the answer is still awaited", async () => {
    const asked = Promise.withResolvers<void>()
    receiver.answer = async (_request, response) => {
      await asked.promise
      response.end()
    }
    const response = await ask("POST /v1/endpoints", { url: `${receiver.url}/slow` })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let told = ""
    while (!told.includes('"sent"')) told += (await reader?.read())?.value ?? ""
    expect(told).not.toContain("answered")
    asked.resolve()
    for (;;) {
      const { done = true, value = "" } = (await reader?.read()) ?? {}
      told += value
      if (done) break
    }
    expect(told).toContain('"status":201')
  })

  test.each([
    { status: 204, says: "only 200", cause: "status" },
    { status: 500, says: "500", cause: "status" },
    { status: 302, says: "302", cause: "redirect" },
  ])("is refused with what came back: $status", async ({ status, says, cause }) => {
    receiver.answer = (_request, response) =>
      void response
        .writeHead(status, { location: "https://elsewhere.example" })
        .end(status === 204 ? undefined : "not here")
    const { steps, lines, answer, ...result } = await register(`${receiver.url}/${status}`)
    const body = status === 204 ? null : "not here"
    expect(steps).toEqual(["resolved", "connected", "sent", "answered", "result"])
    expect(lines[3]).toMatchObject({ status, body })
    expect(result.status).toBe(422)
    expect(answer).toMatchObject({
      code: "endpoint_refused",
      response_status: status,
      response_body: body,
      cause,
    })
    expect(answer.detail).toContain(says)
    expect((await endpoints()).map(({ url }) => url)).not.toContain(`${receiver.url}/${status}`)
  })

  test("that hangs ends with the timeout, and says how far it came", async () => {
    receiver.answer = () => {}
    const settings = { timeout_ms: 1_000 }
    const { steps, status, answer } = await register(receiver.url, { settings })
    expect(steps).toEqual(["resolved", "connected", "sent", "result"])
    expect(status).toBe(422)
    expect(answer).toMatchObject({ code: "endpoint_refused", cause: "timeout" })
  })

  test("stops at TLS where the certificate is nobody's", async () => {
    const { certificate: cert, key } = createAuthority().issue("localhost")
    const server = https.createServer({ cert, key }, (_request, response) => void response.end())
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    const { steps, answer } = await register(`https://localhost:${port}/hook`)
    server.close()
    expect(steps).toEqual(["resolved", "connected", "result"])
    expect(answer).toMatchObject({ code: "endpoint_refused", cause: "tls" })
  })

  test("stops at the connection where nobody listens", async () => {
    const { url } = receiver
    await receiver.close()
    const { steps, answer } = await register(url)
    expect(steps).toEqual(["resolved", "result"])
    expect(answer).toMatchObject({ code: "endpoint_refused", cause: "connection_refused" })
    receiver = await createReceiver()
  })

  test("is refused before any connection where the address is forbidden", async () => {
    const { steps, status, answer } = await register("http://10.0.0.1/hook")
    expect(steps).toEqual(["result"])
    expect(status).toBe(422)
    expect(answer.code).toBe("endpoint_address_refused")
  })

  test("shows no secret that the endpoint sent back", async () => {
    receiver.answer = ({ headers }, response) =>
      void response.end(`token ${String(headers["x-callback-token"])}`)
    const secret = "a-token-that-nobody-may-see"
    const { lines } = await register(receiver.url, { dialect: "xendit", secret })
    const answered = JSON.stringify(lines.filter(({ step }) => step === "answered"))
    expect(receiver.requests.at(-1)?.headers["x-callback-token"]).toBe(secret)
    expect(answered).not.toContain(secret)
  })

  test("is made once per Idempotency-Key, whoever asks with or without lines", async () => {
    const body = { url: `${receiver.url}/once` }
    const first = await register(body.url, {}, "watched-once")
    const again = await register(body.url, {}, "watched-once")
    expect(again.headers.get("idempotent-replayed")).toBe("true")
    expect(again).toMatchObject({ steps: ["result"], status: 201, answer: first.answer })
    const headers = { "idempotency-key": "watched-once" }
    const plain = await call(hub, "POST /v1/endpoints", { body, headers })
    expect({ status: plain.status, json: plain.json }).toEqual({ status: 201, json: first.answer })
    expect((await endpoints()).filter(({ url }) => url === body.url)).toHaveLength(1)
  })

  test("that was refused leaves its Idempotency-Key free", async () => {
    receiver.answer = (_request, response) => void response.writeHead(500).end()
    const url = `${receiver.url}/mended`
    expect((await register(url, {}, "watched-mended")).status).toBe(422)
    receiver.answer = (_request, response) => void response.end()
    expect((await register(url, {}, "watched-mended")).status).toBe(201)
  })

  test("that its watcher left makes nothing, and leaves its key free", async () => {
    const url = `${receiver.url}/left`
    const came = Promise.withResolvers<() => void>()
    receiver.answer = (_request, response) => came.resolve(() => void response.end())
    const leaving = new AbortController()
    const response = await ask(
      "POST /v1/endpoints",
      { url },
      { signal: leaving.signal, key: "left" },
    )
    const answer = await came.promise
    leaving.abort()
    await response.text().catch(() => "")
    receiver.answer = (_request, response) => void response.end("ok")
    // The hub learns of it by the connection's end; until then the key is taken.
    await expect
      .poll(async () => (await ask("POST /v1/endpoints", { url }, { key: "left" })).text(), {
        timeout: 10_000,
      })
      .toContain('"status":201')
    answer()
    expect((await endpoints()).filter((each) => each.url === url)).toHaveLength(1)
  })
})

describe("a test that is watched", () => {
  test("of an endpoint tells its steps and what came back", async () => {
    const { answer: made } = await register(receiver.url)
    receiver.answer = (_request, response) => void response.writeHead(503).end("down")
    const { steps, status, answer } = await watch(`POST /v1/endpoints/${made.id}/test`)
    expect(steps).toEqual(["resolved", "connected", "sent", "answered", "result"])
    expect(status).toBe(200)
    expect(answer).toMatchObject({ accepted: false, response_status: 503, response_body: "down" })
  })

  test("of a new URL changes it only where that answered 200", async () => {
    const { answer: made } = await register(receiver.url)
    receiver.answer = ({ path }, response) =>
      void response.writeHead(path === "/good" ? 200 : 404).end()
    const target = `PATCH /v1/endpoints/${made.id}`
    const refused = await watch(target, { url: `${receiver.url}/bad` })
    expect(refused).toMatchObject({ status: 422, answer: { code: "endpoint_refused" } })
    const taken = await watch(target, { url: `${receiver.url}/good` })
    expect(taken.steps).toEqual(["resolved", "connected", "sent", "answered", "result"])
    expect(taken).toMatchObject({ status: 200, answer: { url: `${receiver.url}/good` } })
  })
})
