import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { happens, type Misbehaviour } from "../../src/sandbox/misbehaviour.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"

let hub: SandboxHub
let sink: Receiver

beforeAll(async () => {
  hub = await startSandboxHub()
  sink = await createReceiver()
})
afterAll(async () => {
  await hub.close()
  await sink.close()
})

/** A seed with which it happens to the first webhook of the first thing, and not to the second. */
function seedFor(kind: keyof Misbehaviour, chance: number): number {
  const isSo = (seed: number, number: number) =>
    happens(kind, { seed: BigInt(seed), misbehaviour: { [kind]: chance }, ordinal: 1, number })
  for (let seed = 0; ; seed += 1) if (isSo(seed, 1) && !isSo(seed, 2)) return seed
}

async function misbehaving(
  misbehaviour: Misbehaviour,
  options: { readonly seed?: number; readonly provider?: string } = {},
): Promise<ShownAccount> {
  const { provider = "xendit", seed = 0 } = options
  const account = await hub.account(provider, { seed })
  const changed = await hub.api(`PATCH /v1/sandbox/accounts/${account.id}`, { misbehaviour })
  expect(changed.status, changed.text).toBe(200)
  return account
}

/** Where the merchant is told what the hub made of it. */
async function told(account: ShownAccount): Promise<() => readonly string[]> {
  const path = `/${account.id}`
  const made = await hub.api("POST /v1/endpoints", {
    url: sink.url + path,
    settings: { source_ids: [account.source_id] },
  })
  expect(made.status, made.text).toBe(201)
  return () =>
    sink.requests
      .filter((request) => request.path === path)
      .map(({ body }) => (JSON.parse(body) as { type: string }).type)
      .filter((type) => type !== "endpoint.test")
}

async function messages(account: ShownAccount) {
  const { json } = await hub.api(`GET /v1/messages?source_id=${account.source_id}`)
  return json.data as { id: string; state: string; reason: string | null; times_seen: number }[]
}

/** The only payout of the account's source, once the hub has heard of it. */
async function payout(account: ShownAccount) {
  const { json } = await hub.api(`GET /v1/payouts?source_id=${account.source_id}`)
  if (json.data.length !== 1) return undefined
  return (await hub.api(`GET /v1/payouts/${json.data[0].id}`)).json
}

function historyOf(shown: {
  history: { wire_event: string; applied: boolean; refused_because: string | null }[]
}) {
  return shown.history.map(({ wire_event, applied, refused_because }) => ({
    wire_event,
    because: applied ? "applied" : refused_because,
  }))
}

async function webhooks(account: ShownAccount) {
  const { json } = await hub.api(`GET /v1/sandbox/accounts/${account.id}/webhooks`)
  return json.data as { id: string; state: string; wire_event: string }[]
}

/** One that goes to the bank. */
async function makePayout(account: ShownAccount): Promise<void> {
  const name = await hub.act(account, "create_payout")
  if (account.provider === "adyen") await hub.act(account, "confirm", { psp_reference: name })
}

async function misdeeds(account: ShownAccount): Promise<readonly string[]> {
  const { json } = await hub.api(`GET /v1/sandbox/accounts/${account.id}/story?limit=100`)
  return json.data
    .filter(({ kind }: { kind: string }) => kind === "misbehaviour")
    .map(({ said }: { said: string }) => said)
}

function resend(account: ShownAccount, webhook: { readonly id: string } | undefined) {
  return hub.api(`POST /v1/sandbox/accounts/${account.id}/webhooks/${webhook?.id}/resend`, {})
}

