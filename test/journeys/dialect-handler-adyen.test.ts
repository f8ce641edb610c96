import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import type { PayoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import { createAdyenHandler, type AdyenForm, type AdyenHandler } from "../support/adyen-handler.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf, SECRETS } from "../support/hub-fixture.ts"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"
import { call, type Answer } from "../support/test-hub.ts"

const API_KEY = "pd_the_key_of_this_journey"
const BASIC = { username: "adyen-webhooks", password: "pass:wörd" }
const FORMS = ["json", "form", "soap", "transfer"] as const
const CLASSIC_FORMS = ["json", "form", "soap"] as const

let database: TestDatabase
let hub: StartedHub
const receiveUrls = new Map<string, string>()
const handlers = {} as Record<AdyenForm, AdyenHandler>
const endpointIds = new Map<AdyenForm, string>()

beforeAll(async () => {
  database = await createTestDatabase()
  hub = await startHubProcess(undefined, {
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this journey",
    PAIDOUT_API_KEY: API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
  })
  for (const provider of ["pivot", "xendit", "adyen"]) {
    const secrets = SECRETS[provider]
    const source = await api("POST /v1/sources", { name: provider, provider, secrets })
    receiveUrls.set(provider, source.json.receive_url as string)
  }
  for (const form of FORMS) {
    const hmacKey = randomBytes(32).toString("hex")
    const handler = await createAdyenHandler(form, { hmacKey, ...BASIC })
    handlers[form] = handler
    await register(form, handler)
  }
}, 60_000)
afterAll(async () => {
  await hub.remove()
  for (const handler of Object.values(handlers)) await handler.close()
  await database.drop()
})

function api(target: string, body?: unknown): Promise<Answer> {
  return call(hub, target, { key: API_KEY, ...(body !== undefined && { body }) })
}

async function register(form: AdyenForm, handler: AdyenHandler): Promise<void> {
  const made = await api("POST /v1/endpoints", {
    url: handler.url,
    dialect: "adyen",
    secret: handler.hmacKey,
    basic: BASIC,
    settings: { form, account: "LanternMarketECOM", retry_delays_ms: [1_000, 1_000, 1_000] },
  })
  expect(made.status, made.text).toBe(201)
  endpointIds.set(form, made.json.id as string)
}

/** As the provider sends it, and it must be taken. */
async function send(provider: string, body: Uint8Array, headers: Readonly<Record<string, string>>) {
  const url = receiveUrls.get(provider) ?? ""
  const answer = await fetch(url, { method: "POST", headers, body: Buffer.from(body) })
  expect(answer.status).toBe(200)
  await untilIdle()
}

/** Until everything that was told is settled and delivered, or given up. */
async function untilIdle(): Promise<void> {
  const waiting = `select (select count(*) from unsettled)::int as unsettled,
    (select count(*) from due_deliveries)::int as due`
  await expect
    .poll(async () => (await database.pool.query(waiting)).rows as unknown, { timeout: 20_000 })
    .toEqual([{ unsettled: 0, due: 0 }])
  const parked = await database.pool.query("select state from parked")
  expect(parked.rows).toEqual([])
}

const RUPIAH = { amount: 2_750_000_000n, currency: "IDR" }

/** A payout's webhooks, one after another, about one payout with this reference. */
async function tellPayout(provider: string, reference: string, names: readonly string[]) {
  const events = names.map((name) => sampleOf(provider, name) as PayoutEvent)
  const [uuid = ""] = events[0]?.providerId.split(":") ?? []
  const providerId = provider === "pivot" ? `${uuid}:${reference}` : (events[0]?.providerId ?? "")
  const batchProviderId = provider === "pivot" ? uuid : null
  for (const event of events) {
    const told = { ...event, reference, amount: RUPIAH, providerId, batchProviderId }
    const webhook = findProvider(provider)?.encode(told, SECRETS[provider] ?? {})
    if (!webhook) throw new Error(`${provider} has no words for it.`)
    await send(provider, webhook.body, webhook.headers)
  }
  return providerId
}

/** Cash that is picked up: Xendit's webhooks of such a payout, which no sample has. */
async function tellCash(reference: string, statuses: readonly string[]) {
  const webhook = findProvider("xendit")?.encode(sampleOf("xendit", "payout.succeeded"), {
    callback_token: SECRETS["xendit"]?.["callback_token"] ?? [],
  })
  const sample = JSON.parse(String(webhook?.body))
  for (const [at, status] of statuses.entries()) {
    const updated = new Date(Date.parse(sample.data.updated) + at * 1_000).toISOString()
    const data = { ...sample.data, reference_id: reference, status, updated }
    const body = { ...sample, event: `payout.${status.toLowerCase()}`, created: updated, data }
    await send("xendit", Buffer.from(JSON.stringify(body)), webhook?.headers ?? {})
  }
}

function statesOf(form: AdyenForm, begin: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...handlers[form].payouts].filter(([reference]) => reference.startsWith(begin)),
  )
}

