import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  createForwardingHub,
  type ForwardingHub,
  type PlaceBehind,
} from "../support/forwarding-hub.ts"
import { createReceiver } from "../support/receiver.ts"
import { sendRawRequest } from "../support/send-raw-request.ts"
import { call } from "../support/test-hub.ts"
import { createVendorHandler } from "../support/vendor-handler.ts"

let hub: ForwardingHub
beforeAll(async () => {
  hub = await createForwardingHub()
})
afterAll(() => hub.stop())

const body = Buffer.from('{"event":"MERCHANT-TOP-UP.SUCCESS","data":{}}')
const keyLine = (key: string) => `X-API-Key: ${key}`
const tell = (place: PlaceBehind, key: string) =>
  sendRawRequest(hub.port, place.path, { lines: [keyLine(key)], body })
const changeSecrets = (place: PlaceBehind, ...keys: readonly string[]) =>
  call(hub, `PATCH /v1/sources/${place.sourceId}`, {
    body: { secrets: { callback_api_key: keys } },
  })
const pivotWith = (...keys: readonly string[]) => hub.putBehind("pivot", { callback_api_key: keys })
const deliveryOf = async (place: PlaceBehind) => {
  const { json } = await call(hub, `GET /v1/deliveries?endpoint_id=${place.endpointId}`)
  return json.data[0] as { id: string; state: string; last_cause: string | null }
}

describe("a request is handed on with", () => {
  test("the very credential that it came with, of several live ones", async () => {
    const place = await pivotWith("new-key-1", "old-key-1")
    place.handler.secrets = { callback_api_key: ["old-key-1"] }
    expect(await tell(place, "old-key-1")).toBe(200)
    await hub.settle()
    expect(await place.handler.next()).toMatchObject({
      status: 200,
      headers: { "x-api-key": ["old-key-1"] },
    })
  })

  test("today's credential, where its own was rotated out in between", async () => {
    const place = await pivotWith("first-key")
    expect(await tell(place, "first-key")).toBe(200)
    await changeSecrets(place, "second-key")
    await hub.settle()
    expect((await place.handler.next()).headers["x-api-key"]).toEqual(["second-key"])
  })

  test("a credential that the source has had for a moment only", async () => {
    const place = await pivotWith("known-key")
    await tell(place, "known-key")
    await hub.settle()
    await place.handler.next()
    await changeSecrets(place, "newest-key", "fresh-key", "known-key")
    expect(await tell(place, "fresh-key")).toBe(200)
    await hub.settle()
    expect((await place.handler.next()).headers["x-api-key"]).toEqual(["fresh-key"])
  })

  test("a credential again, once the quarantined one is released", async () => {
    const place = await pivotWith("their-old-key")
    expect(await tell(place, "their-new-key")).toBe(401)
    await changeSecrets(place, "their-new-key")
    place.handler.secrets = { callback_api_key: ["their-new-key"] }
    const parked = await call(hub, `GET /v1/messages?source_id=${place.sourceId}`)
    const release = `POST /v1/messages/${parked.json.data[0].id}/release`
    expect((await call(hub, release, { body: {} })).status).toBe(202)
    await hub.settle()
    const seen = await place.handler.next()
    expect(seen).toMatchObject({ status: 200, headers: { "x-api-key": ["their-new-key"] } })
    expect(seen.body.equals(body)).toBe(true)
  })

  test("no cookie or token of a proxy, since nobody knows it any more", async () => {
    const place = await pivotWith("a-key-of-pivot")
    const lines = [keyLine("a-key-of-pivot"), "Cookie: a=b", "X-Gateway-Token: t", "X-Plain: p"]
    await sendRawRequest(hub.port, place.path, { lines, body })
    await hub.settle()
    const { headers } = await place.handler.next()
    expect(headers).toEqual({ "x-api-key": ["a-key-of-pivot"], "x-plain": ["p"] })
  })

  test("the same bytes and credentials again, when it is resent", async () => {
    const place = await pivotWith("key-of-today")
    await tell(place, "key-of-today")
    await hub.settle()
    const first = await place.handler.next()
    await expect.poll(async () => (await deliveryOf(place)).state).toBe("delivered")
    const { id } = await deliveryOf(place)
    expect((await call(hub, `POST /v1/deliveries/${id}/resend`)).status).toBe(202)
    expect(await place.handler.next()).toEqual(first)
  })

  test("the same again, where its handler did not take it", async () => {
    const place = await pivotWith("key-of-pivot-1")
    place.handler.secrets = { callback_api_key: ["key-that-nobody-has"] }
    await tell(place, "key-of-pivot-1")
    await hub.settle()
    const first = await place.handler.next()
    await expect
      .poll(() => deliveryOf(place))
      .toMatchObject({ state: "retrying", last_status: 401 })
    place.handler.secrets = { callback_api_key: ["key-of-pivot-1"] }
    const { id } = await deliveryOf(place)
    await call(hub, `POST /v1/deliveries/${id}/resend`)
    expect(await place.handler.next()).toEqual({ ...first, status: 200 })
    await expect.poll(() => deliveryOf(place)).toMatchObject({ state: "delivered" })
  })

  test("nothing yet, while the source cannot be read: it is tried again", async () => {
    const place = await pivotWith("key-in-trouble")
    const { pool } = hub.database
    const endpoint = `/v1/endpoints/${place.endpointId}`
    await call(hub, `POST ${endpoint}/disable`)
    await tell(place, "key-in-trouble")
    await hub.settle()
    const { id } = await deliveryOf(place)
    await call(hub, `POST ${endpoint}/enable`)
    await pool.query("alter table sources rename to sources_away")
    try {
      expect((await call(hub, `POST /v1/deliveries/${id}/resend`)).status).toBe(202)
      await expect
        .poll(() => deliveryOf(place))
        .toMatchObject({ state: "retrying", last_cause: "unreadable" })
    } finally {
      await pool.query("alter table sources_away rename to sources")
    }
    await call(hub, `POST /v1/deliveries/${id}/resend`)
    expect(await place.handler.next()).toMatchObject({
      status: 200,
      headers: { "x-api-key": ["key-in-trouble"] },
    })
  })
})