describe("through the whole engine", () => {
  test("a webhook that comes twice is applied once, and told once", async () => {
    const account = await misbehaving({ duplicate: 1 })
    const heard = await told(account)
    await hub.act(account, "create_payout")
    await hub.advance("1m")
    expect(await messages(account)).toMatchObject([{ state: "settled" }, { state: "settled" }])
    expect(historyOf(await payout(account))).toEqual([
      { wire_event: "payout.succeeded", because: "applied" },
      { wire_event: "payout.succeeded", because: "duplicate" },
    ])
    await expect.poll(heard).toEqual(["payout.paid"])
    expect(await misdeeds(account)).toEqual(["duplicate"])
  })

  test("a webhook that comes late comes, at the time that the seed gives it", async () => {
    const account = await misbehaving({ delay: 1, delay_seconds_max: 86_400 })
    await hub.act(account, "create_payout")
    await hub.advance("1m")
    const [waiting] = await webhooks(account)
    expect(waiting).toMatchObject({ state: "queued", attempt_count: 0 })
    expect(await payout(account)).toBeUndefined()
    await hub.advance("24h")
    expect(await payout(account)).toMatchObject({ status: "paid" })
    expect(await misdeeds(account)).toEqual(["delay"])
  })

  test("a webhook that the next one overtakes changes nothing of how it ends", async () => {
    const seed = seedFor("reorder", 0.5)
    const account = await misbehaving(
      { reorder: 0.5, reverse: 1, reverse_after_seconds: 5 },
      { seed },
    )
    const heard = await told(account)
    await hub.act(account, "create_payout")
    await hub.advance("2m")
    const shown = await payout(account)
    expect(shown).toMatchObject({ status: "reversed" })
    expect(historyOf(shown)[0]).toEqual({ wire_event: "payout.reversed", because: "applied" })
    expect(historyOf(shown)[1]).toMatchObject({ wire_event: "payout.succeeded" })
    expect(historyOf(shown)[1]?.because).not.toBe("applied")
    await expect.poll(heard).toEqual(["payout.reversed"])
    expect(await misdeeds(account)).toEqual(expect.arrayContaining(["reorder", "reverse"]))
  })

  test("a webhook that is swallowed is not heard of until it is resent by hand", async () => {
    const account = await misbehaving({ drop: 1 })
    await hub.act(account, "create_payout")
    await hub.advance("24h")
    const [dropped] = await webhooks(account)
    expect(dropped).toMatchObject({ state: "missed", attempt_count: 0, next_attempt_at: null })
    expect(await messages(account)).toEqual([])
    expect((await resend(account, dropped)).status).toBe(202)
    await expect.poll(() => payout(account)).toMatchObject({ status: "paid" })
    expect(await webhooks(account)).toMatchObject([{ state: "delivered" }])
  })

  test.each(["pivot", "xendit", "adyen"])(
    "a webhook of %s with a wrong secret is quarantined, retried as its provider does, and taken when it is resent",
    async (provider) => {
      const account = await misbehaving({ wrong_token: 1 }, { provider })
      await makePayout(account)
      await hub.advance("1m")
      const refused = await messages(account)
      expect(refused.length).toBeGreaterThan(0)
      expect(new Set(refused.map(({ state }) => state))).toEqual(new Set(["quarantined"]))
      expect(await payout(account)).toBeUndefined()
      const sent = await webhooks(account)
      expect(sent.every(({ state }) => state !== "delivered")).toBe(true)
      for (const webhook of sent) expect((await resend(account, webhook)).status).toBe(202)
      await expect.poll(() => payout(account)).toBeDefined()
      await expect
        .poll(async () => (await webhooks(account)).map(({ state }) => state))
        .toEqual(sent.map(() => "delivered"))
    },
  )

  test.each(["pivot", "xendit"])(
    "a webhook of %s that breaks off is acknowledged and parked for a person",
    async (provider) => {
      const account = await misbehaving({ truncate: 1 }, { provider })
      await hub.act(account, "create_payout")
      await hub.advance("1m")
      const parked = await messages(account)
      expect(parked.length).toBeGreaterThan(0)
      for (const message of parked) {
        expect(message).toMatchObject({ state: "unrecognised", reason: "body_malformed" })
      }
      expect((await webhooks(account))[0]).toMatchObject({ state: "delivered" })
      expect(await misdeeds(account)).toContain("truncate")
    },
  )

  test("a webhook of Adyen's that breaks off has lost its signature, and is quarantined", async () => {
    const account = await misbehaving({ truncate: 1 }, { provider: "adyen" })
    await makePayout(account)
    await hub.advance("1m")
    const refused = await messages(account)
    expect(refused.length).toBeGreaterThan(0)
    for (const message of refused) expect(message).toMatchObject({ state: "quarantined" })
    expect((await webhooks(account))[0]).toMatchObject({ last_status: 401 })
  })

  test("a provider whose API is down or slow answers so, in its own words", async () => {
    const account = await misbehaving({ api_down: 1, api_slow: 1, api_slow_ms: 400 })
    const headers = { authorization: `Basic ${btoa(`${account.credentials["api_key"]}:`)}` }
    const begunMs = performance.now()
    const answer = await fetch(`${account.base_url}/balance`, { headers })
    expect(performance.now() - begunMs).toBeGreaterThan(390)
    expect(answer.status).toBe(500)
    expect(await answer.json()).toMatchObject({ error_code: "SERVER_ERROR" })
    await hub.api(`PATCH /v1/sandbox/accounts/${account.id}`, {
      misbehaviour: { api_down: null, api_slow: null },
    })
    expect((await fetch(`${account.base_url}/balance`, { headers })).status).toBe(200)
  })
})
