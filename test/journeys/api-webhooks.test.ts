import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import type { PayoutEvent } from "../../src/payout/event.ts"
import { settleMessages } from "../../src/pipeline/settle.ts"
import { findProvider } from "../../src/providers/index.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf } from "../support/hub-fixture.ts"
import { joinAs } from "../support/people.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

const TOKEN = "the-token-that-the-source-has"
const OTHER_TOKEN = "the-token-that-the-provider-has-now"

let database: TestDatabase
let hub: TestHub
let source: Source
let viewerKey: string

interface Source {
  readonly id: string
  readonly receive_url: string
}

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  source = await addSource("first")
  const made = await call(hub, "POST /v1/api-keys", { body: { name: "viewer", scopes: ["read"] } })
  viewerKey = made.json.key
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

async function addSource(name: string): Promise<Source> {
  const body = { name, provider: "xendit", secrets: { callback_token: TOKEN } }
  return (await call(hub, "POST /v1/sources", { body })).json as Source
}

/** A payout that the provider calls paid. */
async function tell(to: Source, token: string, reference: string): Promise<Buffer> {
  const sample = sampleOf("xendit", "payout.succeeded") as PayoutEvent
  const event = { ...sample, providerId: `disb-${reference}`, reference, aliases: [] }
  const encoded = findProvider("xendit")?.encode(event, { callback_token: [token] })
  const body = Buffer.from(encoded?.body ?? [])
  const target = `POST ${new URL(to.receive_url).pathname}`
  await call(hub, target, { key: null, body: body.toString(), headers: { ...encoded?.headers } })
  return body
}

async function settle(): Promise<void> {
  const { pool, keyring, log, metrics } = hub.hub
  const context = { pool, keyring, log, metrics, onDeliveriesQueued: () => {} }
  while ((await settleMessages(context, 100)) > 0) {
    // until the queue is empty
  }
}

const messages = async (query: string) =>
  (await call(hub, `GET /v1/messages?source_id=${source.id}&${query}`)).json.data

describe("a received request", () => {
  test("tells what it says and what it did, and masks whom it paid", async () => {
    const body = await tell(source, TOKEN, "wages-1")
    await settle()
    const [listed] = await messages("read=true")
    expect(listed.about).toMatchObject({ event_count: 1, subject: "payout", reference: "wages-1" })
    const { json, text } = await call(hub, `GET /v1/messages/${listed.id}`, { key: viewerKey })
    expect(json.verdict).toMatchObject({ outcome: "authentic", hint: null })
    expect(json.decoded).toMatchObject({ outcome: "events", wire_event: "payout.succeeded" })
    expect(json.decoded.events[0]).toMatchObject({
      subject_id: listed.about.subject_id,
      status: "paid",
      details: { account_number: expect.stringMatching(/^\*{4} /) as string },
    })
    expect(json.effects).toMatchObject([
      { applied: true, sequence: 1, status: "paid", subject_id: listed.about.subject_id },
    ])
    expect(json.body_sha256).toBe(createHash("sha256").update(body).digest("hex"))
    expect(json.body_text).toBeNull()
    const account = (sampleOf("xendit", "payout.succeeded") as PayoutEvent).details.destination
    expect(text).not.toContain(account?.accountNumber)
  })

  test("that changed nothing says why", async () => {
    await tell(source, TOKEN, "wages-1")
    await settle()
    const [listed] = await messages("read=true")
    const { json } = await call(hub, `GET /v1/messages/${listed.id}`)
    expect(json.effects).toMatchObject([{ applied: false, refused_because: "duplicate" }])
  })

  test("is found by the provider's word, and by when it came", async () => {
    expect(await messages("wire_event=payout.succeeded")).toHaveLength(2)
    expect(await messages("wire_event=payout.failed")).toEqual([])
    const [newest] = await messages("limit=1")
    const at = encodeURIComponent(newest.received_at as string)
    expect(await messages(`received_from=${at}`)).toHaveLength(1)
    expect(await messages(`received_to=${at}`)).toHaveLength(1)
  })

  test("is shown byte for byte to who may see it, and the audit log keeps that", async () => {
    const body = await tell(source, TOKEN, "wages-2")
    const [{ id }] = await messages("limit=1")
    const refused = await call(hub, `POST /v1/messages/${id}/reveal`, { key: viewerKey })
    expect(refused.status).toBe(403)
    const { json } = await call(hub, `POST /v1/messages/${id}/reveal`, {})
    expect(json).toEqual({ body_base64: body.toString("base64"), body_text: body.toString() })
    const audit = await database.pool.query("select object from audit_log where action = $1", [
      "message.reveal",
    ])
    expect(audit.rows).toEqual([{ object: id }])
  })

  test("is shown to a person only by revealing it, in that person's name", async () => {
    const body = await tell(source, TOKEN, "wages-5")
    const [{ id }] = await messages("limit=1")
    const operator = await joinAs(hub, "operator")
    const shown = await operator.call(`GET /v1/messages/${id}`)
    expect(shown.json).toMatchObject({ body_text: null, body_base64: null })
    const revealed = await operator.call(`POST /v1/messages/${id}/reveal`, { body: {} })
    expect(revealed.json.body_text).toBe(body.toString())
    const audit = await database.pool.query(
      "select actor from audit_log where action = $1 and object = $2",
      ["message.reveal", id],
    )
    expect(audit.rows).toEqual([{ actor: operator.id }])
    const viewer = await joinAs(hub, "viewer")
    const denied = await viewer.call(`POST /v1/messages/${id}/reveal`, { body: {} })
    expect(denied.status).toBe(403)
  })
})