function mentioning(form: AdyenForm, text: string) {
  return handlers[form].requests.filter(({ body }) => body.includes(text))
}

/** Tells one payout after another until the hub has noticed a change of the endpoints: not long. */
async function untilTried(statuses: readonly number[]): Promise<void> {
  const tried = async () => {
    told += 1
    await tellPayout("pivot", `P-told-${told}.`, ["payout.success"])
    return FORMS.map((form) => mentioning(form, `P-told-${told}.`).map(({ status }) => status))
  }
  await expect.poll(tried, { timeout: 10_000 }).toEqual(FORMS.map(() => statuses))
}
let told = 0

async function lastDelivery(form: AdyenForm): Promise<unknown> {
  const list = await api(`GET /v1/deliveries?endpoint_id=${endpointIds.get(form)}&limit=1`)
  return list.json.data[0]
}

describe("registration", () => {
  test.each(FORMS)("sends a marked sample, signed and with Basic authentication (%s)", (form) => {
    const [sample] = handlers[form].requests
    expect(sample?.status).toBe(200)
    expect(sample?.body).toContain("SAMPLE-NOT-A-REAL-PAYOUT")
    expect(sample?.body).toContain("test_")
    expect(sample?.headers["soapaction"]).toBeUndefined()
    expect([...handlers[form].payouts]).toEqual([])
  })

  test("says what has no words, which is less in a transfer", async () => {
    const notTold = async (form: AdyenForm) =>
      (await api(`GET /v1/endpoints/${endpointIds.get(form)}`)).json.not_told as unknown
    expect(await notTold("json")).toEqual(["payout.pending", "batch.*", "payment.*"])
    expect(await notTold("transfer")).toEqual(["batch.*", "payment.*"])
  })

  test("refuses a key that is not 64 hexadecimal digits, without repeating it", async () => {
    const secret = "0123456789abcdef0123"
    const wanted = { url: handlers.json.url, dialect: "adyen", secret }
    const refused = await api("POST /v1/endpoints", wanted)
    expect(refused.status).toBe(422)
    expect(refused.text).toContain("it has 20")
    expect(refused.text).not.toContain(secret)
  })
})

describe("a handler for Adyen ends with the right states of payouts", () => {
  test("of Pivot, in every form", async () => {
    await tellPayout("pivot", "P-paid", ["payout.success"])
    await tellPayout("pivot", "P-late", ["payout.delayed", "payout.success", "payout.success"])
    await tellPayout("pivot", "P-failed", ["payout.failed"])
    await tellPayout("pivot", "P-lost", ["payout.delayed", "payout.failed"])
    await tellPayout("pivot", "P-contradicted", ["payout.failed", "payout.success"])
    await tellPayout("pivot", "P: gaji/März №7 & <b>\"'\\", ["payout.success"])
    for (const form of CLASSIC_FORMS) {
      expect(statesOf(form, "P")).toEqual({
        "P-paid": "on its way",
        "P-late": "on its way",
        "P-failed": expect.stringMatching(/^failed: ./),
        "P-lost": "came back",
        "P-contradicted": "on its way",
        "P: gaji/März №7 & <b>\"'\\": "on its way",
      })
    }
    expect(statesOf("transfer", "P")).toEqual({
      "P-paid": "credited",
      "P-late": "credited",
      "P-failed": "failed",
      "P-lost": "failed",
      "P-contradicted": "credited",
      "P: gaji/März №7 & <b>\"'\\": "credited",
    })
  })

  test("of Xendit, in every form", async () => {
    await tellPayout("xendit", "X-paid", ["payout.succeeded"])
    await tellPayout("xendit", "X-failed", ["payout.failed"])
    await tellPayout("xendit", "X-reversed", ["payout.succeeded", "payout.reversed"])
    await tellPayout("xendit", "X-review", ["v3_payout.pending_compliance"])
    await tellCash("X-fetched", ["READY", "SUCCEEDED"])
    await tellCash("X-never-fetched", ["READY", "EXPIRED"])
    await tellCash("X-withdrawn", ["CANCELLED"])
    await tellCash("X-out-of-time", ["EXPIRED"])
    for (const form of CLASSIC_FORMS) {
      expect(statesOf(form, "X-")).toEqual({
        "X-paid": "on its way",
        "X-failed": expect.stringMatching(/^failed: ./),
        "X-reversed": "came back",
        "X-fetched": "on its way",
        "X-never-fetched": "came back",
        "X-withdrawn": "declined",
        "X-out-of-time": "expired",
      })
    }
    expect(statesOf("transfer", "X-")).toEqual({
      "X-paid": "credited",
      "X-failed": "failed",
      "X-reversed": "returned",
      "X-review": "received",
      "X-fetched": "credited",
      "X-never-fetched": "failed",
      "X-withdrawn": "cancelled",
      "X-out-of-time": "cancelled",
    })
  })

  test("of Adyen itself, with the references that Adyen gave them", async () => {
    const providerId = await tellPayout("adyen", "A-returned", [
      "payout.thirdparty",
      "paidout.reversed",
    ])
    await tellPayout("adyen", "A-declined", ["payout.decline"])
    for (const form of CLASSIC_FORMS) {
      expect(statesOf(form, "A-")).toEqual({ "A-returned": "came back", "A-declined": "declined" })
      expect(mentioning(form, providerId)).toHaveLength(2)
    }
  })

  test("and nothing that came was against the documentation", () => {
    for (const form of FORMS) {
      expect(handlers[form].faults).toEqual([])
      expect(new Set(handlers[form].requests.map(({ status }) => status))).toEqual(new Set([200]))
    }
  })
})

