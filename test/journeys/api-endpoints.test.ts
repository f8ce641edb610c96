import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { idText, idUuid, newUuid } from "../../src/ids.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { insertDeliveryRow, insertHistoryRow, insertRow } from "../support/ledger-rows.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let receiver: Server
/** A merchant's own service: answers `/200` with 200, `/500` with 500. */
let service: string
const received: string[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  receiver = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => (body += String(chunk)))
    request.on("end", () => {
      received.push(body)
      response.writeHead(Number(request.url?.slice(1)), { "content-type": "text/plain" })
      response.end("my answer")
    })
  }).listen(0, "127.0.0.1")
  await new Promise((resolve) => receiver.once("listening", resolve))
  service = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
})
afterAll(async () => {
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
  await hub.stop()
  await database.drop()
})

describe("endpoints", () => {
  test("one is registered after a test event, and its secret is shown once", async () => {
    const body = { url: `${service}/200`, event_types: ["payout.*"], description: "ours" }
    const made = await call(hub, "POST /v1/endpoints", { body })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      ...body,
      id: expect.stringMatching(/^ep_/),
      secret: expect.stringMatching(/^whsec_/),
      dialect: "paidout",
      ordering: "none",
      state: "active",
      disabled_reason: null,
    })
    expect(JSON.parse(received.at(-1) ?? "")).toMatchObject({ type: "endpoint.test" })
    const one = await call(hub, `GET /v1/endpoints/${made.json.id}`)
    const { secret, ...shown } = made.json
    expect(one.json).toEqual(shown)
    const list = await call(hub, "GET /v1/endpoints")
    expect(list.json.data).toEqual([shown])
    expect(one.text + list.text).not.toContain(secret)
  })

  test("one that does not answer 200 is refused, with what came back", async () => {
    for (const status of [500, 204]) {
      const { status: answered, json } = await call(hub, "POST /v1/endpoints", {
        body: { url: `${service}/${status}` },
      })
      expect(answered).toBe(422)
      expect(json).toMatchObject({ code: "endpoint_refused", response_status: status })
    }
  })

  test.each([
    ["an address that is not allowed", { url: "https://10.0.0.1/" }, "endpoint_address_refused"],
    ["a scheme of another kind", { url: "ftp://127.0.0.1/" }, "endpoint_address_refused"],
    ["user info", { url: "https://u:p@example.com/" }, "endpoint_address_refused"],
    ["an unknown dialect", { url: "https://example.com/", dialect: "x" }, "dialect_unknown"],
    ["an unknown type", { url: "https://example.com/", event_types: ["x"] }, "event_type_unknown"],
    ["an unknown field", { url: "https://example.com/", colour: "red" }, "request_invalid"],
    [
      "an unknown setting",
      { url: "https://example.com/", settings: { colour: "red" } },
      "request_invalid",
    ],
  ])("%s is refused before anything is sent", async (_what, body, code) => {
    const sent = received.length
    const { json } = await call(hub, "POST /v1/endpoints", { body })
    expect(json.code).toBe(code)
    expect(received).toHaveLength(sent)
  })

  test("it is changed, tested, rotated, disabled, enabled and deleted", async () => {
    const made = await call(hub, "POST /v1/endpoints", { body: { url: `${service}/200` } })
    const path = `/v1/endpoints/${made.json.id}`
    const changed = await call(hub, `PATCH ${path}`, {
      body: { description: "changed", settings: { timeout_ms: 5000 } },
    })
    expect(changed.json).toMatchObject({
      description: "changed",
      settings: { timeout_ms: 5000 },
      url: `${service}/200`,
    })
    const moved = await call(hub, `PATCH ${path}`, { body: { url: `${service}/500` } })
    expect(moved.json.code).toBe("endpoint_refused")
    const tested = await call(hub, `POST ${path}/test`)
    expect(tested.json).toMatchObject({
      accepted: true,
      response_status: 200,
      response_body: "my answer",
    })
    const rotated = await call(hub, `POST ${path}/rotate-secret`)
    expect(rotated.json.secret).toMatch(/^whsec_/)
    expect(rotated.json.secret).not.toBe(made.json.secret)
    const disabled = await call(hub, `POST ${path}/disable`)
    expect(disabled.json).toMatchObject({ state: "disabled", disabled_reason: "operator" })
    const enabled = await call(hub, `POST ${path}/enable`)
    expect(enabled.json).toMatchObject({ state: "active", disabled_reason: null })
    expect((await call(hub, `DELETE ${path}`)).status).toBe(204)
    expect((await call(hub, `GET ${path}`)).status).toBe(404)
    const audit = await call(hub, "GET /v1/audit?limit=6")
    expect(audit.json.data.map((entry: { action: string }) => entry.action)).toEqual([
      "endpoint.delete",
      "endpoint.enable",
      "endpoint.disable",
      "endpoint.rotate_secret",
      "endpoint.change",
      "endpoint.create",
    ])
    expect(audit.text).not.toMatch(/whsec_/)
  })
})

describe("deliveries", () => {
  test("one shows its attempts, is listed by what it is for, and is sent again", async () => {
    const { pool } = database
    const made = await call(hub, "POST /v1/endpoints", { body: { url: `${service}/200` } })
    const merchantId = hub.merchant.id
    const endpointId = idUuid("endpoint", made.json.id) ?? ""
    const subjectId = newUuid()
    const told = { merchantId, subjectId }
    const eventId = await insertHistoryRow(pool, told, { sequence: 1, type: "payout.paid" })
    const id = await insertDeliveryRow(
      pool,
      { merchantId, endpointId },
      { state: "exhausted", subject_id: subjectId, event_id: eventId },
    )
    await insertRow(pool, "attempts", {
      merchant_id: merchantId,
      id,
      delivery_id: id,
      number: 1,
      trigger: "automatic",
      url: `${service}/500`,
      started_at: "2026-11-20T08:00:00Z",
      duration_ms: 12,
      outcome: "failure",
      response_status: 500,
      response_headers: JSON.stringify({ "content-type": "text/plain" }),
      response_body: Buffer.from("broken"),
      cause: "status",
    })
    const path = `/v1/deliveries/${idText("delivery", id)}`
    const one = await call(hub, `GET ${path}`)
    expect(one.json).toMatchObject({
      endpoint_id: made.json.id,
      type: "payout.paid",
      state: "exhausted",
      next_attempt_at: null,
      attempts: [
        {
          number: 1,
          outcome: "failure",
          response_status: 500,
          response_headers: { "content-type": "text/plain" },
          response_body: "broken",
          cause: "status",
        },
      ],
    })
    const ids = async (query: string) => {
      const { json } = await call(hub, `GET /v1/deliveries?${query}`)
      return json.data.map((delivery: { id: string }) => delivery.id)
    }
    expect(await ids(`endpoint_id=${made.json.id}&state=exhausted`)).toEqual([one.json.id])
    expect(await ids(`event_id=${one.json.event_id}`)).toEqual([one.json.id])
    expect(await ids(`endpoint_id=${made.json.id}&state=delivered`)).toEqual([])
    const again = await call(hub, `POST ${path}/resend`)
    expect(again.status).toBe(202)
    expect(again.json.next_attempt_at).not.toBeNull()
  })
})
