// Roles are the API's: whatever a page hides, the hub refuses by the scope that the route names.
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { openapi } from "../support/documented.ts"
import { joinAs, type LoggedIn, type Role } from "../support/people.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

/** Written a second time: who may do what is decided here, not read off the code. */
const MAY: Readonly<Record<Role, readonly string[]>> = {
  owner: ["read", "write", "raw", "admin"],
  operator: ["read", "write", "raw"],
  viewer: ["read"],
}
const ROLES = ["owner", "operator", "viewer"] as const

/** What changes something, and yet is everybody's: it is about nobody but oneself. */
const OF_EVERYBODY = ["PATCH /v1/me", "POST /v1/me/merchant"]

interface Operation {
  readonly method: string
  readonly path: string
  readonly scope: string
}

const operations: readonly Operation[] = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => {
    const { description = "" } = operation as { readonly description?: string }
    const scope = /Needs the scope `(\w+)`/.exec(description)?.[1] ?? "none"
    return { method: method.toUpperCase(), path, scope }
  }),
)

let database: TestDatabase
let hub: TestHub
let people: Readonly<Record<Role, LoggedIn>>
let stranger: LoggedIn

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database, { sandbox: true })
  people = {
    owner: await joinAs(hub, "owner"),
    operator: await joinAs(hub, "operator"),
    viewer: await joinAs(hub, "viewer"),
  }
  const other = await call(hub, "POST /v1/merchants", { body: { name: "other" } })
  stranger = await joinAs(hub, "owner", other.json.api_key.key)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

/** Who asks, and is refused or not; what is meant by it does not matter here. */
async function ask(person: LoggedIn, { method, path }: Operation) {
  const target = path.replaceAll(/\{\w+\}/g, "nothing")
  const stop = new AbortController()
  const response = await fetch(hub.url + target, {
    method,
    headers: {
      cookie: person.cookie,
      "sec-fetch-site": "same-origin",
      ...(method !== "GET" && { "content-type": "application/json" }),
    },
    ...(method !== "GET" && method !== "DELETE" && { body: '{"nothing_of_this_name":1}' }),
    signal: stop.signal,
  })
  const isEndless = response.headers.get("content-type")?.startsWith("text/event-stream")
  const text = isEndless === true ? "" : await response.text()
  stop.abort()
  return { status: response.status, text }
}

describe.each(ROLES)("a person who is %s", (role) => {
  test.each(operations)("$method $path: by its scope $scope", async (operation) => {
    const { status, text } = await ask(people[role], operation)
    if (MAY[role].includes(operation.scope)) {
      expect([401, 403], text).not.toContain(status)
    } else {
      expect(status).toBe(403)
      expect(JSON.parse(text)).toMatchObject({ code: "forbidden", scope_needed: operation.scope })
    }
  })
})

test("every route names a scope, and what changes something takes more than a viewer has", () => {
  expect(operations.length).toBeGreaterThan(80)
  expect(operations.filter(({ scope }) => scope === "none")).toEqual([])
  const ofViewers = operations
    .filter(({ method, scope }) => method !== "GET" && scope === "read")
    .map(({ method, path }) => `${method} ${path}`)
  expect(ofViewers.filter((each) => !READS_BY_POST.includes(each))).toEqual(OF_EVERYBODY)
})

/** It looks at what was stored, with what is sent along; nothing changes. */
const READS_BY_POST: readonly string[] = ["POST /v1/messages/{id}/verify"]

describe("a person of another merchant", () => {
  test("sees none of what is the first one's, in any list", async () => {
    const source = await call(hub, "POST /v1/sources", {
      body: { name: "of the first", provider: "pivot", secrets: { callback_api_key: "k" } },
    })
    const id = source.json.id as string
    const known = [id, ...Object.values(people).map((person) => person.id)]
    const lists = operations.filter(
      ({ method, path }) => method === "GET" && !path.includes("{") && path !== "/v1/changes",
    )
    for (const list of lists) {
      const { text } = await ask(stranger, list)
      for (const each of known) expect(text, list.path).not.toContain(each)
    }
    expect((await stranger.call(`GET /v1/sources/${id}`)).status).toBe(404)
    expect((await people.viewer.call(`GET /v1/sources/${id}`)).status).toBe(200)
    const remove = await stranger.call(`DELETE /v1/members/${people.viewer.id}`)
    expect(remove.status).toBe(404)
  })

  test("cannot act for a merchant whose member he is not", async () => {
    const me = await people.owner.call("GET /v1/me")
    const body = { merchant_id: me.json.merchant.id as string }
    expect((await stranger.call("POST /v1/me/merchant", { body })).status).toBe(404)
    expect((await stranger.call("GET /v1/me")).json.merchant.name).toBe("other")
  })
})

describe("a role", () => {
  test("that changes counts with the next call", async () => {
    const person = await joinAs(hub, "viewer")
    const body = { role: "operator" }
    const source = { name: "s", provider: "pivot", secrets: { callback_api_key: "k" } }
    expect((await person.call("POST /v1/sources", { body: source })).status).toBe(403)
    const change = await people.owner.call(`PATCH /v1/members/${person.id}`, { body })
    expect(change.status, change.text).toBe(204)
    expect((await person.call("POST /v1/sources", { body: source })).status).toBe(201)
    expect((await people.owner.call(`DELETE /v1/members/${person.id}`)).status).toBe(204)
    expect((await person.call("GET /v1/payouts")).json).toMatchObject({ code: "forbidden" })
  })

  test("is never given by who lacks it: a key with admin alone makes no owner", async () => {
    const made = await call(hub, "POST /v1/api-keys", {
      body: { name: "admin alone", scopes: ["admin", "read"] },
    })
    const key = made.json.key as string
    const invited = await call(hub, "POST /v1/invitations", { key, body: { role: "owner" } })
    expect(invited.json).toMatchObject({ status: 403, code: "forbidden" })
    const raised = await call(hub, `PATCH /v1/members/${people.viewer.id}`, {
      ...{ key, body: { role: "operator" } },
    })
    expect(raised.json).toMatchObject({ status: 403, code: "forbidden" })
    const viewer = await call(hub, "POST /v1/invitations", { key, body: { role: "viewer" } })
    expect(viewer.status).toBe(201)
  })

  test("and who gave it stand in the audit log, by name in the table", async () => {
    const person = await joinAs(hub, "viewer")
    await people.owner.call(`PATCH /v1/members/${person.id}`, { body: { role: "operator" } })
    const log = await people.owner.call(`GET /v1/audit?object=${person.id}&action=member.role`)
    expect(log.json.data).toMatchObject([
      { actor: people.owner.id, before: { role: "viewer" }, after: { role: "operator" } },
    ])
    const csv = await people.owner.call(`GET /v1/audit.csv?object=${person.id}`)
    expect(csv.text.split("\r\n")[1]).toContain(
      `${people.owner.id},${people.owner.name},member.role`,
    )
    const names = await people.viewer.call("GET /v1/actors")
    expect(names.json.data).toContainEqual({ id: person.id, kind: "person", name: person.name })
  })
})
