import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { openapi } from "../support/documented.ts"
import { startSandboxHub, type SandboxHub } from "../support/sandbox-hub.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let hub: SandboxHub

beforeAll(async () => {
  hub = await startSandboxHub()
})
afterAll(async () => {
  await hub.close()
})

const ACCOUNTS = "/v1/sandbox/accounts"

describe("merchants", () => {
  test("never meet at a simulated provider", async () => {
    const other = await hub.api("POST /v1/merchants", { name: "Another" })
    const key = other.json.api_key.key as string
    const mine = await hub.account("xendit")
    await hub.act(mine, "create_payout")
    await hub.advance("1m")
    const webhook = (await hub.api(`GET ${ACCOUNTS}/${mine.id}/webhooks`)).json.data[0]
    const callback = mine.callbacks[0]?.id
    const { json: thing } = await hub.api(`GET ${ACCOUNTS}/${mine.id}/things?limit=1`)
    expect((await hub.api(`GET ${ACCOUNTS}`, undefined, key)).json.data).toEqual([])
    const calls = [
      ["GET "],
      ["PATCH ", { name: "Taken" }],
      ["DELETE "],
      ["GET /things"],
      [`GET /things/payout/${thing.data[0].name}`],
      ["GET /actions"],
      ["POST /actions/create_payout", {}],
      ["GET /story"],
      ["GET /callbacks"],
      ["POST /callbacks", { url: "http://127.0.0.1:1/" }],
      [`DELETE /callbacks/${callback}`],
      ["GET /webhooks"],
      [`GET /webhooks/${webhook.id}`],
      [`POST /webhooks/${webhook.id}/resend`, {}],
    ] as const
    const shapeOf = (path: string) => path.split("/").length
    const documented = Object.entries(openapi.paths)
      .filter(([path]) => path.startsWith(`${ACCOUNTS}/{id}`))
      .flatMap(([path, methods]) =>
        Object.keys(methods).map(
          (method) => `${method.toUpperCase()} ${shapeOf(path.slice(ACCOUNTS.length + 5))}`,
        ),
      )
    expect(
      calls
        .map(([target]) => target.split(" "))
        .map(([method = "", path = ""]) => `${method} ${shapeOf(path)}`)
        .toSorted(),
    ).toEqual(documented.toSorted())
    for (const [target, body] of calls) {
      const [method, path] = target.split(" ")
      const answer = await hub.api(`${method} ${ACCOUNTS}/${mine.id}${path}`, body, key)
      expect(answer, target).toMatchObject({ status: 404, json: { code: "not_found" } })
    }
    const theirs = await hub.api(`POST ${ACCOUNTS}`, { provider: "xendit" }, key)
    expect(theirs.status).toBe(201)
    const crossed = await hub.api(
      `GET ${ACCOUNTS}/${theirs.json.id}/webhooks/${webhook.id}`,
      undefined,
      key,
    )
    expect(crossed.json.code).toBe("not_found")
    const { rows } = await hub.database.pool.query(
      "select count(distinct sandbox_merchant_id)::integer as sandboxes from sandbox_accounts",
    )
    expect(rows).toEqual([{ sandboxes: 2 }])
  })

  test("of the sandbox are in no list, no metric and no audit log of a person", async () => {
    const account = await hub.account("xendit")
    await hub.act(account, "create_payout")
    await hub.advance("1m")
    const sent = (await hub.api(`GET ${ACCOUNTS}/${account.id}/webhooks`)).json.data
    expect(sent).toMatchObject([{ state: "delivered" }])
    const text = await (await fetch(`${hub.url}/metrics`)).text()
    expect(text).toContain('paidout_endpoints{state="active"} 0')
    expect(text).toContain('paidout_attempts_total{cause="none"} 0')
    expect(text).toContain('paidout_deliveries_total{outcome="delivered"} 0')
    expect((await hub.api("GET /v1/endpoints")).json.data).toEqual([])
    expect((await hub.api("GET /v1/deliveries")).json.data).toEqual([])
    const { json } = await hub.api("GET /v1/audit?limit=100")
    const actions = json.data.map(({ action }: { action: string }) => action)
    expect(actions).toContain("sandbox_account.create")
    expect(actions).toContain("source.create")
    expect(actions.filter((action: string) => action === "sandbox.create")).toHaveLength(1)
  })
})

