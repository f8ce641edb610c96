import http from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import type { PaidoutEvent, PayoutEvent } from "../../src/payout/event.ts"
import { findProvider } from "../../src/providers/index.ts"
import { createPivotClient, payoutItem } from "../support/pivot-client.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"
import { begin, finish } from "../support/scenario-player.ts"

let hub: SandboxHub
let sink: Receiver
let away: Proxy
beforeAll(async () => {
  hub = await startSandboxHub()
  sink = await createReceiver()
  away = await startProxy(hub.url)
})
afterAll(async () => {
  await hub.close()
  await sink.close()
  await away.close()
})

const WAIT = { timeout: 20_000, interval: 50 }

/** An account whose source wants final news confirmed; what it tells goes to an endpoint of its own. */
async function confirming(provider: string, settings: object = {}) {
  const account = await hub.account(provider)
  const change = { settings: { base_url: account.base_url, confirm: "final", ...settings } }
  const changed = await hub.api(`PATCH /v1/sources/${account.source_id}`, change)
  expect(changed.status, changed.text).toBe(200)
  const path = `/${account.id}`
  const made = await hub.api("POST /v1/endpoints", {
    url: sink.url + path,
    settings: { source_ids: [account.source_id] },
  })
  expect(made.status, made.text).toBe(201)
  const told = () =>
    sink.requests
      .filter((request) => request.path === path)
      .map(({ body }) => (JSON.parse(body) as { type: string }).type)
      .filter((type) => type !== "endpoint.test")
  return { account, told }
}

async function payouts(account: ShownAccount) {
  const { json } = await hub.api(`GET /v1/payouts?source_id=${account.source_id}`)
  const shown = json.data as { id: string; status: string; provider_id: string }[]
  return Promise.all(shown.map(async ({ id }) => (await hub.api(`GET /v1/payouts/${id}`)).json))
}

async function messages(account: ShownAccount) {
  const { json } = await hub.api(`GET /v1/messages?source_id=${account.source_id}`)
  const shown = json.data as { id: string; state: string }[]
  return Promise.all(shown.map(async ({ id }) => (await hub.api(`GET /v1/messages/${id}`)).json))
}

/** Sends what whoever knows the account's token can send. */
async function forge(account: ShownAccount, event: PaidoutEvent): Promise<void> {
  const provider = findProvider(account.provider)
  const webhook = provider?.encode(event, {
    [provider.dialect.secretKind]: [await tokenOf(account)],
  })
  if (!webhook) throw new Error("there are no words for it")
  const { json } = await hub.api(`GET /v1/sources/${account.source_id}`)
  const taken = await fetch(json.receive_url as string, {
    method: "POST",
    headers: webhook.headers,
    body: new Uint8Array(webhook.body),
  })
  expect(taken.status).toBe(200)
}

const LEAKED = "a token that has leaked, of 32 characters"

/** A second live token of the source: the account's own is nobody's to read. */
async function tokenOf(account: ShownAccount): Promise<string> {
  const kind = findProvider(account.provider)?.dialect.secretKind ?? ""
  const change = { add_secrets: { [kind]: LEAKED } }
  const changed = await hub.api(`PATCH /v1/sources/${account.source_id}`, change)
  expect(changed.status, changed.text).toBe(200)
  return LEAKED
}

function sample(provider: string, name: string, changes: Partial<PayoutEvent>): PayoutEvent {
  const made = findProvider(provider)?.samples[name]?.()
  if (made?.subject !== "payout") throw new Error(`no sample ${name}`)
  return { ...made, ...changes, key: "" }
}

const FORGED = { pivot: "payout.failed", xendit: "payout.failed" } as const

