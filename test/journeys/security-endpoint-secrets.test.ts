import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { findProvider } from "../../src/providers/index.ts"
import { createForwardingHub, type ForwardingHub } from "../support/forwarding-hub.ts"
import { sampleOf } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call, FIRST_API_KEY } from "../support/test-hub.ts"

let hub: ForwardingHub
/** Where an endpoint is, and where who changes its URL would like it to be. */
let home: Receiver
let elsewhere: Receiver
let writer: string
let reader: string
beforeAll(async () => {
  hub = await createForwardingHub()
  home = await createReceiver()
  elsewhere = await createReceiver()
  const keyOf = async (scopes: readonly string[]) =>
    (await call(hub, "POST /v1/api-keys", { body: { name: scopes.join(), scopes } })).json.key
  writer = await keyOf(["read", "write"])
  reader = await keyOf(["read"])
})
afterAll(async () => {
  await home.close()
  await elsewhere.close()
  await hub.stop()
})

const SECRET = "a1b2c3d4".repeat(8)
const BASIC = { username: "merchant-user", password: "merchant pass/word" }

async function register(body: object): Promise<string> {
  const made = await call(hub, "POST /v1/endpoints", { body: { url: `${home.url}/a`, ...body } })
  expect(made.status, made.text).toBe(201)
  return made.json.id
}

const move = (id: string, body: object = {}, key = writer) =>
  call(hub, `PATCH /v1/endpoints/${id}`, { key, body: { url: `${elsewhere.url}/a`, ...body } })

describe("a key with the scope write", () => {
  test.each([
    ["pivot", { secret: SECRET }],
    ["xendit", { secret: SECRET }],
    ["adyen", { secret: SECRET, basic: BASIC }],
  ])(
    "cannot have the stored secret of a %s endpoint sent to another host",
    async (dialect, own) => {
      const id = await register({ dialect, ...own })
      const before = elsewhere.connections
      const refused = await move(id)
      expect(refused.status).toBe(403)
      expect(refused.json).toMatchObject({ code: "forbidden", scope_needed: "admin" })
      expect(elsewhere.connections).toBe(before)
      const path = await call(hub, `PATCH /v1/endpoints/${id}`, {
        key: writer,
        body: { url: `${home.url}/another/path` },
      })
      expect(path.status).toBe(200)
      expect((await move(id, {}, FIRST_API_KEY)).status).toBe(200)
    },
  )

  test("moves an endpoint whose messages are only signed, or whose password it gives anew", async () => {
    expect((await move(await register({ dialect: "paidout" }))).status).toBe(200)
    expect((await move(await register({ dialect: "adyen", secret: SECRET }))).status).toBe(200)
    const withBasic = { dialect: "adyen", secret: SECRET, basic: BASIC }
    const given = { basic: { username: "new", password: "another" } }
    expect((await move(await register(withBasic), given)).status).toBe(200)
    expect((await move(await register(withBasic), { basic: null })).status).toBe(200)
    for (const { headers } of elsewhere.requests) {
      expect(JSON.stringify(headers)).not.toContain(Buffer.from(BASIC.password).toString("base64"))
    }
  })
})

describe("an endpoint that answers with what it was sent", () => {
  const account = "8812345678"

  test.each([
    ["pivot", { secret: SECRET, basic: BASIC }],
    ["xendit", { secret: SECRET, basic: BASIC }],
    ["adyen", { secret: SECRET, basic: BASIC }],
    ["paidout", {}],
  ])("tells a reader nothing of a %s endpoint's credentials", async (dialect, own) => {
    const told: string[] = []
    const echo = await createReceiver()
    echo.answer = ({ headers, body }, response) => {
      const credentials = Object.entries(headers).filter(([name]) =>
        /authorization|x-api-key|x-callback-token|signature/.test(name),
      )
      told.push(...credentials.map(([, value]) => String(value)))
      response.setHeader("x-echo", credentials.map(([, value]) => value).join(";"))
      response.end(JSON.stringify({ headers, body }))
    }
    const made = await call(hub, "POST /v1/endpoints", {
      body: { url: echo.url, dialect, ...own },
    })
    expect(made.status, made.text).toBe(201)
    const id = made.json.id
    const tested = await call(hub, `POST /v1/endpoints/${id}/test`, { key: writer })
    await tellPayout()
    await expect.poll(() => delivered(id)).toHaveLength(1)
    const [delivery = ""] = await delivered(id)
    const shown = await call(hub, `GET /v1/deliveries/${delivery}`, { key: reader })
    await echo.close()
    expect(shown.json.attempts[0]).toMatchObject({ response_status: 200 })
    expect(shown.json.attempts[0].response_body).toContain("[redacted]")
    expect(told.length).toBeGreaterThan(0)
    for (const secret of [...told, SECRET, BASIC.password, account]) {
      expect(tested.text + shown.text).not.toContain(secret)
    }
  })

  async function delivered(endpointId: string): Promise<string[]> {
    const list = await call(hub, `GET /v1/deliveries?endpoint_id=${endpointId}&state=delivered`)
    return list.json.data.map((each: { id: string }) => each.id)
  }

  /** Of a source of its own, so that each is news. */
  async function tellPayout(): Promise<void> {
    const secrets = { callback_token: "callback-token-of-the-echo" }
    const source = await call(hub, "POST /v1/sources", {
      body: { name: "s", provider: "xendit", secrets },
    })
    const sample = findProvider("xendit")?.encode(sampleOf("xendit", "payout.succeeded"), {
      callback_token: [secrets.callback_token],
    })
    const tree = JSON.parse(Buffer.from(sample?.body ?? "").toString("utf8"))
    tree.data.channel_properties = { account_number: account, account_holder_name: "Ada" }
    const answer = await call(hub, `POST /in/${source.json.id}`, {
      key: null,
      body: tree,
      headers: { "x-callback-token": secrets.callback_token },
    })
    expect(answer.status).toBe(200)
    await hub.settle()
  }
})