describe("a raw endpoint is registered by", () => {
  const register = (url: string, more: object = {}) =>
    call(hub, "POST /v1/endpoints", { body: { url, dialect: "raw", ...more } })

  test("a sample under the user and password, where the source has nothing else", async () => {
    const secrets = { basic_username: ["u"], basic_password: ["p"] }
    const { sample } = await hub.putBehind("xendit", secrets)
    expect(sample).toMatchObject({ status: 200, headers: { authorization: ["Basic dTpw"] } })
    expect(sample.headers["x-callback-token"]).toBeUndefined()
  })

  test("a plain test event, where its sources are of several providers", async () => {
    await pivotWith("one-of-several")
    await hub.putBehind("xendit", { callback_token: ["another-of-several"] })
    const receiver = await createReceiver()
    const made = await register(receiver.url)
    expect(made.status).toBe(201)
    const [request] = receiver.requests
    expect(JSON.parse(request?.body ?? "")).toEqual({
      type: "endpoint.test",
      id: expect.stringMatching(/^evt_/),
      timestamp: expect.any(String),
      sample: true,
    })
    await call(hub, `DELETE /v1/endpoints/${made.json.id}`)
    await receiver.close()
  })

  test("nothing that its handler refuses", async () => {
    const { sourceId } = await pivotWith("the-key-of-this-one")
    const stranger = await createVendorHandler("pivot", { callback_api_key: ["some-other-key"] })
    const settings = { source_ids: [sourceId] }
    const refused = await register(stranger.url, { settings })
    expect(refused.json).toMatchObject({ code: "endpoint_refused", response_status: 401 })
    await stranger.close()
  })

  test.each([
    ["chosen events", { event_types: ["payout.*"] }, "request_invalid"],
    ["an order", { ordering: "payout" }, "request_invalid"],
    ["a secret", { secret: "whatever it may be" }, "secrets_invalid"],
    ["a user and password", { basic: { username: "u", password: "p" } }, "secrets_invalid"],
    ["a form", { settings: { form: "json" } }, "request_invalid"],
    ["presumed news", { settings: { include_presumed: true } }, "request_invalid"],
    [
      "a source of nobody",
      { settings: { source_ids: ["src_01jd5zj8rve5xbzxwn4hqy3n6c"] } },
      "request_invalid",
    ],
  ])("no request that wishes for %s", async (_what, wish, code) => {
    const refused = await register("http://127.0.0.1:9/", wish)
    expect(refused.json).toMatchObject({ code })
  })

  test("no key that may not see requests as received, nor is it moved by one", async () => {
    const { endpointId, sourceId, handler } = await pivotWith("seen-by-few")
    const made = await call(hub, "POST /v1/api-keys", {
      body: { name: "writer", scopes: ["read", "write"] },
    })
    const key = made.json.key as string
    const settings = { source_ids: [sourceId] }
    const refused = await call(hub, "POST /v1/endpoints", {
      key,
      body: { url: handler.url, dialect: "raw", settings },
    })
    expect(refused.json).toMatchObject({ code: "forbidden", scope_needed: "raw" })
    const change = (body: object) => call(hub, `PATCH /v1/endpoints/${endpointId}`, { key, body })
    expect((await change({ url: `${handler.url}/elsewhere` })).json.code).toBe("forbidden")
    expect((await change({ settings: {} })).json.code).toBe("forbidden")
    expect((await change({ description: "what it is" })).status).toBe(200)
    expect(handler.seen).toEqual([])
  })

  test("one without a secret of its own: there is none to rotate", async () => {
    const { endpointId } = await pivotWith("only-the-sources")
    const rotated = await call(hub, `POST /v1/endpoints/${endpointId}/rotate-secret`)
    expect(rotated.json).toMatchObject({ code: "conflict" })
  })
})
