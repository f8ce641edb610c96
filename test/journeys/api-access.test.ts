import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { sealEndpointSecrets } from "../../src/delivery/endpoint-secrets.ts"
import { insertEndpoint } from "../../src/delivery/insert-endpoint.ts"
import type { Hub } from "../../src/http/hub.ts"
import { idText, idUuid, newUuid } from "../../src/ids.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { openapi } from "../support/documented.ts"
import {
  insertBatchRow,
  insertDeliveryRow,
  insertPaymentRow,
  insertPayoutRow,
} from "../support/ledger-rows.ts"
import { joinAs } from "../support/people.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
/** The key of another merchant than the first, and one of its things per path with an id. */
let otherKey: string
let things: Readonly<Record<string, Thing>>
interface Thing {
  readonly id: string
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
}

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database, { limits: { trustedProxyCidrs: ["127.0.0.0/8"] } })
  const made = await call(hub, "POST /v1/merchants", { body: { name: "other" } })
  otherKey = made.json.api_key.key
  const merchantId = idUuid("merchant", made.json.merchant.id) ?? ""
  const source = await call(hub, "POST /v1/sources", {
    key: otherKey,
    body: { name: "p", provider: "pivot", secrets: { callback_api_key: "k" } },
  })
  const owner = { merchantId, sourceId: idUuid("source", source.json.id) ?? "" }
  await call(hub, `POST /in/${source.json.id}`, {
    key: null,
    body: "{}",
    headers: { "x-api-key": "wrong" },
  })
  const messages = await call(hub, "GET /v1/messages", { key: otherKey })
  const apiKey = await call(hub, "POST /v1/api-keys", {
    key: otherKey,
    body: { name: "to revoke", scopes: ["read"] },
  })
  const { pool } = database
  const endpointId = await insertEndpointRow(hub.hub, merchantId)
  const endpoint = { id: idText("endpoint", endpointId) }
  const delivery = {
    id: idText("delivery", await insertDeliveryRow(pool, { merchantId, endpointId })),
  }
  const resent = await call(hub, "POST /v1/deliveries/resend", {
    key: otherKey,
    body: { filter: { endpoint_id: endpoint.id } },
  })
  const resend = { id: resent.json.id }
  const message = { id: messages.json.data[0].id }
  const report = await call(hub, "POST /v1/reconciliations", {
    key: otherKey,
    body: { source_id: source.json.id, day: "2026-11-20" },
  })
  const reconciliation = { id: report.json.id }
  const brought = await call(hub, "POST /v1/imports", {
    key: otherKey,
    body: { source_id: source.json.id, name: "a.ndjson", fingerprint: "f" },
  })
  const items = await call(hub, "GET /v1/attention", { key: otherKey })
  const invitation = await call(hub, "POST /v1/invitations", {
    key: otherKey,
    body: { role: "viewer" },
  })
  const item = { id: items.json.data[0].id }
  const payout = { id: idText("payout", await insertPayoutRow(pool, owner)) }
  const marked = { ...payout, body: { reason: "why" } }
  things = {
    "/v1/sources/{id}/test": { id: source.json.id },
    "/v1/members/{id}": {
      id: (await joinAs(hub, "operator", otherKey)).id,
      body: { role: "viewer" },
    },
    "/v1/invitations/{id}": { id: invitation.json.id },
    "/v1/sources/{id}": { id: source.json.id, body: { name: "renamed" } },
    "/v1/payouts/{id}": payout,
    "/v1/payouts/{id}/mark_failed": marked,
    "/v1/payouts/{id}/mark_paid": marked,
    "/v1/payouts/{id}/ask": marked,
    "/v1/payouts/{id}/reveal": payout,
    "/v1/payouts/{id}/send": { ...payout, body: { endpoint_id: endpoint.id, sequence: 1 } },
    "/v1/payouts/{id}/evidence": payout,
    "/v1/attention/{id}": item,
    "/v1/attention/{id}/assignee": { ...item, body: { assignee: null } },
    "/v1/attention/{id}/snooze": { ...item, body: { until: null } },
    "/v1/attention/{id}/{action}": { ...item, body: { reason: "why" } },
    "/v1/imports/{id}": { id: brought.json.id },
    "/v1/imports/{id}/messages": {
      id: brought.json.id,
      body: "{}",
      headers: { "content-type": "application/x-ndjson" },
    },
    "/v1/imports/{id}/finish": { id: brought.json.id },
    "/v1/reconciliations/{id}": reconciliation,
    "/v1/reconciliations/{id}/findings": reconciliation,
    "/v1/reconciliations/{id}/report.csv": reconciliation,
    "/v1/reconciliations/{id}/sums.csv": reconciliation,
    "/v1/reconciliations/{id}/cancel": reconciliation,
    "/v1/batches/{id}": { id: idText("batch", await insertBatchRow(pool, owner)) },
    "/v1/payments/{id}": { id: idText("payment", await insertPaymentRow(pool, owner)) },
    "/v1/messages/{id}": message,
    "/v1/messages/{id}/release": { ...message, body: { force: true } },
    "/v1/messages/{id}/reprocess": message,
    "/v1/messages/{id}/verify": message,
    "/v1/messages/{id}/reveal": message,
    "/v1/endpoints/{id}": { ...endpoint, body: { description: "changed" } },
    "/v1/endpoints/{id}/test": endpoint,
    "/v1/endpoints/{id}/enable": endpoint,
    "/v1/endpoints/{id}/disable": endpoint,
    "/v1/endpoints/{id}/rotate-secret": endpoint,
    "/v1/deliveries/{id}": delivery,
    "/v1/deliveries/{id}/resend": delivery,
    "/v1/deliveries/{id}/reveal": delivery,
    "/v1/endpoints/{id}/resend-missed": endpoint,
    "/v1/resends/{id}": resend,
    "/v1/resends/{id}/cancel": resend,
    "/v1/api-keys/{id}": { id: apiKey.json.id },
  }
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

