import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

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

const xendit = {
  name: "xendit main",
  provider: "xendit",
  secrets: { callback_token: "token-one" },
}

describe("sources", () => {
  test("a source is created with a receive URL, and no answer holds its secrets", async () => {
    const created = await call(hub, "POST /v1/sources", {
      body: {
        ...xendit,
        credentials: { api_key: "xnd_development_abc" },
        settings: { merchant_account: "acc-1" },
      },
    })
    expect(created.status).toBe(201)
    expect(created.json).toMatchObject({
      id: expect.stringMatching(/^src_[0-9a-z]{26}$/),
      name: "xendit main",
      provider: "xendit",
      live: false,
      settings: { account: "acc-1" },
      secrets: { callback_token: 1 },
      has_credentials: true,
      disabled_at: null,
    })
    expect(created.json.receive_url).toBe(`${hub.url}/in/${created.json.id}`)
    const one = await call(hub, `GET /v1/sources/${created.json.id}`)
    expect(one.json).toEqual(created.json)
    const list = await call(hub, "GET /v1/sources?provider=xendit")
    expect(list.json.data[0]).toEqual(created.json)
    expect(created.text + one.text + list.text).not.toMatch(/token-one|xnd_development/)
  })

  test.each([
    ["an unknown provider", { ...xendit, provider: "acme" }, "provider_unknown"],
    ["a secret of another provider", { ...xendit, secrets: { hmac_key: "aa" } }, "secrets_invalid"],
    ["no secret", { ...xendit, secrets: {} }, "secrets_invalid"],
    ["half of basic", { ...xendit, secrets: { basic_username: "u" } }, "secrets_invalid"],
    [
      "a live flag that the key contradicts",
      { ...xendit, live: true, credentials: { api_key: "xnd_development_x" } },
      "secrets_invalid",
    ],
    ["no name", { provider: "xendit", secrets: { callback_token: "t" } }, "request_invalid"],
    ["an empty secret", { ...xendit, secrets: { callback_token: "" } }, "request_invalid"],
    ["an unknown setting", { ...xendit, settings: { colour: "red" } }, "request_invalid"],
  ])("%s is refused", async (_what, body, code) => {
    const answer = await call(hub, "POST /v1/sources", { body })
    expect(answer.json).toMatchObject({ code, type: `/docs/errors#${code}` })
    expect(answer.status).toBe(answer.json.status)
  })

  test("an unknown field is refused and named", async () => {
    const answer = await call(hub, "POST /v1/sources", { body: { ...xendit, colour: "red" } })
    expect(answer.status).toBe(400)
    expect(answer.json.errors).toEqual([{ field: "colour", message: "is not known here" }])
  })

  test("secrets rotate: added beside the old ones, then replaced, then a kind removed", async () => {
    const { json } = await call(hub, "POST /v1/sources", { body: xendit })
    const path = `PATCH /v1/sources/${json.id}`
    const added = await call(hub, path, { body: { add_secrets: { callback_token: "token-two" } } })
    expect(added.json.secrets).toEqual({ callback_token: 2 })
    const replaced = await call(hub, path, {
      body: {
        secrets: { callback_token: ["token-two"], basic_username: "u", basic_password: "p" },
      },
    })
    expect(replaced.json.secrets).toEqual({
      callback_token: 1,
      basic_username: 1,
      basic_password: 1,
    })
    const removed = await call(hub, path, { body: { secrets: { callback_token: null } } })
    expect(removed.json.secrets).toEqual({ basic_username: 1, basic_password: 1 })
    const last = await call(hub, path, {
      body: { secrets: { basic_username: null, basic_password: null } },
    })
    expect(last.json.code).toBe("secrets_invalid")
  })

  test("new credentials change the mode only where they tell it", async () => {
    const { json } = await call(hub, "POST /v1/sources", { body: { ...xendit, live: false } })
    const path = `PATCH /v1/sources/${json.id}`
    const mode = async (body: object) => (await call(hub, path, { body })).json.live
    expect(await mode({ credentials: { api_key: "a key that tells nothing" } })).toBe(false)
    expect(await mode({ credentials: { api_key: "xnd_production_x" } })).toBe(true)
    expect(await mode({ credentials: null, name: "renamed" })).toBe(true)
    expect(await mode({ live: null })).toBeNull()
  })

  test("what a key may not read it cannot have sent to a host of its choice", async () => {
    const withKey = { ...xendit, credentials: { api_key: "xnd_development_of_the_merchant" } }
    const { json } = await call(hub, "POST /v1/sources", { body: withKey })
    const made = await call(hub, "POST /v1/api-keys", {
      body: { name: "writer", scopes: ["read", "write"] },
    })
    const key = made.json.key
    const change = (body: object, by: string = key) =>
      call(hub, `PATCH /v1/sources/${json.id}`, { key: by, body })
    const elsewhere = { settings: { base_url: "https://elsewhere.example.com/api" } }
    const refused = await change(elsewhere)
    expect(refused.json).toMatchObject({ status: 403, code: "forbidden" })
    // With credentials of its own it may, and so may who is trusted with all.
    expect(
      (await change({ ...elsewhere, credentials: { api_key: "xnd_development_own" } })).status,
    ).toBe(200)
    const path = { settings: { base_url: "https://elsewhere.example.com/v2", confirm: "final" } }
    expect((await change(path)).status).toBe(200)
    const third = { settings: { base_url: "https://third.example.com" } }
    expect((await change(third)).status).toBe(403)
    expect((await change({ settings: { base_url: "http://elsewhere.example.com" } })).status).toBe(
      403,
    )
    expect((await change(third, FIRST_API_KEY)).status).toBe(200)
    expect((await change({ settings: {} })).status).toBe(200)
    expect((await change({ ...elsewhere, credentials: null })).status).toBe(200)
  })

  test("two rotations at once lose no secret", async () => {
    const { json } = await call(hub, "POST /v1/sources", { body: xendit })
    await Promise.all(
      ["a", "b", "c", "d"].map((token) =>
        call(hub, `PATCH /v1/sources/${json.id}`, {
          body: { add_secrets: { callback_token: token } },
        }),
      ),
    )
    const after = await call(hub, `GET /v1/sources/${json.id}`)
    expect(after.json.secrets).toEqual({ callback_token: 5 })
  })

  test("a change is in the audit log without any secret", async () => {
    const { json } = await call(hub, "POST /v1/sources", { body: xendit })
    await call(hub, `PATCH /v1/sources/${json.id}`, {
      body: { name: "renamed", secrets: { callback_token: "token-three" }, disabled: true },
    })
    const audit = await call(hub, "GET /v1/audit?limit=2")
    expect(audit.json.data).toMatchObject([
      {
        actor: expect.stringMatching(/^key_/),
        action: "source.change",
        object: json.id,
        before: { name: "xendit main", disabled: false },
        after: { name: "renamed", disabled: true, secrets_changed: true },
      },
      { action: "source.create", object: json.id, before: null },
    ])
    expect(audit.text).not.toMatch(/token-/)
  })
})