test("a retry has the same bytes, signature included", async () => {
  for (const form of FORMS) handlers[form].failFirst("X-stubborn", 2)
  await tellPayout("xendit", "X-stubborn", ["payout.succeeded"])
  for (const form of FORMS) {
    const tries = mentioning(form, "X-stubborn")
    expect(tries.map(({ status }) => status)).toEqual([503, 503, 200])
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1)
    expect(new Set(tries.map(({ headers }) => headers["hmacsignature"])).size).toBe(1)
  }
})

describe("while a secret is changed over", () => {
  const rotated = randomBytes(32).toString("hex").toUpperCase()

  test("a handler that knows only the old key loses nothing and waits for nothing", async () => {
    for (const id of endpointIds.values()) {
      const answer = await api(`POST /v1/endpoints/${id}/rotate-secret`, { secret: rotated })
      expect(answer.status).toBe(200)
    }
    await untilTried([401, 200])
    for (const form of FORMS) {
      expect(Object.keys(statesOf(form, "P-told-"))).toHaveLength(told)
      expect(await lastDelivery(form)).toMatchObject({ state: "delivered", attempt_count: 1 })
    }
  })

  test("a try is signed with the new key, and its other bytes are those of the one before", async () => {
    for (const form of FORMS) handlers[form].failFirst("P-between", 1)
    const during = tellPayout("pivot", "P-between", ["payout.success"])
    const tried = () => FORMS.map((form) => mentioning(form, "P-between").length)
    await expect.poll(tried).toEqual([2, 2, 2, 2])
    for (const form of FORMS) handlers[form].hmacKey = rotated
    await during
    for (const form of FORMS) {
      const tries = mentioning(form, "P-between")
      expect(tries.map(({ status }) => status)).toEqual([401, 503, 200])
      const bare = tries.map(({ body }) => body.replace(/[\w+/%]{43,}(=|%3D)/, ""))
      expect(new Set(bare).size).toBe(1)
      const signatures = tries.map(({ body, headers }) => headers["hmacsignature"] ?? body)
      expect(signatures[0]).toBe(signatures[2])
      expect(signatures[1]).not.toBe(signatures[2])
      expect(handlers[form].faults).toEqual([])
    }
  })
})

test("the word is waited for where the endpoint demands it", async () => {
  for (const [form, id] of endpointIds) {
    const settings = { form, retry_delays_ms: [1_000], require_accepted_body: true }
    expect((await api(`PATCH /v1/endpoints/${id}`, { settings })).status).toBe(200)
    handlers[form].acknowledgement = "ok"
  }
  await untilTried([200, 200])
  for (const form of FORMS) {
    expect(await lastDelivery(form)).toMatchObject({ state: "exhausted", attempt_count: 2 })
    handlers[form].acknowledgement = "[accepted]"
  }
  await untilTried([200])
})