/** Without its test event: nothing listens there. */
async function insertEndpointRow({ pool, keyring }: Hub, merchantId: string): Promise<string> {
  const key = await keyring.sealingKey(merchantId)
  const { id } = await insertEndpoint(pool, {
    merchantId,
    id: newUuid(),
    url: "http://127.0.0.1:9/",
    description: null,
    eventTypes: ["*"],
    dialect: "paidout",
    version: "2026-11-21",
    ordering: "none",
    settings: {},
    secretsSealed: sealEndpointSecrets(key, {
      secrets: [{ secret: `whsec_${"c2VjcmV0".repeat(4)}`, expiresAtMs: null }],
      basic: null,
    }),
    hasBasic: false,
  })
  return id
}

const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
)
/** Those of the sandbox, which takes a hub with one: sandbox-access and sandbox-runs. */
const ofHub = operations.filter(({ path }) => !path.startsWith("/v1/sandbox/"))
const withId = ofHub
  .filter(({ path }) => path.includes("{"))
  // What deletes comes last: the others need the thing.
  .toSorted((a, b) => Number(a.method === "DELETE") - Number(b.method === "DELETE"))

/** With what else it needs to be taken for a call that is meant. */
function targetOf({ method, path }: (typeof operations)[number], id: string): string {
  const query = path.endsWith("/messages") && path.includes("imports") ? "?from=0" : ""
  return `${method} ${path.replace("{id}", id).replace("{action}", "dismiss")}${query}`
}

describe("another merchant's things", () => {
  test.each(withId)("$method $path answers 404, and its owner is served", async (operation) => {
    const {
      id,
      body: written,
      headers,
    } = things[operation.path] ?? {
      id: `add one of this kind to the test: ${operation.path}`,
    }
    const body = operation.method === "GET" ? undefined : written
    const target = targetOf(operation, id)
    const options = { body, ...(body !== undefined && headers !== undefined && { headers }) }
    const foreign = await call(hub, target, { key: FIRST_API_KEY, ...options })
    expect(foreign.status).toBe(404)
    expect(foreign.json.code).toBe("not_found")
    const own = await call(hub, target, { key: otherKey, ...options })
    expect(own.status).not.toBe(404)
    expect(own.status).toBeLessThan(500)
  })

  test.each(ofHub.filter(({ path, method }) => method === "GET" && !path.includes("{")))(
    "$path lists none of them",
    async ({ path }) => {
      const query = path === "/v1/find" ? `?q=${things["/v1/payouts/{id}"]?.id}` : ""
      const { status, text } = await call(hub, `GET ${path}${query}`)
      expect(status).toBe(200)
      for (const { id } of Object.values(things)) expect(text).not.toContain(id)
    },
  )

  test.each(withId)("$method $path answers 404 to what is no id", async ({ path, method }) => {
    const { body: written, headers } = things[path] ?? {}
    const body = method === "GET" ? undefined : written
    const options = { body, ...(body !== undefined && headers !== undefined && { headers }) }
    for (const id of ["nonsense", idText("audit", newUuid()), "%00", "a".repeat(90)]) {
      const { status } = await call(hub, targetOf({ method, path }, id), options)
      expect(status).toBe(404)
    }
  })
})

