import { unzipSync } from "fflate"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"

import { run } from "../../src/cli/run.ts"
import { idText, newUuid } from "../../src/ids.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { ageEverything } from "../support/pruning.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"
import { call, type Answer } from "../support/test-hub.ts"

const KEY = "pd_key_of_the_retention_journey"
const TOKEN = "token-of-the-retention-journey"

let database: TestDatabase
let hub: StartedHub
let receiver: Receiver
let payoutId: string
let messageId: string
let deliveryId: string
let told: Receiver["requests"][number] | undefined

const webhook = JSON.stringify({
  event: "payout.succeeded",
  business_id: "5785e6334d7b410667d355c4",
  created: "2026-11-21T12:25:10.106Z",
  data: {
    id: "disb-7baa7335-a0b2-4678-bb8c-318c0167f332",
    amount: 10_000,
    channel_code: "ID_BCA",
    currency: "IDR",
    status: "SUCCEEDED",
    reference_id: "kept-for-ever-1",
    created: "2026-11-21T12:25:10.106Z",
    updated: "2026-11-21T12:26:10.106Z",
    connector_reference: "r1",
    channel_properties: { account_holder_name: "Ani", account_number: "1234567890" },
  },
})

function api(target: string, body?: unknown): Promise<Answer> {
  return call(hub, target, { key: KEY, ...(body === undefined ? {} : { body }) })
}

async function send(receiveUrl: string): Promise<number> {
  const headers = { "content-type": "application/json", "x-callback-token": TOKEN }
  return (await fetch(receiveUrl, { method: "POST", headers, body: webhook })).status
}

let receiveUrl: string

beforeAll(async () => {
  database = await createTestDatabase()
  receiver = await createReceiver()
  hub = await startHubProcess(undefined, {
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of the retention journey",
    PAIDOUT_API_KEY: KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    RETAIN_BODIES_DAYS: "30",
  })
  const secrets = { callback_token: TOKEN }
  const source = await api("POST /v1/sources", { name: "Shop", provider: "xendit", secrets })
  receiveUrl = source.json.receive_url
  await api("POST /v1/endpoints", { url: receiver.url })
  receiver.requests.length = 0
  if ((await send(receiveUrl)) !== 200) throw new Error("the webhook was not taken")
  await vi.waitUntil(
    async () => (await api("GET /v1/deliveries?state=delivered")).json.data.length === 1,
    { timeout: 30_000 },
  )
  ;[told] = receiver.requests
  payoutId = (await api("GET /v1/payouts")).json.data[0].id
  messageId = (await api("GET /v1/messages")).json.data[0].id
  deliveryId = (await api("GET /v1/deliveries")).json.data[0].id
  await ageEverything(database.pool)
}, 60_000)
afterAll(async () => {
  await hub.remove()
  await receiver.close()
  await database.drop()
})

describe("when bodies and attempts are older than they are kept", () => {
  test("the payout and its history stand as before, and name the message", async () => {
    const { json } = await api(`GET /v1/payouts/${payoutId}`)
    expect(json).toMatchObject({ status: "paid", reference: "kept-for-ever-1" })
    expect(json.history).toMatchObject([{ applied: true, message_id: messageId }])
  })

  test("the message is gone, and the answer says since when", async () => {
    expect((await api("GET /v1/messages")).json.data).toEqual([])
    const gone = { status: 410, json: { code: "message_pruned", pruned_at: expect.any(String) } }
    expect(await api(`GET /v1/messages/${messageId}`)).toMatchObject(gone)
    expect(await api(`POST /v1/messages/${messageId}/release`, {})).toMatchObject(gone)
    expect(await api(`POST /v1/messages/${messageId}/reprocess`, {})).toMatchObject(gone)
    const never = idText("message", newUuid(Date.now() + 365 * 24 * 60 * 60 * 1_000))
    expect(await api(`GET /v1/messages/${never}`)).toMatchObject({
      status: 404,
      json: { code: "not_found" },
    })
    const terminal = capturedTerminal({
      environment: { ...hub.environment, PAIDOUT_API_KEY: KEY },
    })
    expect(await run(["messages", "show", messageId], terminal)).not.toBe(0)
    expect(terminal.errors()).toContain("what they told is in the ledger")
  })

  test("the delivery says that it was tried", async () => {
    const { json } = await api(`GET /v1/deliveries/${deliveryId}`)
    expect(json).toMatchObject({
      ...{ state: "delivered", attempt_count: 1, last_status: 200 },
      ...{ attempts: [], attempts_pruned: 1 },
    })
  })

  test("the evidence says what is not there any more", async () => {
    const response = await fetch(`${hub.url}/v1/payouts/${payoutId}/evidence`, {
      headers: { authorization: `Bearer ${KEY}` },
    })
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
    const json = (name: string) => JSON.parse(Buffer.from(files[name] ?? []).toString())
    expect(json(`messages/${messageId}.json`)).toEqual({
      ...{ id: messageId, pruned: true, pruned_at: expect.any(String) },
    })
    expect(json(`deliveries/${deliveryId}.json`)).toMatchObject({
      ...{ attempts: [], attempts_pruned: 1, request: { body: { file: null, pruned: true } } },
    })
    expect(Object.keys(files)).not.toContain(`messages/${messageId}.body`)
    expect(json("manifest.json").complete).toBe(true)
  })

  test("the delivery can be sent again: the same bytes under the same webhook-id", async () => {
    receiver.requests.length = 0
    expect((await api(`POST /v1/deliveries/${deliveryId}/resend`, {})).status).toBe(202)
    await expect.poll(() => receiver.requests, { timeout: 20_000 }).toHaveLength(1)
    const [again] = receiver.requests
    expect(again?.headers["webhook-id"]).toBe(told?.headers["webhook-id"])
    expect(again?.body.toString()).toBe(told?.body.toString())
    await expect
      .poll(async () => (await api(`GET /v1/deliveries/${deliveryId}`)).json)
      .toMatchObject({ attempt_count: 2, attempts: [{ number: 2 }], attempts_pruned: 1 })
  })

  test("the same webhook once more is a duplicate, and nobody is told again", async () => {
    receiver.requests.length = 0
    expect(await send(receiveUrl)).toBe(200)
    await expect
      .poll(async () => (await api(`GET /v1/payouts/${payoutId}`)).json.history, {
        timeout: 20_000,
      })
      .toMatchObject([{ applied: true }, { applied: false, refused_because: "duplicate" }])
    expect((await api("GET /v1/messages")).json.data).toMatchObject([{ state: "settled" }])
    expect(receiver.requests).toEqual([])
  })
})
