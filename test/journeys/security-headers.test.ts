import { once } from "node:events"
import { connect } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { openapi } from "../support/documented.ts"
import { readText } from "../support/read-text.ts"
import { createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let sourceId: string
beforeAll(async () => {
  database = await createTestDatabase()
  const reportPool = database.pool
  hub = await createTestHub(database, {
    sandbox: true,
    mail: { mailer: null, reportPool, publicUrl: "https://hub.example" },
  })
  const made = await fetch(`${hub.url}/v1/sources`, {
    method: "POST",
    headers: { authorization: `Bearer ${FIRST_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "p", provider: "pivot", secrets: { callback_api_key: "k" } }),
  })
  sourceId = ((await made.json()) as { id: string }).id
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
)
const others = [
  "GET /",
  "GET /healthz",
  "GET /readyz",
  "GET /metrics",
  "GET /openapi.json",
  "GET /docs",
  "GET /docs/",
  "GET /docs/json",
  "GET /docs/yaml",
  "GET /docs/static/index.html",
  "GET /docs/static/swagger-ui.css",
  "GET /docs/static/swagger-ui-bundle.js",
  "GET /docs/static/swagger-initializer.js",
  "GET /docs/static/nothing.js",
  "GET /docs/errors",
  "HEAD /docs/",
  "OPTIONS /v1/payouts",
  "GET /nothing",
  "GET /%zz",
  "POST /healthz",
  "GET /in/x",
  "POST /in/",
  "POST /in/src_00000000000000000000000000",
  "GET /sandbox/",
  "GET /sandbox/nobody/v1",
  "POST /sandbox/pivot/v1/payouts",
  "GET /sandbox/xendit/v2/payouts",
  "POST /sandbox/adyen/pal/servlet/Payout/v68/storeDetailAndSubmitThirdParty",
]

describe("the headers that keep a browser from harm", () => {
  test.each([...operations, ...others])("stand on %s", async (target) => {
    const [method = "", path = ""] = target.split(" ")
    for (const key of [null, FIRST_API_KEY]) {
      const response = await fetch(hub.url + path.replace(/\{\w+\}/g, "x"), {
        method,
        redirect: "manual",
        headers: key === null ? {} : { authorization: `Bearer ${key}` },
      })
      await readText(response)
      expect(faultsOf(response.headers)).toEqual([])
    }
  })

  test("stand on what a receive URL answers: 200, 401, 405 and 413", async () => {
    const send = (method: string, headers: Record<string, string>, body?: string) =>
      fetch(`${hub.url}/in/${sourceId}`, { method, headers, ...(body !== undefined && { body }) })
    const answers = [
      await send("POST", { "x-api-key": "k" }, "{}"),
      await send("POST", { "x-api-key": "wrong" }, "{}"),
      await send("GET", {}),
      await send("POST", { "x-api-key": "k" }, "x".repeat(1024 * 1024 + 1)),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 405, 413])
    for (const { headers } of answers) expect(faultsOf(headers)).toEqual([])
  })

  test.each([
    ["no HTTP", "nonsense\r\n\r\n", 400],
    ["no Host", "GET /healthz HTTP/1.1\r\n\r\n", 400],
    ["two lengths", "POST /in/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 2\r\n\r\n", 400],
    ["headers without end", `GET / HTTP/1.1\r\nHost: h\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["an expectation", "GET / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\n\r\n", 417],
    ["an upgrade", "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", 200],
    ["an unknown method", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 400],
    ["HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200],
  ])("stand on the answer to %s", async (_what, bytes, status) => {
    const { head, headers } = await exchange(bytes)
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(faultsOf(headers)).toEqual([])
  })
})

test("nothing of /v1, /in, /metrics or the documents is kept by a browser or a proxy", async () => {
  for (const path of ["/v1/payouts", `/in/${sourceId}`, "/metrics", "/openapi.json", "/docs/"]) {
    const response = await fetch(hub.url + path)
    await response.arrayBuffer()
    expect(response.headers.get("cache-control")).toBe("no-store")
  }
})

test("without TLS in PUBLIC_URL no browser is told to insist on it", async () => {
  const plain = await createTestHub(database)
  const { headers } = await fetch(`${plain.url}/healthz`)
  await plain.stop()
  expect(headers.get("strict-transport-security")).toBeNull()
  expect(headers.get("x-content-type-options")).toBe("nosniff")
})

/** What is missing or told too much; nothing where all is well. */
function faultsOf(headers: Headers): readonly string[] {
  const expected: Readonly<Record<string, RegExp>> = {
    "x-content-type-options": /^nosniff$/,
    "x-frame-options": /^DENY$/,
    "referrer-policy": /^no-referrer$/,
    "cross-origin-resource-policy": /^same-origin$/,
    "content-security-policy": /^default-src '(none|self)'.*frame-ancestors 'none'/,
    // The files of the documents' viewer are the same for everybody: they may be kept.
    "cache-control": /^(no-store(, no-transform)?|public, max-age=0)$/,
    "strict-transport-security": /^max-age=31536000$/,
  }
  const missing = Object.entries(expected).flatMap(([name, pattern]) => {
    const value = headers.get(name)
    return value !== null && pattern.test(value) ? [] : [`${name}: ${value}`]
  })
  const banners = ["server", "x-powered-by", "via"].filter((name) => headers.has(name))
  const crossOrigin = [...headers.keys()].filter((name) => name.startsWith("access-control-"))
  return [...missing, ...banners, ...crossOrigin]
}

/** The bytes as they are, on a connection of their own, until it is answered. */
async function exchange(bytes: string): Promise<{ head: string; headers: Headers }> {
  const socket = connect(Number(new URL(hub.url).port), "127.0.0.1")
  await once(socket, "connect")
  let text = ""
  const answered = new Promise<void>((resolve) => {
    socket.setEncoding("latin1").on("data", (part: string) => {
      text += part
      if (text.includes("\r\n\r\n")) resolve()
    })
    socket.on("close", () => resolve())
    socket.on("error", () => resolve())
  })
  socket.write(bytes, "latin1")
  await answered
  socket.destroy()
  const [head = "", ...lines] = text.split("\r\n\r\n", 1)[0]?.split("\r\n") ?? []
  const pairs = lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string])
  return { head, headers: new Headers(pairs) }
}
