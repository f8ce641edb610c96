import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { findProvider } from "../../src/providers/index.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"

let hub: SandboxHub
let receiver: Receiver

beforeAll(async () => {
  hub = await startSandboxHub()
  receiver = await createReceiver()
})
afterAll(async () => {
  await hub.close()
  await receiver.close()
})
beforeEach(() => {
  receiver.requests.length = 0
  receiver.answer = (_, response) => void response.end("ok")
})

const ACCOUNTS = "/v1/sandbox/accounts"

function register(account: ShownAccount, body: object = {}) {
  return hub.api(`POST ${ACCOUNTS}/${account.id}/callbacks`, { url: receiver.url, ...body })
}

function registered(account: ShownAccount) {
  return hub.api(`GET ${ACCOUNTS}/${account.id}/callbacks`)
}

function answerWith(status: number, headers: Record<string, string> = {}, body = ""): void {
  receiver.answer = (_, response) => void response.writeHead(status, headers).end(body)
}

/** Is what came from the account, by this secret? */
function isAuthentic(provider: string, secret: string): readonly boolean[] {
  const known = findProvider(provider)
  if (known === undefined) throw new Error(`there is no provider ${provider}`)
  return receiver.requests.map(({ headers, body }) => {
    const values = Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat()])
    const request = { headers: Object.fromEntries(values), body: Buffer.from(body, "utf8") }
    const secrets = { [known.dialect.secretKind]: [secret] }
    return known.verify(request, secrets).outcome === "authentic"
  })
}