describe.each(["pivot", "xendit"] as const)("final news of %s, confirmed", (provider) => {
  test("a genuine payout is told on once the provider's API has said the same", async () => {
    const { account, told } = await confirming(provider)
    const run = await finish(hub, await begin(hub, account, "happy", { count: 1 }))
    expect(run, run.failure ?? "").toMatchObject({ state: "done" })
    await expect.poll(() => told().at(-1), WAIT).toBe("payout.paid")
    expect(told().filter((type) => type === "payout.paid")).toHaveLength(1)
    const [payout] = await payouts(account)
    expect(payout).toMatchObject({ status: "paid", certainty: "confirmed", unconfirmed: [] })
    const vias = payout.history.map(({ via, status }: { via: string; status: string }) => [
      via,
      status,
    ])
    expect(vias.slice(-2)).toEqual([
      ["poll", "paid"],
      ["webhook", "paid"],
    ])
    expect((await messages(account)).every(({ held }) => held === null)).toBe(true)
  })

  test("a failed one is told on once, with why", async () => {
    const { account, told } = await confirming(provider)
    await finish(hub, await begin(hub, account, "failed", { count: 1 }))
    await expect.poll(() => told().at(-1), WAIT).toBe("payout.failed")
    await expect.poll(async () => (await messages(account)).at(-1).held, WAIT).toBeNull()
    const [payout] = await payouts(account)
    expect(payout.failure.code).not.toBeNull()
    expect(payout.unconfirmed).toEqual([])
    expect(told().filter((type) => type === "payout.failed")).toHaveLength(1)
  })

  test("a forged one, with the right token, changes nothing and is shown to a person", async () => {
    const { account, told } = await confirming(provider)
    await finish(hub, await begin(hub, account, "happy", { count: 1 }))
    await expect.poll(() => told().at(-1), WAIT).toBe("payout.paid")
    const [before] = await payouts(account)
    const tellings = told().length
    const { provider_id: providerId, reference } = before
    const { value, currency } = before.amount as { value: string; currency: string }
    const amount = { amount: BigInt(value.replace(".", "")) * 100n, currency }
    await forge(account, sample(provider, FORGED[provider], { providerId, reference, amount }))
    await expect
      .poll(async () => (await payouts(account))[0].history.at(-1), WAIT)
      .toMatchObject({ applied: false, status: "failed", refused_because: "unconfirmed" })
    const [after] = await payouts(account)
    expect({ ...after, history: null }).toEqual({ ...before, history: null, has_attention: true })
    const { json: items } = await hub.api("GET /v1/attention?limit=100")
    expect(JSON.stringify(items)).toContain(`"unconfirmed"`)
    expect(told()).toHaveLength(tellings)
  })

  test("while the provider's API is away it waits and is seen to wait, then it goes on", async () => {
    const { account, told } = await confirming(provider)
    const path = new URL(account.base_url).pathname
    const settings = { base_url: away.url + path, confirm: "final" }
    await hub.api(`PATCH /v1/sources/${account.source_id}`, { settings })
    away.isDown = true
    await finish(hub, await begin(hub, account, "happy", { count: 1 }))
    const held = async () => (await messages(account)).map((message) => message.held?.finding)
    await expect.poll(held, WAIT).toContain("server_error")
    expect(told()).not.toContain("payout.paid")
    away.isDown = false
    await hub.advance("15m")
    await expect.poll(() => told().at(-1), WAIT).toBe("payout.paid")
    expect(await payouts(account)).toMatchObject([{ status: "paid", unconfirmed: [] }])
  })
})

test("a bulk payout of Pivot is told on with the payouts that the read brought", async () => {
  const { account, told } = await confirming("pivot")
  await hub.api(`PATCH /v1/sandbox/accounts/${account.id}`, { settings: { callback_form: "bulk" } })
  const client = createPivotClient(account.base_url, account.credentials)
  const items = ["ref-1", "ref-2", "ref-3"].map((reference) => payoutItem(reference))
  await client.createPayouts(items)
  await hub.advance("10m")
  await expect.poll(() => told().filter((type) => type === "payout.paid"), WAIT).toHaveLength(3)
  await expect.poll(told, WAIT).toContain("batch.done")
  expect(await payouts(account)).toHaveLength(3)
})

test("payments of Pivot and their charges are told on once they are read", async () => {
  const { account, told } = await confirming("pivot")
  const run = await finish(hub, await begin(hub, account, "payments"))
  expect(run, run.failure ?? "").toMatchObject({ state: "done" })
  await expect
    .poll(async () => (await messages(account)).some(({ held }) => held), WAIT)
    .toBe(false)
  const { json } = await hub.api(`GET /v1/payments?source_id=${account.source_id}`)
  const statuses = json.data.map(({ status }: { status: string }) => status)
  expect(statuses).toContain("paid")
  await expect.poll(told, WAIT).toContain("payment.paid")
  expect(told()).toContain("payment.charge_paid")
  const paid = told().filter((type) => type === "payment.paid").length
  expect(paid).toBe(statuses.filter((status: string) => status === "paid").length)
  expect((await messages(account)).map(({ state }) => state)).not.toContain("unrecognised")
})

interface Proxy {
  readonly url: string
  isDown: boolean
  close(): Promise<void>
}

/** The way to the sandbox's API, which a test can close. */
async function startProxy(target: string): Promise<Proxy> {
  const server = http.createServer((request, response) => {
    if (proxy.isDown) return void response.writeHead(503).end()
    const { method, headers, url = "" } = request
    const onward = http.request(target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on("error", () => response.destroy())
    return void request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const proxy: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isDown: false,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