describe("API keys", () => {
  test.each(operations)("$method $path needs a key, and the right one", async (operation) => {
    const target = `${operation.method} ${operation.path.replace("{id}", "x")}`
    // Each from an address of its own: wrong keys are counted.
    const from = { "x-forwarded-for": `192.0.2.${operations.indexOf(operation) % 250}` }
    for (const key of [null, "pd_not_a_key_of_anybody"]) {
      const { status, json, headers } = await call(hub, target, { key, headers: from })
      expect(status).toBe(401)
      expect(json.code).toBe("unauthorized")
      expect(headers.get("www-authenticate")).toMatch(/^Bearer realm="paidout"/)
    }
  })

  test("a key can only do what its scopes say, and give no more than it has", async () => {
    const make = (scopes: readonly string[], key = FIRST_API_KEY) =>
      call(hub, "POST /v1/api-keys", { key, body: { name: scopes.join(), scopes } })
    const reader = (await make(["read"])).json.key
    const admin = (await make(["read", "admin"])).json.key
    const source = { name: "s", provider: "pivot", secrets: { callback_api_key: "k" } }

    expect((await call(hub, "GET /v1/payouts", { key: reader })).status).toBe(200)
    const refused = await call(hub, "POST /v1/sources", { key: reader, body: source })
    expect(refused.status).toBe(403)
    expect(refused.json).toMatchObject({ code: "forbidden", scope_needed: "write" })
    expect((await call(hub, "GET /v1/api-keys", { key: reader })).status).toBe(403)
    expect((await make(["raw"], admin)).json.code).toBe("forbidden")
    expect((await make(["read"], admin)).status).toBe(201)
  })

  test("a body needs the scope raw", async () => {
    const { json } = await call(hub, "POST /v1/api-keys", {
      key: otherKey,
      body: { name: "reader", scopes: ["read"] },
    })
    const target = `GET /v1/messages/${things["/v1/messages/{id}"]?.id}`
    const shown = await call(hub, target, { key: otherKey })
    expect(shown.json).toMatchObject({ body_text: "{}", body_base64: "e30=" })
    const withheld = await call(hub, target, { key: json.key })
    expect(withheld.json).toMatchObject({ body_text: null, body_base64: null, body_bytes: 2 })
  })

  test("a revoked key works no more, and no list holds a key", async () => {
    const made = await call(hub, "POST /v1/api-keys", { body: { name: "r", scopes: ["read"] } })
    const { id, key } = made.json
    expect((await call(hub, "GET /v1/merchant", { key })).status).toBe(200)
    const list = await call(hub, "GET /v1/api-keys")
    expect(list.text).not.toContain(key)
    expect((await call(hub, `DELETE /v1/api-keys/${id}`)).status).toBe(204)
    expect((await call(hub, "GET /v1/merchant", { key })).status).toBe(401)
    const after = await call(hub, "GET /v1/api-keys")
    const revoked = after.json.data.find((entry: { id: string }) => entry.id === id)
    expect(revoked.revoked_at).not.toBeNull()
  })

  test("the table holds hashes only, and tells when a key was last used", async () => {
    const { rows } = await database.pool.query<{ row: string; used: boolean }>(
      `select api_keys::text || encode(key_hash, 'escape') as row,
         last_used_at is not null as used
       from api_keys`,
    )
    expect(rows.map(({ row }) => row).join("\n")).not.toMatch(/pd_first_key_of|not_a_key/)
    expect(rows.some(({ used }) => used)).toBe(true)
  })
})
