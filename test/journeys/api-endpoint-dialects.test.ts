import { Writable } from "node:stream"
import { pino } from "pino"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { findProvider } from "../../src/providers/index.ts"
import type { SourceSecrets, WebhookHeaders } from "../../src/providers/provider.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createReceiver, type ReceivedRequest, type Receiver } from "../support/receiver.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let receiver: Receiver
let logged = ""
beforeAll(async () => {
  database = await createTestDatabase()
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  hub = await createTestHub(database, { log: pino({ level: "trace" }, stream) })
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})
beforeEach(async () => {
  receiver = await createReceiver()
})
afterEach(() => receiver.close())

const PROVIDERS = ["pivot", "xendit", "adyen"] as const
const FORMS = PROVIDERS.flatMap((name) =>
  (findProvider(name)?.dialect.forms ?? []).map((form) => [name, form] as const),
)
const SECRET = "a1b2c3d4".repeat(8)
const BASIC = { username: "merchant", password: "pässwörd: of his" }

const register = (body: object) =>
  call(hub, "POST /v1/endpoints", { body: { url: receiver.url, ...body } })
const change = (id: string, body: object) => call(hub, `PATCH /v1/endpoints/${id}`, { body })

function verdictOn(provider: string, request: ReceivedRequest | undefined, live: SourceSecrets) {
  const headers = Object.fromEntries(
    Object.entries(request?.headers ?? {}).map(([name, value]) => [name, [value].flat()]),
  ) as WebhookHeaders
  const body = Buffer.from(request?.body ?? "")
  return findProvider(provider)?.verify({ headers, body }, live).outcome
}
const secretsOf = (provider: string, secret: string): SourceSecrets => ({
  [findProvider(provider)?.dialect.secretKind ?? ""]: [secret],
})
const BASIC_SECRETS = { basic_username: [BASIC.username], basic_password: [BASIC.password] }