describe("a callback URL", () => {
  test.each(["pivot", "xendit", "adyen"])(
    "of %s is registered once it has answered a test call that its secret proves",
    async (provider) => {
      const account = await hub.account(provider, { connect: false })
      const made = await register(account)
      expect(made).toMatchObject({
        status: 201,
        json: { url: receiver.url, state: "active", source_id: null },
      })
      expect(made.json.secret.length).toBeGreaterThan(20)
      expect(receiver.requests).toHaveLength(1)
      expect(isAuthentic(provider, made.json.secret)).toEqual([true])
      const { secret: _, ...shown } = made.json
      expect((await registered(account)).json.data).toEqual([shown])
    },
  )

  test.each([
    [404, {}],
    [204, {}],
    [201, {}],
    [302, { location: "/elsewhere" }],
    [500, {}],
  ] as const)(
    "of Pivot's that answers %i is refused, and what came back is said",
    async (status, headers) => {
      const account = await hub.account("pivot", { connect: false })
      answerWith(status, headers, status === 204 ? "" : "what came back")
      const refused = await register(account)
      expect(refused).toMatchObject({
        status: 422,
        json: {
          code: "endpoint_refused",
          response_status: status,
          response_body: status === 204 ? null : "what came back",
        },
      })
      expect(receiver.requests).toHaveLength(1)
      expect((await registered(account)).json.data).toEqual([])
    },
  )

  test.each(["xendit", "adyen"])("of %s may answer any 2xx, and nothing else", async (provider) => {
    const account = await hub.account(provider, { connect: false })
    answerWith(204)
    expect((await register(account)).status).toBe(201)
    answerWith(301, { location: "/elsewhere" })
    expect((await register(account, { url: `${receiver.url}/moved` })).json).toMatchObject({
      code: "endpoint_refused",
      response_status: 301,
    })
    expect((await registered(account)).json.data).toMatchObject([{ url: receiver.url }])
  })

  test("that answers too late, or not at all, is refused with why", async () => {
    const account = await hub.account("pivot", { connect: false })
    receiver.answer = () => {}
    const late = await register(account, { settings: { timeout_ms: 1_000 } })
    expect(late.json).toMatchObject({ code: "endpoint_refused", cause: "timeout" })
    const gone = await register(account, { url: "http://127.0.0.1:9/" })
    expect(gone.json).toMatchObject({ code: "endpoint_refused", response_status: null })
  })

  test("at an address that may not be delivered to is refused before any connection", async () => {
    const account = await hub.account("pivot", { connect: false })
    for (const url of [
      "http://10.0.0.1/",
      "ftp://127.0.0.1/",
      "http://me:secret@127.0.0.1/",
      "x",
    ]) {
      expect((await register(account, { url })).json.code, url).toBe("endpoint_address_refused")
    }
  })

  test("with a product, a secret or a setting that the provider does not have is refused", async () => {
    const account = await hub.account("pivot", { connect: false })
    for (const [body, code] of [
      [{ product: "refund" }, "request_invalid"],
      [{ secret: "x" }, "secrets_invalid"],
      [{ basic: { username: "a:b", password: "c" } }, "secrets_invalid"],
      [{ settings: { require_accepted_body: true } }, "request_invalid"],
      [{ settings: { form: "soap" } }, "request_invalid"],
      [{ colour: "red" }, "request_invalid"],
    ] as const) {
      expect((await register(account, body)).json.code, JSON.stringify(body)).toBe(code)
    }
    expect(receiver.requests).toEqual([])
  })

  test("takes the place of the one before, per product; Adyen has several", async () => {
    const pivot = await hub.account("pivot", { connect: false })
    for (const path of ["/one", "/two"]) await register(pivot, { url: receiver.url + path })
    await register(pivot, { url: `${receiver.url}/paid`, product: "payment" })
    expect((await registered(pivot)).json.data).toMatchObject([
      { product: "payout", url: `${receiver.url}/two` },
      { product: "payment", url: `${receiver.url}/paid` },
    ])
    const adyen = await hub.account("adyen", { connect: false })
    for (const path of ["/one", "/two", "/one"]) await register(adyen, { url: receiver.url + path })
    expect((await registered(adyen)).json.data).toMatchObject([
      { url: `${receiver.url}/two` },
      { url: `${receiver.url}/one` },
    ])
  })

  test("by many at once is registered once", async () => {
    const account = await hub.account("pivot", { connect: false })
    const made = await Promise.all(Array.from({ length: 6 }, () => register(account)))
    expect(made.map(({ status }) => status)).toEqual(made.map(() => 201))
    expect((await registered(account)).json.data).toHaveLength(1)
  })

  test("shares the account's key with its other products, where the provider has one key", async () => {
    const pivot = await hub.account("pivot", { connect: false })
    const first = await register(pivot, { secret: "a-key-that-my-handler-knows" })
    expect(first.json.secret).toBe("a-key-that-my-handler-knows")
    const second = await register(pivot, { product: "payment" })
    expect(second.json.secret).toBe("a-key-that-my-handler-knows")
    const adyen = await hub.account("adyen", { connect: false })
    const keys = [await register(adyen), await register(adyen, { url: `${receiver.url}/two` })]
    expect(keys[0]?.json.secret).not.toBe(keys[1]?.json.secret)
  })

  test("that is taken back gets nothing any more", async () => {
    const account = await hub.account("xendit", { connect: false })
    const { json: made } = await register(account)
    const path = `${ACCOUNTS}/${account.id}/callbacks/${made.id}`
    expect((await hub.api(`DELETE ${path}`)).status).toBe(204)
    expect((await hub.api(`DELETE ${path}`)).json.code).toBe("not_found")
    receiver.requests.length = 0
    await hub.act(account, "create_payout")
    await hub.advance("1m")
    expect(receiver.requests).toEqual([])
  })
})

