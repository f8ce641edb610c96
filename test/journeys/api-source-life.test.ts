import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { SECRETS } from "../support/hub-fixture.ts"
import { insertRow } from "../support/ledger-rows.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"
import { idUuid } from "../../src/ids.ts"

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

async function connect(provider: string, more: object = {}) {
  const body = { name: provider, provider, secrets: SECRETS[provider], live: false, ...more }
  const made = await call(hub, "POST /v1/sources", { body })
  expect(made.status, made.text).toBe(201)
  return made.json as { readonly id: string; readonly receive_url: string }
}

const shown = async (id: string) => (await call(hub, `GET /v1/sources/${id}`)).json
const change = (id: string, body: object) => call(hub, `PATCH /v1/sources/${id}`, { body })

describe("the secrets of a source", () => {
  test("rotate by adding the new one and removing the old one by its id", async () => {
    const { id } = await connect("xendit", {
      secrets: { callback_token: "the-first-token-of-1111" },
    })
    await change(id, { add_secrets: { callback_token: "the-second-token-of-2222" } })
    const { live_secrets: live } = await shown(id)
    expect(live).toMatchObject([
      { kind: "callback_token", hint: "…2222" },
      { kind: "callback_token", hint: "…111" },
    ])
    const changed = await change(id, { remove_secrets: [live[1].id] })
    expect(changed.json).toMatchObject({ secrets: { callback_token: 1 }, live_secrets: [live[0]] })
    expect(changed.text).not.toContain("token-of")
    const old = await fetch(changed.json.receive_url, {
      method: "POST",
      headers: { "x-callback-token": "the-first-token-of-1111" },
      body: "{}",
    })
    expect(old.status).toBe(401)
  })

  test("are never all removed, and what is not live is not removed", async () => {
    const { id } = await connect("pivot")
    const [only] = (await shown(id)).live_secrets
    const none = await change(id, { remove_secrets: [only.id] })
    expect(none.json).toMatchObject({ status: 422, code: "secrets_invalid" })
    const other = await connect("pivot")
    const foreign = await change(other.id, { remove_secrets: [only.id] })
    expect(foreign.json).toMatchObject({ status: 422, code: "secrets_invalid" })
    expect((await shown(id)).secrets).toEqual({ callback_api_key: 1 })
  })

  test("that are short give nothing of themselves away", async () => {
    const { id } = await connect("pivot", { secrets: { callback_api_key: "abcde" } })
    expect((await shown(id)).live_secrets).toMatchObject([{ hint: "…" }])
  })
})

describe("what a source was sent", () => {
  test("is counted, the authentic apart from the refused, and with what waits", async () => {
    const { id, receive_url: url } = await connect("xendit")
    expect(await shown(id)).toMatchObject({
      activity: { last_message_at: null, received: 0, verified: 0, quarantined: 0 },
      api: { state: "no_credentials" },
    })
    const send = (token: string) =>
      fetch(url, { method: "POST", headers: { "x-callback-token": token }, body: "{}" })
    await send(SECRETS["xendit"]?.["callback_token"]?.[0] ?? "")
    const verifiedAt = (await shown(id)).activity.last_verified_at
    await send("wrong")
    const { activity } = await shown(id)
    expect(activity).toMatchObject({
      received: 2,
      verified: 1,
      quarantined: 1,
      counted_since: null,
    })
    expect(activity.last_verified_at).toBe(verifiedAt)
    expect(Date.parse(activity.last_message_at)).toBeGreaterThanOrEqual(Date.parse(verifiedAt))
    const { json } = await call(hub, "GET /v1/sources?limit=100")
    expect(json.data.find((each: { id: string }) => each.id === id)).toEqual(await shown(id))
  })

  test("does not count for another source, and the API's standing is told", async () => {
    const { id } = await connect("xendit", { credentials: { api_key: "xnd_development_a" } })
    expect(await shown(id)).toMatchObject({
      activity: { received: 0, quarantined: 0 },
      api: { state: "not_asked" },
    })
    await insertRow(database.pool, "call_budgets", {
      merchant_id: hub.merchant.id,
      source_id: idUuid("source", id),
      failing_since: new Date(),
      finding: "credentials_refused",
      detail: "HTTP 401",
    })
    expect((await shown(id)).api).toMatchObject({ state: "fails", finding: "credentials_refused" })
    await database.pool.query("update call_budgets set failing_since = null")
    expect((await shown(id)).api.state).toBe("answers")
  })
})

describe("a sample", () => {
  test.each(["pivot", "xendit", "adyen"])(
    "of %s arrives as its provider's would",
    async (provider) => {
      const { id } = await connect(provider)
      const sent = await call(hub, `POST /v1/sources/${id}/test`)
      expect(sent.json).toMatchObject({ accepted: true, cause: null, error: null })
      const message = await call(hub, `GET /v1/messages/${sent.json.message_id}`)
      expect(message.json).toMatchObject({ source_id: id, state: "received" })
      expect(message.json.body_text).toMatch(/SAMPLE/)
      const again = await call(hub, `POST /v1/sources/${id}/test`)
      expect(again.json.message_id).not.toBe(sent.json.message_id)
      const audit = await call(hub, "GET /v1/audit")
      expect(audit.json.data[0]).toMatchObject({ action: "source.test", object: id })
    },
  )

  test("carries user and password where the source wants them, too", async () => {
    const { id } = await connect("adyen", {
      secrets: { ...SECRETS["adyen"], basic_username: "u", basic_password: "p" },
    })
    const { json } = await call(hub, `POST /v1/sources/${id}/test`)
    expect(json).toMatchObject({ accepted: true })
  })

  test.each([true, null])("is not sent to a source whose mode is %s", async (live) => {
    const { id } = await connect("pivot", { live })
    const { json } = await call(hub, `POST /v1/sources/${id}/test`)
    expect(json).toMatchObject({ status: 409, code: "conflict" })
    expect((await shown(id)).activity.received).toBe(0)
  })

  test("tells what a disabled source answers", async () => {
    const { id } = await connect("pivot")
    await change(id, { disabled: true })
    const { json } = await call(hub, `POST /v1/sources/${id}/test`)
    expect(json).toMatchObject({ accepted: false, response_status: 404, message_id: null })
  })
})

test("a list of API keys says who made each", async () => {
  const made = await call(hub, "POST /v1/api-keys", { body: { name: "reports", scopes: ["read"] } })
  const { json } = await call(hub, "GET /v1/api-keys")
  const { key, ...listed } = made.json
  expect(json.data[0]).toEqual(listed)
  expect(json.data[0].created_by).toBe(json.data.at(-1).id)
  expect(json.data.at(-1).created_by).toBe("start")
  expect(key).toMatch(/^pd_/)
})