describe("an endpoint in a provider's dialect", () => {
  test.each(FORMS)(
    "of %s (%s) is registered by a marked sample under its secret",
    async (...of) => {
      const [dialect, form] = of
      const made = await register({ dialect, settings: { form } })
      expect(made.json).toMatchObject({
        dialect,
        version: "1",
        settings: { form },
        has_basic: false,
      })
      const live = secretsOf(dialect, made.json.secret as string)
      const [request] = receiver.requests
      expect(verdictOn(dialect, request, live)).toBe("authentic")
      expect(verdictOn(dialect, request, secretsOf(dialect, SECRET))).toBe("refused")
      expect(request?.body.toLowerCase()).toMatch(/sample|test/)
    },
  )

  test.each(PROVIDERS)("of %s carries the secret that its handler has already", async (dialect) => {
    const made = await register({ dialect, secret: SECRET, basic: BASIC })
    expect(made.json).toMatchObject({ secret: SECRET, has_basic: true })
    const live = { ...secretsOf(dialect, SECRET), ...BASIC_SECRETS }
    expect(verdictOn(dialect, receiver.requests[0], live)).toBe("authentic")
  })

  test("in our own format carries a brought secret too", async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`
    expect((await register({ secret })).json.secret).toBe(secret)
  })

  test("gets a password, another one, and none again", async () => {
    const made = await register({ dialect: "xendit" })
    const { id } = made.json
    const authorization = async () => {
      await call(hub, `POST /v1/endpoints/${id}/test`)
      return receiver.requests.at(-1)?.headers.authorization
    }
    expect(await authorization()).toBeUndefined()
    expect((await change(id, { basic: BASIC })).json).toMatchObject({ has_basic: true })
    const first = await authorization()
    expect(first).toMatch(/^Basic /)
    await change(id, { basic: { ...BASIC, password: "other" } })
    expect(await authorization()).not.toBe(first)
    await change(id, { description: "the password stays" })
    expect(await authorization()).toBeDefined()
    expect((await change(id, { basic: null })).json).toMatchObject({ has_basic: false })
    expect(await authorization()).toBeUndefined()
  })

  test("keeps its dialect and version, and takes another order", async () => {
    const { json } = await register({ dialect: "pivot", ordering: "payout" })
    expect(json.ordering).toBe("payout")
    for (const forbidden of [{ dialect: "xendit" }, { version: "2" }, { secret: SECRET }]) {
      expect((await change(json.id, forbidden)).json.code).toBe("request_invalid")
    }
    expect((await change(json.id, { ordering: "none" })).json.ordering).toBe("none")
    expect((await change(json.id, { ordering: "payout" })).json.ordering).toBe("payout")
  })
})

describe("what a dialect cannot say", () => {
  test.each([
    ["paidout", ["*"], {}, []],
    ["pivot", ["*"], {}, ["payout.reversed"]],
    ["pivot", ["*"], { reversal_as_failed: true }, []],
    [
      "xendit",
      ["*"],
      {},
      ["payout.pending", "payout.processing", "payout.cancelled", "batch.*", "payment.*"],
    ],
    ["xendit", ["payout.paid"], {}, []],
    ["adyen", ["payout.*", "payment.paid"], {}, ["payout.pending", "payment.paid"]],
    ["adyen", ["*"], { form: "transfer" }, ["batch.*", "payment.*"]],
  ])("%s for %j with %j is told: %j", async (dialect, event_types, settings, not_told) => {
    const made = await register({ dialect, event_types, settings })
    expect(made.json).toMatchObject({ not_told, event_types })
    const one = await call(hub, `GET /v1/endpoints/${made.json.id}`)
    expect(one.json.not_told).toEqual(not_told)
  })

  test.each([
    ["xendit", ["payment.*"], {}, ["payment.*"]],
    ["adyen", ["batch.done", "payment.*"], {}, ["batch.done", "payment.*"]],
    ["adyen", ["payout.pending"], { form: "json" }, ["payout.pending"]],
    ["pivot", ["payout.reversed"], {}, ["payout.reversed"]],
  ])("is refused where %s is asked for nothing but %j", async (...wish) => {
    const [dialect, event_types, settings, not_told] = wish
    const refused = await register({ dialect, event_types, settings })
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject({ code: "dialect_cannot_tell", dialect, not_told })
    expect(refused.json.told).toContain("payout.paid")
    expect(refused.json.detail).toContain(dialect)
    expect(receiver.connections).toBe(0)
  })

  test("is refused in a change as well, of the events or of the settings", async () => {
    const wish = { event_types: ["payout.reversed"], settings: { reversal_as_failed: true } }
    const { json } = await register({ dialect: "pivot", ...wish })
    expect(json.not_told).toEqual([])
    for (const body of [{ settings: {} }, { event_types: ["payout.reversed"], settings: {} }]) {
      expect((await change(json.id, body)).json.code).toBe("dialect_cannot_tell")
    }
    const changed = await change(json.id, { settings: {}, event_types: ["payout.*"] })
    expect(changed.json.not_told).toEqual(["payout.reversed"])
  })
})

describe("a setting", () => {
  test.each([
    ["paidout", { form: "json" }],
    ["paidout", { account: "MyAccount" }],
    ["paidout", { include_presumed: true }],
    ["xendit", { form: "json" }],
    ["xendit", { reversal_as_failed: true }],
    ["adyen", { retry_refusals: true }],
    ["pivot", { require_accepted_body: false }],
  ])("that means nothing to %s is refused by name: %j", async (dialect, settings) => {
    const refused = await register({ dialect, settings })
    const [name = ""] = Object.keys(settings)
    expect(refused.json).toMatchObject({ code: "request_invalid", field: `settings.${name}` })
    expect(refused.json.detail).toContain(dialect)
    expect(receiver.connections).toBe(0)
  })

  test.each([
    ["pivot", { form: "bulk", reversal_as_failed: true, retry_refusals: true, account: "m-1" }],
    ["xendit", { form: "flat", include_presumed: true, account: "business" }],
    ["adyen", { form: "soap", require_accepted_body: false, account: "MyMerchant" }],
    ["paidout", { rate_per_second: 10, disable_after_hours: 0, retry_delays_ms: [1_000] }],
  ])("that %s understands is kept: %j", async (dialect, settings) => {
    expect((await register({ dialect, settings })).json.settings).toEqual(settings)
  })
})

test.each(["\u0000", "\u0001", "\r\n", "\ud800", "\uffff"])(
  "an account that not every form can write is refused, when it changes too: %j",
  async (odd) => {
    const { json } = await register({ dialect: "adyen" })
    const settings = { form: "soap", account: `My${odd}Merchant` }
    const changed = await change(json.id, { settings })
    for (const refused of [changed, await register({ dialect: "adyen", settings })]) {
      expect(refused.json).toMatchObject({ code: "request_invalid", field: "settings.account" })
    }
  },
)

describe("a secret or password", () => {
  test.each([
    ["adyen", { secret: "tell-tale: no hexadecimal digits" }, "secret"],
    ["pivot", { secret: "tell-tale\nheader: injected" }, "secret"],
    ["xendit", { secret: "tell-tale \u00e4 of other letters" }, "secret"],
    ["paidout", { secret: "tell-tale, without whsec_" }, "secret"],
    ["paidout", { basic: { username: "u", password: "tell-tale" } }, "basic"],
    ["pivot", { basic: { username: "u:v", password: "tell-tale" } }, "basic"],
    ["adyen", { basic: { username: "u", password: "tell-tale\u0007" } }, "basic"],
    ["adyen", { basic: { username: "", password: "tell-tale" } }, "basic"],
  ])("that %s cannot use is refused without a word of it: %j", async (dialect, wish, field) => {
    const refused = await register({ dialect, ...wish })
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject({ code: "secrets_invalid", field })
    expect(refused.text).not.toContain("tell-tale")
    expect(receiver.connections).toBe(0)
  })

  test("stands nowhere in the clear: no log, no audit entry, no table, no answer after the first", async () => {
    const secrets = ["11ee".repeat(16), "22dd".repeat(16), "33cc".repeat(16)] as const
    const basic = { username: "tell-tale-user", password: "tell-tale-password" }
    const body = { url: receiver.url, dialect: "adyen", secret: secrets[0], basic }
    const headers = { "idempotency-key": "tell-tale" }
    const made = await call(hub, "POST /v1/endpoints", { body, headers })
    const { id } = made.json
    expect(made.text).not.toContain(basic.password)
    receiver.answer = (_, response) => void response.writeHead(503).end("no")
    const refused = await register({ ...body, secret: secrets[1] })
    expect(refused.json.code).toBe("endpoint_refused")
    const rotated = await call(hub, `POST /v1/endpoints/${id}/rotate-secret`, {
      body: { secret: secrets[2], overlap_hours: 1 },
    })
    expect(rotated.json.secret).toBe(secrets[2])
    await change(id, { basic: { ...basic, username: "tell-tale-other" } })
    const answers = [
      refused,
      await call(hub, `GET /v1/endpoints/${id}`),
      await call(hub, "GET /v1/endpoints"),
      await call(hub, `POST /v1/endpoints/${id}/test`),
      await call(hub, "GET /v1/audit?limit=100"),
    ]
    const told = [logged, await everyRow(), ...answers.map(({ text }) => text)].join("\n")
    expect(told).toContain("endpoint.rotate_secret")
    for (const secret of [...secrets, "tell-tale-user", "tell-tale-password", "tell-tale-other"]) {
      expect(told).not.toContain(secret)
      expect(told).not.toContain(Buffer.from(secret).toString("hex"))
      expect(told).not.toContain(Buffer.from(secret).toString("base64").slice(0, -4))
    }
    const audit = answers.at(-1)?.json.data as { action: string; after: object }[]
    const actions = audit.filter(({ action }) => action === "endpoint.change")
    expect(actions[0]?.after).toMatchObject({ has_basic: true, basic_changed: true })
  })
})

/** All that the database holds, as text. */
async function everyRow(): Promise<string> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await database.pool.query<{ text: string | null }>(
      `select string_agg(t::text, e'\\n') as text from ${name} as t`,
    )
    texts.push(rows[0]?.text ?? "")
  }
  return texts.join("\n")
}
