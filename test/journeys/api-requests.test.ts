import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

const source = (name: string) => ({
  name,
  provider: "pivot",
  secrets: { callback_api_key: "secret-of-the-source" },
})
const keyed = (key: string) => ({ "idempotency-key": key })

describe("Idempotency-Key", () => {
  test("the same request again gets the same answer, and nothing is made twice", async () => {
    const request = { body: source("once"), headers: keyed("key-1") }
    const first = await call(hub, "POST /v1/sources", request)
    const second = await call(hub, "POST /v1/sources", request)
    expect(first.headers.get("idempotent-replayed")).toBeNull()
    expect(second.headers.get("idempotent-replayed")).toBe("true")
    expect(second.status).toBe(201)
    expect(second.text).toBe(first.text)
    const list = await call(hub, "GET /v1/sources")
    expect(list.json.data.filter((it: { name: string }) => it.name === "once")).toHaveLength(1)
  })

  test("ten at once make one", async () => {
    const request = { body: source("at once"), headers: keyed("key-2") }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call(hub, "POST /v1/sources", request)),
    )
    const codes = answers.map(({ status, json }) => (status === 201 ? "created" : json.code))
    expect(codes).toContain("created")
    const others = codes.filter((it) => it !== "created" && it !== "idempotency_in_progress")
    expect(others).toEqual([])
    const list = await call(hub, "GET /v1/sources?limit=100")
    expect(list.json.data.filter((it: { name: string }) => it.name === "at once")).toHaveLength(1)
  })

  test("another request with the key is refused", async () => {
    await call(hub, "POST /v1/sources", { body: source("a"), headers: keyed("key-3") })
    const other = await call(hub, "POST /v1/sources", {
      body: source("b"),
      headers: keyed("key-3"),
    })
    expect(other.status).toBe(422)
    expect(other.json.code).toBe("idempotency_key_reused")
  })

  test("a request that was refused does not use up its key", async () => {
    const wrong = { ...source("c"), provider: "acme" }
    const refused = await call(hub, "POST /v1/sources", { body: wrong, headers: keyed("key-4") })
    expect(refused.json.code).toBe("provider_unknown")
    const mended = await call(hub, "POST /v1/sources", {
      body: source("c"),
      headers: keyed("key-4"),
    })
    expect(mended.status).toBe(201)
  })

  test("a kept answer that holds a secret is sealed", async () => {
    const request = { body: { name: "k", scopes: ["read"] }, headers: keyed("key-5") }
    const made = await call(hub, "POST /v1/api-keys", request)
    const again = await call(hub, "POST /v1/api-keys", request)
    expect(again.json.key).toBe(made.json.key)
    const { rows } = await database.pool.query<{ sealed: string }>(
      `select encode(response_sealed, 'escape') as sealed from idempotency_requests
       where key = 'key-5'`,
    )
    expect(rows[0]?.sealed).not.toContain(made.json.key)
  })

  test("one that died before it changed anything is free again after a minute, a kept one after a day", async () => {
    const request = { body: source("d"), headers: keyed("key-6") }
    await call(hub, "POST /v1/sources", request)
    const age = (interval: string, status: string) =>
      database.pool.query(
        `update idempotency_requests set created_at = paidout_now() - $1::interval,
           response_status = ${status}, done_object = null where key = 'key-6'`,
        [interval],
      )
    await age("59 seconds", "null")
    expect((await call(hub, "POST /v1/sources", request)).json.code).toBe("idempotency_in_progress")
    await age("61 seconds", "null")
    expect((await call(hub, "POST /v1/sources", request)).status).toBe(201)
    await age("25 hours", "201")
    const fresh = await call(hub, "POST /v1/sources", request)
    expect(fresh.headers.get("idempotent-replayed")).toBeNull()
  })
})

describe("problems", () => {
  test.each([
    ["GET /v1/nothing", undefined, 404, "not_found"],
    ["GET /nothing", undefined, 404, "not_found"],
    ["GET /%zz", undefined, 400, "request_invalid"],
    ["PUT /v1/payouts", undefined, 405, "method_not_allowed"],
    ["DELETE /v1/merchant", undefined, 405, "method_not_allowed"],
    ["POST /v1/sources", "{", 400, "request_invalid"],
    ["POST /v1/sources", '{"__proto__":{}}', 400, "request_invalid"],
    ["POST /v1/sources", "[]", 400, "request_invalid"],
    ["POST /v1/sources", "", 400, "request_invalid"],
    ["POST /v1/sources", `"${"x".repeat(1024 * 1024)}"`, 413, "body_too_large"],
  ])("%s with %.20j is %i %s", async (target, body, status, code) => {
    const answer = await call(hub, target, { body })
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/)
    expect(answer.json).toMatchObject({
      type: `/docs/errors#${code}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      code,
      retryable: false,
    })
  })

  test("a wrong method is told which are right", async () => {
    const answer = await call(hub, "PUT /v1/sources")
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST")
  })

  test("a body that is no JSON by its type is 415", async () => {
    const answer = await call(hub, "POST /v1/sources", {
      body: "name=x",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    expect(answer.json.code).toBe("media_type_unsupported")
    expect(answer.status).toBe(415)
  })

  test("a NUL in a body is refused, not an internal error", async () => {
    const answer = await call(hub, "POST /v1/sources", { body: source("a\0b") })
    expect(answer.json.code).toBe("request_invalid")
  })
})

describe("documents and health", () => {
  test.each([
    ["/healthz", "application/json"],
    ["/readyz", "application/json"],
    ["/metrics", "text/plain"],
    ["/openapi.json", "application/json"],
    ["/docs", "text/html"],
    ["/docs/errors", "text/html"],
    ["/", "text/html"],
  ])("%s needs no key", async (path, type) => {
    const answer = await call(hub, `GET ${path}`, { key: null })
    expect(answer.status).toBe(200)
    expect(answer.headers.get("content-type")).toContain(type)
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'")
  })

  test("everything that /docs loads comes from the hub", async () => {
    const page = await call(hub, "GET /docs", { key: null })
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "")
    expect(loaded.length).toBeGreaterThan(3)
    for (const address of loaded) {
      const url = new URL(address, `${hub.url}/docs`)
      expect(url.origin).toBe(hub.url)
      expect((await fetch(url)).status).toBe(200)
    }
    expect(page.text).not.toMatch(/<script(?![^>]*src=)[^>]*>[^<]/)
  })

  test("metrics count refused and accepted webhooks", async () => {
    const { json } = await call(hub, "POST /v1/sources", { body: source("metrics") })
    const send = (key: string) =>
      call(hub, `POST /in/${json.id}`, { key: null, body: "{}", headers: { "x-api-key": key } })
    await send("secret-of-the-source")
    await send("wrong")
    const { text } = await call(hub, "GET /metrics", { key: null })
    expect(text).toContain('paidout_received_total{provider="pivot",outcome="accepted"} 1')
    expect(text).toContain('paidout_refused_total{provider="pivot",reason="credential_mismatch"} 1')
  })
})