describe("a key", () => {
  let database: TestDatabase
  let plain: TestHub
  beforeAll(async () => {
    database = await createTestDatabase()
    plain = await createTestHub(database, { sandbox: true })
  })
  afterAll(async () => {
    await plain.stop()
    await database.drop()
  })

  test("that may only read sees accounts and changes none; one that may only write makes them", async () => {
    const keys: Record<string, string> = {}
    for (const scope of ["read", "write"]) {
      const body = { name: scope, scopes: [scope] }
      keys[scope] = (await call(plain, "POST /v1/api-keys", { body })).json.key
    }
    const as = (scope: string, target: string, body?: unknown) =>
      call(plain, target, { key: keys[scope] ?? null, ...(body !== undefined && { body }) })
    const made = await as("write", `POST ${ACCOUNTS}`, { provider: "pivot" })
    expect(made.status).toBe(201)
    const own = `${ACCOUNTS}/${made.json.id}`
    const webhook = "dlv_01jd5zj8rve5xbzxwn4hqy3n6c"
    const reads = ["", "/things", "/actions", "/story", "/callbacks", "/webhooks"]
    for (const path of reads) {
      expect((await as("read", `GET ${own}${path}`)).status, path).toBe(200)
      expect((await as("write", `GET ${own}${path}`)).json.code, path).toBe("forbidden")
    }
    for (const [target, body] of [
      [`POST ${ACCOUNTS}`, { provider: "pivot" }],
      [`PATCH ${own}`, {}],
      [`DELETE ${own}`],
      [`POST ${own}/actions/create_payout`, {}],
      [`POST ${own}/callbacks`, { url: "http://127.0.0.1:9/" }],
      [`DELETE ${own}/callbacks/sbc_01jd5zj8rve5xbzxwn4hqy3n6c`],
      [`POST ${own}/webhooks/${webhook}/resend`, {}],
      ["PUT /v1/sandbox/health-mail", { recipients: [] }],
    ] as const) {
      expect((await as("read", target, body)).json.code, target).toBe("forbidden")
    }
  })

  test("of idempotency makes one account of a request that is sent twice", async () => {
    const headers = { "idempotency-key": "one-account" }
    const body = { provider: "adyen" }
    const first = await call(plain, `POST ${ACCOUNTS}`, { body, headers })
    const again = await call(plain, `POST ${ACCOUNTS}`, { body, headers })
    expect(again.json).toEqual(first.json)
    const list = await call(plain, `GET ${ACCOUNTS}?provider=adyen`)
    expect(list.json.data).toHaveLength(1)
  })
})

describe("without a sandbox", () => {
  let database: TestDatabase
  let plain: TestHub
  beforeAll(async () => {
    database = await createTestDatabase()
    plain = await createTestHub(database)
  })
  afterAll(async () => {
    await plain.stop()
    await database.drop()
  })

  test("every route of it says so", async () => {
    const id = "sba_01jd5zj8rve5xbzxwn4hqy3n6c"
    for (const [target, body] of [
      [`GET ${ACCOUNTS}`],
      [`POST ${ACCOUNTS}`, { provider: "xendit" }],
      [`GET ${ACCOUNTS}/${id}`],
      [`PATCH ${ACCOUNTS}/${id}`, {}],
      [`DELETE ${ACCOUNTS}/${id}`],
      [`GET ${ACCOUNTS}/${id}/things`],
      [`GET ${ACCOUNTS}/${id}/things/payout/x`],
      [`GET ${ACCOUNTS}/${id}/actions`],
      [`POST ${ACCOUNTS}/${id}/actions/x`, {}],
      [`GET ${ACCOUNTS}/${id}/story`],
      [`GET ${ACCOUNTS}/${id}/callbacks`],
      [`POST ${ACCOUNTS}/${id}/callbacks`, { url: "http://127.0.0.1/" }],
      [`DELETE ${ACCOUNTS}/${id}/callbacks/sbc_01jd5zj8rve5xbzxwn4hqy3n6c`],
      [`GET ${ACCOUNTS}/${id}/webhooks`],
      [`GET ${ACCOUNTS}/${id}/webhooks/dlv_01jd5zj8rve5xbzxwn4hqy3n6c`],
      [`POST ${ACCOUNTS}/${id}/webhooks/dlv_01jd5zj8rve5xbzxwn4hqy3n6c/resend`, {}],
      ["GET /v1/sandbox/health-mail"],
      ["PUT /v1/sandbox/health-mail", { recipients: [] }],
    ] as const) {
      const answer = await call(plain, target, body === undefined ? {} : { body })
      expect(answer, target).toMatchObject({ status: 404, json: { code: "sandbox_off" } })
    }
  })
})
