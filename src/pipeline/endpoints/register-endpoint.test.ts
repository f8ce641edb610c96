import { Webhook } from "standardwebhooks"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../../test/support/deliveries.ts"
import { createReceiver, type Receiver } from "../../../test/support/receiver.ts"
import { createAddressPolicy } from "../../delivery/address-guard.ts"
import { listListeningEndpoints } from "../../delivery/list-listening-endpoints.ts"
import { listEndpoints } from "../../delivery/list-endpoints.ts"
import { createGuardedAgent } from "../../delivery/guarded-agent.ts"
import { createAttemptSender } from "../../delivery/send-attempt.ts"
import { PaidoutError } from "../../errors.ts"
import { newUuid } from "../../ids.ts"
import { changeEndpoint } from "./change-endpoint.ts"
import { registerEndpoint, type EndpointRegistration } from "./register-endpoint.ts"
import { removeEndpoint } from "./remove-endpoint.ts"
import { rotateEndpointSecret } from "./rotate-endpoint-secret.ts"
import { switchEndpoint } from "./switch-endpoint.ts"
import { testEndpoint } from "./test-endpoint.ts"
import type { EndpointContext } from "./try-endpoint.ts"

let database: TestDatabase
let fixture: DeliveryFixture
let receiver: Receiver
let context: EndpointContext

beforeAll(async () => {
  database = await createTestDatabase()
  const policy = createAddressPolicy(["127.0.0.0/8"])
  const sender = createAttemptSender(createGuardedAgent(policy), { userAgent: "Paidout/test" })
  fixture = await createDeliveryFixture(database.pool)
  context = { pool: database.pool, keyring: fixture.keyring, sender, policy }
})
afterAll(async () => {
  await context.sender.close()
  await database.drop()
})
beforeEach(async () => {
  receiver = await createReceiver()
})
afterEach(async () => {
  await receiver.close()
})

async function register(request: Partial<EndpointRegistration> = {}) {
  const own = { merchantId: fixture.merchantId, url: receiver.url, actor: "key_test" }
  const { endpoint, secret } = await registerEndpoint(context, { ...own, ...request })
  return { endpoint, secret: secret ?? "" }
}

async function refusal(work: Promise<unknown>): Promise<PaidoutError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof PaidoutError) return error
  throw new Error(`not refused: ${String(error)}`)
}

const count = async () => {
  const { rows } = await database.pool.query<{ count: number }>(
    "select count(*)::int as count from endpoints",
  )
  return rows[0]?.count
}

