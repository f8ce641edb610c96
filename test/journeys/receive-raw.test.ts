import { connect, type Socket } from "node:net"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { SECRETS } from "../support/hub-fixture.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let receivePath: string
beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  const source = await call(hub, "POST /v1/sources", {
    body: { name: "Pivot", provider: "pivot", secrets: SECRETS["pivot"] },
  })
  receivePath = new URL(source.json.receive_url as string).pathname
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

const KEY = "x-api-key: pivot-callback-key-0001"
const BODY = '{"event":"TOPUP.SUCCESS"}'
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const stored = async () => {
  const { rows } = await database.pool.query<{ n: number }>(
    "select count(*)::int as n from messages",
  )
  return rows[0]?.n ?? 0
}

interface Raw {
  readonly socket: Socket
  /** All that came back so far. */
  text(): string
  /** Waits for so many status lines, and returns them without `100 Continue`. */
  statuses(count: number): Promise<readonly string[]>
}

function open(): Raw {
  const socket = connect(Number(new URL(hub.url).port), "127.0.0.1")
  let text = ""
  socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk))
  socket.on("error", () => {})
  const found = () => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = ""]) => status)
  return {
    socket,
    text: () => text,
    async statuses(count) {
      const final = () => found().filter((status) => status !== "100")
      await expect.poll(() => final().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count)
      return final()
    },
  }
}

/** Head and body, as they go over the wire. */
function request(lines: readonly string[], body = BODY, target = `POST ${receivePath} HTTP/1.1`) {
  return [target, "host: hub", ...lines, "", body].join("\r\n")
}
const length = (body: string) => `content-length: ${Buffer.byteLength(body)}`

async function ask(text: string): Promise<string> {
  const raw = open()
  raw.socket.write(text, "latin1")
  const [status = ""] = await raw.statuses(1)
  raw.socket.destroy()
  return status
}

describe("what is stored is what is acknowledged", () => {
  test.each([
    ["with its length", () => request([KEY, length(BODY)])],
    [
      "in chunks",
      () =>
        request(
          [KEY, "transfer-encoding: chunked"],
          `5\r\n${BODY.slice(0, 5)}\r\n${(BODY.length - 5).toString(16)}\r\n${BODY.slice(5)}\r\n0\r\n\r\n`,
        ),
    ],
    ["with Expect: 100-continue", () => request([KEY, length(BODY), "expect: 100-continue"])],
    ["by HTTP/1.0", () => request([KEY, length(BODY)], BODY, `POST ${receivePath} HTTP/1.0`)],
    ["without a body", () => request([KEY, "content-length: 0"], "")],
    [
      "with a query behind the address",
      () => request([KEY, length(BODY)], BODY, `POST ${receivePath}?a=%2e%2e/#x HTTP/1.1`),
    ],
    [
      "with a slash at the end",
      () => request([KEY, length(BODY)], BODY, `POST ${receivePath}/ HTTP/1.1`),
    ],
    [
      "with the whole URL in its first line",
      () => request([KEY, length(BODY)], BODY, `POST http://hub.example${receivePath} HTTP/1.1`),
    ],
    ["that claims to be compressed", () => request([KEY, length(BODY), "content-encoding: gzip"])],
  ])("a webhook %s", async (_, text) => {
    const before = await stored()
    expect(await ask(text())).toBe("200")
    expect(await stored()).toBe(before + 1)
  })

  test("a compressed body keeps its bytes", async () => {
    const body = gzipSync(BODY).toString("latin1")
    const raw = open()
    raw.socket.write(
      request([KEY, `content-length: ${body.length}`, "content-encoding: gzip"], body),
      "latin1",
    )
    expect(await raw.statuses(1)).toEqual(["200"])
    raw.socket.destroy()
  })

  test("five requests sent at once on one connection are five, answered in order", async () => {
    const before = await stored()
    const raw = open()
    const wrong = request(["x-api-key: wrong", length(BODY)])
    const right = request([KEY, length(BODY)])
    raw.socket.write([right, right, wrong, right, right].join(""))
    expect(await raw.statuses(5)).toEqual(["200", "200", "401", "200", "200"])
    raw.socket.destroy()
    expect(await stored()).toBe(before + 5)
  })
})

describe("what is cut short stores nothing", () => {
  test("a body that ends before its length, and one that never comes", async () => {
    const before = await stored()
    for (const body of [BODY.slice(0, 5), ""]) {
      const raw = open()
      raw.socket.write(request([KEY, length(BODY)], body))
      await sleep(50)
      raw.socket.end()
      await sleep(50)
      expect(raw.text()).not.toContain(" 200 ")
      raw.socket.destroy()
    }
    expect(await stored()).toBe(before)
  })

  test("a body longer than its length is one webhook, and what follows is none", async () => {
    const before = await stored()
    const raw = open()
    raw.socket.write(request([KEY, `content-length: ${BODY.length}`], `${BODY}GARBAGE\r\n\r\n`))
    await raw.statuses(1)
    await sleep(100)
    raw.socket.destroy()
    expect(await stored()).toBe(before + 1)
  })

  test.each([
    ["two lengths", [KEY, "content-length: 5", "content-length: 6"], "400"],
    ["a length and chunks", [KEY, "content-length: 5", "transfer-encoding: chunked"], "400"],
    ["a length that is none", [KEY, "content-length: 0x10"], "400"],
    ["a negative length", [KEY, "content-length: -1"], "400"],
    ["more headers than fit", [KEY, `x-large: ${"x".repeat(17_000)}`, "content-length: 5"], "431"],
  ])("a request with %s", async (_, lines, status) => {
    const before = await stored()
    expect(await ask(request(lines, "12345"))).toBe(status)
    expect(await stored()).toBe(before)
  })
})

describe("what is no webhook", () => {
  test.each(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND"])(
    "%s is answered 405 and may go on with the connection",
    async (method) => {
      const raw = open()
      const target = `${method} ${receivePath} HTTP/1.1`
      raw.socket.write(request([length(BODY)], BODY, target) + request([KEY, length(BODY)]))
      expect(await raw.statuses(2)).toEqual(["405", "200"])
      raw.socket.destroy()
    },
  )

  test.each([
    ["/in/%2e%2e/v1/payouts"],
    ["/in/../v1/payouts"],
    ["//in/src_00000000000000000000000000"],
    ["/in"],
    ["/in/"],
    ["/in/src_%00"],
    ["/in/src_7zzzzzzzzzzzzzzzzzzzzzzzzz"],
    ["/in/src_8zzzzzzzzzzzzzzzzzzzzzzzzz"],
  ])("%s is no source", async (path) => {
    const before = await stored()
    expect(await ask(request([KEY, length(BODY)], BODY, `POST ${path} HTTP/1.1`))).toBe("404")
    expect(await stored()).toBe(before)
  })
})

test("bodies that are sent and never ended take a bounded share of memory: the surplus is 503", async () => {
  const sockets: Raw[] = []
  try {
    const head = request([KEY, `content-length: ${1024 * 1024}`], "x".repeat(1024 * 1024 - 1))
    for (let index = 0; index < 300; index += 1) {
      const raw = open()
      sockets.push(raw)
      raw.socket.write(head)
    }
    await expect
      .poll(() => sockets.filter((raw) => raw.text().includes(" 503 ")).length, { timeout: 15_000 })
      .toBeGreaterThan(20)
  } finally {
    for (const raw of sockets) raw.socket.destroy()
  }
  await expect.poll(() => ask(request([KEY, length(BODY)])), { timeout: 10_000 }).toBe("200")
})