describe("quarantined requests", () => {
  test("say when the secret last fitted, and whether it fits now, and change nothing", async () => {
    await tell(source, OTHER_TOKEN, "wages-3")
    const [{ id }] = await messages("state=quarantined")
    const { json } = await call(hub, `GET /v1/messages/${id}`)
    expect(json.verdict).toMatchObject({ outcome: "refused", reason: "credential_mismatch" })
    expect(Date.parse(json.verdict.last_authentic_at as string)).not.toBeNaN()
    expect(json.effects).toEqual([])
    const verify = () => call(hub, `POST /v1/messages/${id}/verify`, { key: viewerKey, body: {} })
    expect((await verify()).json).toMatchObject({ outcome: "refused" })
    await mend()
    expect((await verify()).json).toEqual({ outcome: "authentic", reason: null, hint: null })
    expect((await messages("state=quarantined"))[0].id).toBe(id)
  })

  test("are counted, and released once they verify, of one source or of all", async () => {
    const other = await addSource("other")
    await tell(other, OTHER_TOKEN, "wages-4")
    const check = async (body: object) =>
      (await call(hub, "POST /v1/messages/release", { body })).json
    const nothing = { verified: 0, refused: 0, left: 0, next_after: null }
    expect(await check({ dry_run: true })).toEqual({ ...nothing, verified: 1, refused: 1 })
    expect(await check({ source_id: other.id })).toEqual({ ...nothing, refused: 1 })
    expect(await check({ reason: "the token was mended" })).toEqual({
      ...nothing,
      verified: 1,
      refused: 1,
    })
    expect(await check({ source_id: source.id })).toEqual(nothing)
    await settle()
    const { json } = await call(hub, "GET /v1/payouts?reference=wages-3")
    expect(json.data).toHaveLength(1)
    const denied = await call(hub, "POST /v1/messages/release", { key: viewerKey, body: {} })
    expect(denied.status).toBe(403)
  })

  const mend = () =>
    call(hub, `PATCH /v1/sources/${source.id}`, {
      body: { secrets: { callback_token: [OTHER_TOKEN, TOKEN] } },
    })
})
