import { connect } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let source: { readonly id: string; readonly receive_url: string }

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  const created = await call(hub, "POST /v1/sources", {
    body: { name: "pivot", provider: "pivot", secrets: { callback_api_key: "callback-key" } },
  })
  source = created.json
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

const path = () => new URL(source.receive_url).pathname
const authentic = { "x-api-key": "callback-key" }

async function receive(body: string, headers: Record<string, string>) {
  return call(hub, `POST ${path()}`, { key: null, body, headers })
}

describe("receive URL", () => {
  test("an authentic webhook is acknowledged once it is stored, byte for byte", async () => {
    const body = '{"event":"PAYOUT.SUCCESS",  "odd":"\\u00e9 é"}'
    const answer = await receive(body, authentic)
    expect(answer.status).toBe(200)
    const list = await call(hub, `GET /v1/messages?source_id=${source.id}&state=received`)
    const one = await call(hub, `GET /v1/messages/${list.json.data[0].id}`)
    expect(one.json).toMatchObject({ state: "received", body_text: body, answer_status: 200 })
    expect(Buffer.from(one.json.body_base64, "base64").toString()).toBe(body)
    expect(one.json.headers["x-api-key"]).toEqual(["matches"])
    expect(one.text).not.toContain("callback-key")
  })

  test.each([
    "text/plain",
    "application/json; charset",
    "%%%",
    "",
    "application/x-www-form-urlencoded",
  ])("the content type %j decides nothing", async (type) => {
    const answer = await receive(`{"type":"${type}"}`, { ...authentic, "content-type": type })
    expect(answer.status).toBe(200)
  })

  test("no content type and no length, or no body at all, is taken too", async () => {
    const chunked = await raw(
      `POST ${path()} HTTP/1.1\r\nhost: hub\r\nx-api-key: callback-key\r\n` +
        "transfer-encoding: chunked\r\nconnection: close\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n",
    )
    expect(chunked).toMatch(/^HTTP\/1\.1 200/)
    const empty = await raw(
      `POST ${path()} HTTP/1.1\r\nhost: hub\r\nx-api-key: callback-key\r\nconnection: close\r\n\r\n`,
    )
    expect(empty).toMatch(/^HTTP\/1\.1 200/)
  })

  test("a wrong credential is refused with the reason, kept, and released once it is mended", async () => {
    const answer = await receive('{"kept":1}', { "x-api-key": "tomorrow's key" })
    expect(answer.status).toBe(401)
    expect(answer.json).toMatchObject({
      code: "authentication_refused",
      reason: "credential_mismatch",
      hint: expect.any(String),
    })
    const list = await call(hub, "GET /v1/messages?state=quarantined")
    const message = list.json.data[0]
    expect(message).toMatchObject({ reason: "credential_mismatch", times_seen: 1 })
    const one = await call(hub, `GET /v1/messages/${message.id}`)
    expect(one.json.headers["x-api-key"]).toEqual(["differs"])

    const early = await call(hub, `POST /v1/messages/${message.id}/release`)
    expect(early.status).toBe(422)
    expect(early.json).toMatchObject({ code: "release_refused", reason: "credential_mismatch" })
    await call(hub, `PATCH /v1/sources/${source.id}`, {
      body: { add_secrets: { callback_api_key: "tomorrow's key" } },
    })
    const mended = await call(hub, `GET /v1/messages/${message.id}`)
    expect(mended.json.headers["x-api-key"]).toEqual(["matches"])
    const released = await call(hub, `POST /v1/messages/${message.id}/release`, {
      body: { reason: "key mended" },
    })
    expect(released.status).toBe(202)
    expect(released.json).toMatchObject({ id: message.id, state: "received" })
    const again = await call(hub, `POST /v1/messages/${message.id}/release`)
    expect(again.json.code).toBe("conflict")
  })

  test("an operator's word releases what does not verify", async () => {
    await receive('{"forced":1}', { "x-api-key": "never" })
    const list = await call(hub, "GET /v1/messages?state=quarantined")
    const target = `POST /v1/messages/${list.json.data[0].id}/release`
    const released = await call(hub, target, { body: { force: true } })
    expect(released.status).toBe(202)
    const audit = await call(hub, "GET /v1/audit?limit=1")
    expect(audit.json.data[0]).toMatchObject({ action: "message.release", after: { forced: true } })
  })

  test("an unknown, malformed or disabled source is 404 source_unknown", async () => {
    for (const target of ["/in/src_01jd5zj8rve5xbzxwn4hqy3n6c", "/in/nonsense", "/in/"]) {
      const answer = await call(hub, `POST ${target}`, { key: null, body: "{}" })
      expect(answer.status).toBe(404)
      expect(answer.json.code).toBe("source_unknown")
    }
    await call(hub, `PATCH /v1/sources/${source.id}`, { body: { disabled: true } })
    // The cached source may still be used for what is authentic; a refusal reads it afresh.
    const answer = await receive("{}", { "x-api-key": "wrong" })
    expect(answer.json.code).toBe("source_unknown")
    await call(hub, `PATCH /v1/sources/${source.id}`, { body: { disabled: false } })
  })

  test("a body over 1 MiB is refused whether or not its length was announced", async () => {
    const large = "x".repeat(1024 * 1024 + 1)
    const announced = await receive(large, authentic)
    expect(announced.status).toBe(413)
    expect(announced.json.code).toBe("body_too_large")
    const streamed = await fetch(hub.url + path(), {
      method: "POST",
      headers: authentic,
      body: new Blob([large]).stream(),
      duplex: "half",
    })
    expect(streamed.status).toBe(413)
    const largest = await receive("x".repeat(1024 * 1024), authentic)
    expect(largest.status).toBe(200)
  })

  test("headers over 16 KiB are answered, and GET says what belongs here", async () => {
    const answer = await raw(
      `POST ${path()} HTTP/1.1\r\nhost: hub\r\nx-api-key: ${"k".repeat(20_000)}\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 431/)
    const get = await call(hub, `GET ${path()}`, { key: null })
    expect(get.status).toBe(405)
    expect(get.headers.get("allow")).toBe("POST")
    expect(get.text).toMatch(/POST/)
  })
})

/** Bytes as they are over a socket of our own; resolves with the answer. */
function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(hub.url).port), "127.0.0.1")
    let answer = ""
    socket.on("data", (chunk) => (answer += chunk.toString()))
    socket.on("close", () => resolve(answer))
    socket.on("error", reject)
    socket.write(request)
  })
}