describe("registering", () => {
  test("sends a marked sample, signed with the secret that is returned", async () => {
    const { endpoint, secret } = await register({ url: `${receiver.url}/hook` })
    const [request] = receiver.requests
    const body = new Webhook(secret).verify(
      request?.body ?? "",
      request?.headers as Record<string, string>,
    )
    expect(body).toMatchObject({
      type: "endpoint.test",
      version: "2026-11-21",
      data: { sample: true, payout: { live: false, amount: { currency: "IDR" } }, sequence: 2 },
    })
    expect(endpoint).toMatchObject({
      url: `${receiver.url}/hook`,
      eventTypes: ["*"],
      dialect: "paidout",
      version: "2026-11-21",
      ordering: "none",
      state: "active",
    })
  })

  test("stores no secret in the clear, and tells the audit log none", async () => {
    const { endpoint, secret } = await register()
    const { rows } = await database.pool.query<{ everything: string }>(
      `select (select string_agg(e::text, '') from endpoints as e where id = $1)
         || (select string_agg(a::text, '') from audit_log as a) as everything`,
      [endpoint.id],
    )
    expect(rows[0]?.everything).toContain("endpoint.create")
    expect(rows[0]?.everything).not.toContain(secret)
    expect(rows[0]?.everything).not.toContain(
      Buffer.from(secret, "utf8").toString("hex").slice(12, 40),
    )
  })

  test.each([201, 202, 204, 301, 302, 400, 404, 410, 500, 503])(
    "refuses an endpoint that answers %i, and says what came back",
    async (status) => {
      const before = await count()
      receiver.answer = (_, response) =>
        void response.writeHead(status).end(status === 204 ? undefined : "not today")
      const error = await refusal(register())
      expect(error).toMatchObject({
        code: "endpoint_refused",
        status: 422,
        detail: { response_status: status, response_body: status === 204 ? null : "not today" },
      })
      expect(error.message).toContain(String(status))
      expect(error.detail["cause"]).toMatch(/^(status|redirect|gone)$/)
      expect(receiver.requests).toHaveLength(1)
      expect(await count()).toBe(before)
    },
  )

  test("refuses an endpoint that does not answer in time", async () => {
    receiver.answer = () => {}
    const error = await refusal(register({ settings: { timeout_ms: 1_000 } }))
    expect(error).toMatchObject({
      code: "endpoint_refused",
      detail: { response_status: null, response_body: null, cause: "timeout" },
    })
  })

  test("refuses an endpoint that nobody listens at", async () => {
    await receiver.close()
    expect(await refusal(register())).toMatchObject({
      code: "endpoint_refused",
      detail: { cause: "connection_refused" },
    })
    receiver = await createReceiver()
  })

  test.each([
    ["http://10.0.0.1/hook", "address_forbidden"],
    ["http://169.254.169.254/latest", "address_forbidden"],
    ["ftp://127.0.0.1/", "scheme_forbidden"],
    ["not a url", "url_invalid"],
  ])("refuses %s: %s", async (url, reason) => {
    expect(await refusal(register({ url }))).toMatchObject({
      code: "endpoint_address_refused",
      status: 422,
      detail: { refusal: reason },
    })
  })

  test("refuses user info before any connection", async () => {
    const url = receiver.url.replace("http://", "http://user:pass@")
    expect(await refusal(register({ url }))).toMatchObject({ code: "endpoint_address_refused" })
    expect(receiver.connections).toBe(0)
  })

  test("refuses a forbidden address before any connection", async () => {
    const closed = { ...context, policy: createAddressPolicy([]) }
    const { merchantId } = fixture
    const request = { merchantId, url: receiver.url, actor: "key_test" }
    expect(await refusal(registerEndpoint(closed, request))).toMatchObject({
      code: "endpoint_address_refused",
    })
    expect(receiver.connections).toBe(0)
  })

  test.each([
    [{ dialect: "esperanto" }, "dialect_unknown"],
    [{ dialect: "__proto__" }, "dialect_unknown"],
    [{ version: "2020-01-01" }, "request_invalid"],
    [{ ordering: "merchant" }, "request_invalid"],
    [{ eventTypes: [] }, "request_invalid"],
    [{ eventTypes: ["payout.exploded"] }, "event_type_unknown"],
    [{ eventTypes: ["payout.paid", "refund.*"] }, "event_type_unknown"],
    [{ eventTypes: ["pay*"] }, "event_type_unknown"],
    [{ settings: { timeout_ms: 30_001 } }, "request_invalid"],
    [{ settings: { concurrency: 0 } }, "request_invalid"],
    [{ settings: { retry_schedule: "hourly" } }, "request_invalid"],
    [{ settings: { retry_delays_ms: [1.5] } }, "request_invalid"],
    [{ settings: { colour: "red" } }, "request_invalid"],
    [{ settings: [] }, "request_invalid"],
    [{ description: "x".repeat(501) }, "request_invalid"],
    [{ url: `http://127.0.0.1/${"x".repeat(2_048)}` }, "request_invalid"],
  ])("refuses %j: %s, and sends nothing", async (request, code) => {
    expect(await refusal(register(request))).toMatchObject({ code })
    expect(receiver.connections).toBe(0)
  })

  test("takes patterns and settings as they are", async () => {
    const settings = { timeout_ms: 5_000, concurrency: 4, retry_schedule: "xendit" }
    const eventTypes = ["payout.*", "batch.done"]
    const { endpoint } = await register({ eventTypes, settings, description: "Orders" })
    expect(endpoint).toMatchObject({ eventTypes, settings, description: "Orders" })
  })
})