describe("the callback history", () => {
  test("tells each webhook with its attempts and its next try, and sends it again", async () => {
    const account = await hub.account("xendit", { connect: false })
    const { json: callback } = await register(account)
    answerWith(500)
    const name = await hub.act(account, "create_payout")
    await hub.advance("1m")
    const history = `${ACCOUNTS}/${account.id}/webhooks`
    const [webhook] = (await hub.api(`GET ${history}`)).json.data
    expect(webhook).toMatchObject({
      callback_id: callback.id,
      product: "payout",
      wire_event: "payout.succeeded",
      thing: { kind: "payout", name },
      state: "retrying",
      attempt_count: 1,
      last_status: 500,
      next_attempt_at: expect.any(String),
    })
    const whole = await hub.api(`GET ${history}/${webhook.id}`)
    expect(whole.json).toMatchObject({
      ...webhook,
      attempts: [{ number: 1, response_status: 500 }],
    })

    answerWith(200)
    const resent = await hub.api(`POST ${history}/${webhook.id}/resend`, {})
    expect(resent.status).toBe(202)
    await expect
      .poll(async () => (await hub.api(`GET ${history}/${webhook.id}`)).json)
      .toMatchObject({
        state: "delivered",
        attempt_count: 2,
        attempts: [{ trigger: "resend" }, {}],
      })
    const bodies = receiver.requests.slice(1).map(({ body }) => body)
    expect(new Set(bodies).size).toBe(1)
    const audit = (await hub.api("GET /v1/audit?limit=1")).json.data[0]
    expect(audit).toMatchObject({ action: "delivery.resend", object: webhook.id })
  })

  test("is listed by state and by thing, page by page", async () => {
    const account = await hub.account("xendit", { connect: false })
    await register(account)
    const names = []
    for (let count = 0; count < 3; count += 1) {
      names.push(await hub.act(account, "create_payout"))
      await hub.advance("1m")
    }
    const history = `${ACCOUNTS}/${account.id}/webhooks`
    const thingsOf = (answer: { json: { data: { thing: { name: string } }[] } }) =>
      answer.json.data.map(({ thing }) => thing.name)
    const first = await hub.api(`GET ${history}?limit=2&state=delivered`)
    expect(thingsOf(first)).toEqual(names.toReversed().slice(0, 2))
    const next = await hub.api(`GET ${history}?limit=2&cursor=${first.json.next_cursor}`)
    expect(thingsOf(next)).toEqual([names[0]])
    expect(thingsOf(await hub.api(`GET ${history}?thing=${names[1]}`))).toEqual([names[1]])
    expect((await hub.api(`GET ${history}?thing=none`)).json.data).toEqual([])
    expect((await hub.api(`GET ${history}?state=missed`)).json.data).toEqual([])
    expect((await hub.api(`GET ${history}?state=lost`)).json.code).toBe("request_invalid")
  })

  test("is an account's own: another one of the same merchant does not have it", async () => {
    const account = await hub.account("xendit", { connect: false })
    const other = await hub.account("xendit", { connect: false })
    await register(account)
    await hub.act(account, "create_payout")
    await hub.advance("1m")
    const [webhook] = (await hub.api(`GET ${ACCOUNTS}/${account.id}/webhooks`)).json.data
    const theirs = `${ACCOUNTS}/${other.id}/webhooks/${webhook.id}`
    expect((await hub.api(`GET ${theirs}`)).json.code).toBe("not_found")
    expect((await hub.api(`POST ${theirs}/resend`, {})).json.code).toBe("not_found")
    expect((await hub.api(`GET ${ACCOUNTS}/${other.id}/webhooks`)).json.data).toEqual([])
  })

  test("keeps what was sent to a URL that was taken back, which is not sent again", async () => {
    const account = await hub.account("xendit", { connect: false })
    const { json: made } = await register(account)
    await hub.act(account, "create_payout")
    await hub.advance("1m")
    await hub.api(`DELETE ${ACCOUNTS}/${account.id}/callbacks/${made.id}`)
    const history = `${ACCOUNTS}/${account.id}/webhooks`
    const [webhook] = (await hub.api(`GET ${history}`)).json.data
    expect(webhook).toMatchObject({ callback_id: made.id, state: "delivered" })
    const resent = await hub.api(`POST ${history}/${webhook.id}/resend`, {})
    expect(resent.json.code).toBe("conflict")
  })
})

describe("a connected account", () => {
  test("sends in the form that was asked for", async () => {
    const account = await hub.account("adyen", { callback_settings: { form: "soap" } })
    expect(account.callbacks[0]).toMatchObject({ settings: { form: "soap" } })
    const wrong = await hub.api(`POST ${ACCOUNTS}`, {
      provider: "pivot",
      callback_settings: { form: "soap" },
    })
    expect(wrong.json.code).toBe("request_invalid")
  })
})