describe("an endpoint", () => {
  const key = (id: string) => ({ merchantId: fixture.merchantId, id, actor: "key_test" })
  const rotate = async (id: string) => {
    const { secret } = await rotateEndpointSecret(context, key(id))
    return { secret: secret ?? "" }
  }

  test("is tested again on demand, and a failure changes nothing", async () => {
    const { endpoint } = await register()
    expect(await testEndpoint(context, key(endpoint.id))).toMatchObject({ accepted: true })
    receiver.answer = (_, response) => void response.writeHead(503).end("later")
    expect(await testEndpoint(context, key(endpoint.id))).toMatchObject({
      accepted: false,
      response_status: 503,
      response_body: "later",
      cause: "status",
    })
  })

  test("signs with the new and the old secret after a rotation", async () => {
    const { endpoint, secret: old } = await register()
    const { secret } = await rotate(endpoint.id)
    await testEndpoint(context, key(endpoint.id))
    const request = receiver.requests.at(-1)
    const headers = request?.headers as Record<string, string>
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2)
    for (const each of [secret, old]) new Webhook(each).verify(request?.body ?? "", headers)
    expect(secret).not.toBe(old)
  })

  test("keeps every secret of rotations at the same time, up to five", async () => {
    const { endpoint } = await register()
    const rotations = Array.from({ length: 4 }, () => rotate(endpoint.id))
    const secrets = (await Promise.all(rotations)).map(({ secret }) => secret)
    await testEndpoint(context, key(endpoint.id))
    const request = receiver.requests.at(-1)
    for (const secret of secrets) {
      new Webhook(secret).verify(request?.body ?? "", request?.headers as Record<string, string>)
    }
    expect(await refusal(rotate(endpoint.id))).toMatchObject({
      code: "conflict",
    })
  })

  test("gets a new URL only where that answers 200, with the same secret", async () => {
    const { endpoint, secret } = await register()
    const other = await createReceiver()
    other.answer = (_, response) => void response.writeHead(404).end()
    const change = { ...key(endpoint.id), url: `${other.url}/new` }
    expect(await refusal(changeEndpoint(context, change))).toMatchObject({
      code: "endpoint_refused",
    })
    other.answer = (_, response) => void response.end()
    expect(await changeEndpoint(context, change)).toMatchObject({ url: `${other.url}/new` })
    const request = other.requests.at(-1)
    new Webhook(secret).verify(request?.body ?? "", request?.headers as Record<string, string>)
    await other.close()
  })

  test("changes other fields without a test event", async () => {
    const { endpoint } = await register({ description: "before" })
    const sent = receiver.requests.length
    const change = { description: null, eventTypes: ["payout.paid"], settings: { concurrency: 2 } }
    expect(await changeEndpoint(context, { ...key(endpoint.id), ...change })).toMatchObject({
      ...change,
      url: receiver.url,
    })
    expect(receiver.requests).toHaveLength(sent)
  })

  test("gets events only while it is active", async () => {
    const { endpoint } = await register()
    const active = async () =>
      (await listListeningEndpoints(context.pool, [fixture.merchantId])).some(
        ({ id, state }) => id === endpoint.id && state === "active",
      )
    expect(await active()).toBe(true)
    await switchEndpoint(context, { ...key(endpoint.id), state: "disabled" })
    expect(await active()).toBe(false)
    await switchEndpoint(context, { ...key(endpoint.id), state: "active" })
    expect(await active()).toBe(true)
    await removeEndpoint(context, key(endpoint.id))
    expect(await active()).toBe(false)
    expect(await refusal(removeEndpoint(context, key(endpoint.id)))).toMatchObject({
      code: "not_found",
    })
  })

  test("of another merchant is not found by any operation", async () => {
    const { endpoint } = await register()
    const other = { ...key(endpoint.id), merchantId: newUuid() }
    await context.pool.query("insert into merchants (id, name) values ($1, 'Other')", [
      other.merchantId,
    ])
    await context.keyring.createDataKey(context.pool, other.merchantId)
    const attempts = [
      () => testEndpoint(context, other),
      () => rotateEndpointSecret(context, other),
      () => changeEndpoint(context, { ...other, description: "mine" }),
      () => switchEndpoint(context, { ...other, state: "disabled" }),
      () => removeEndpoint(context, other),
    ]
    for (const attempt of attempts) {
      expect(await refusal(attempt())).toMatchObject({ code: "not_found" })
    }
  })

  test("is listed newest first, page by page", async () => {
    for (let index = 0; index < 5; index += 1) await register({ description: String(index) })
    const { merchantId } = fixture
    const first = await listEndpoints(context.pool, { merchantId, limit: 3 })
    const second = await listEndpoints(context.pool, {
      merchantId,
      limit: 3,
      before: first.at(-1)?.id,
    })
    expect([...first, ...second].slice(0, 5).map(({ description }) => description)).toEqual([
      ...["4", "3", "2", "1", "0"],
    ])
  })
})
