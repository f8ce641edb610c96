import { afterAll, beforeAll, expect, test } from "vitest"

import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"
import { begin, finish, inLedger, runOf, type MadeThing } from "../support/scenario-player.ts"

let hub: SandboxHub
let sink: Receiver

beforeAll(async () => {
  hub = await startSandboxHub()
  sink = await createReceiver()
  await hub.api("POST /v1/endpoints", { url: sink.url, event_types: ["payout.*"] })
})
afterAll(async () => {
  await hub.close()
  await sink.close()
})

const AMOUNT = { pivot: "150000", xendit: "150000" } as const

async function announce(account: ShownAccount, payout: object): Promise<string> {
  const made = await hub.api("POST /v1/payouts", { source_id: account.source_id, ...payout })
  expect(made.status, made.text).toBe(201)
  return made.json.id as string
}

/** Which events of this payout the endpoint was sent. */
function deliveredOf(id: string): readonly string[] {
  return sink.requests
    .map(({ body }) => JSON.parse(body) as { type: string; data: { payout?: { id: string } } })
    .flatMap(({ type, data }) => (data.payout?.id === id ? [type] : []))
}

async function nowMs(): Promise<number> {
  return Date.parse((await hub.api("GET /v1/sandbox/clock")).json.now as string)
}

/** Passes time until the ledger has it as paid; returns how many minutes of the clock that took. */
async function minutesUntilPaid(id: string): Promise<number> {
  const beganMs = await nowMs()
  for (let step = 0; step < 30; step += 1) {
    const { json } = await hub.api(`GET /v1/payouts/${id}`)
    if (json.status === "paid") {
      const told = json.history.find((entry: { status: string }) => entry.status === "paid")
      expect(told).toMatchObject({ via: "poll", applied: true, message_id: null })
      return (Date.parse(told.recorded_at as string) - beganMs) / 60_000
    }
    await hub.advance("10m")
  }
  throw new Error("it was never paid")
}

function report(provider: string, minutes: number): void {
  process.stdout.write(`${provider}: paid ${minutes.toFixed(1)} min of the clock later\n`)
}

async function messagesOf(account: ShownAccount): Promise<readonly unknown[]> {
  return (await hub.api(`GET /v1/messages?source_id=${account.source_id}`)).json.data
}

async function firstPayout(runId: string): Promise<MadeThing> {
  for (;;) {
    const run = await runOf(hub, runId)
    const payout = run.made.find(({ kind }) => kind === "payout")
    if (payout !== undefined) return payout
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test.each(["pivot", "xendit"] as const)(
  "%s: an announced payout whose webhooks are all lost is paid by what the API says",
  async (provider) => {
    const account = await hub.account(provider)
    const options = { count: 1, amount: AMOUNT[provider] }
    const runId = await begin(hub, account, "lost-webhook", options)
    const { reference, provider_id: providerId } = await firstPayout(runId)
    const amount = { value: AMOUNT[provider], currency: "IDR" }
    const id = await announce(account, { reference, amount })
    await finish(hub, runId)
    expect(await messagesOf(account)).toEqual([])
    const minutes = await minutesUntilPaid(id)
    await expect.poll(() => deliveredOf(id)).toContain("payout.paid")
    expect(deliveredOf(id).filter((type) => type === "payout.paid")).toHaveLength(1)
    const { json } = await hub.api(`GET /v1/payouts/${id}`)
    expect(json).toMatchObject({ status: "paid", certainty: "confirmed", poll: null })
    if (provider === "xendit") {
      expect(await inLedger(hub, "payouts", providerId)).toMatchObject({ id })
    }
    report(provider, minutes)
  },
)

test("adyen: a transfer whose webhooks are all lost is paid by what the API says", async () => {
  const account = await hub.account("adyen")
  await hub.api(`PATCH /v1/sandbox/accounts/${account.id}`, { misbehaviour: { drop: 1 } })
  const reference = `lost-${Date.now()}`
  const providerId = await hub.act(account, "create_transfer", {
    amount: 9_950,
    currency: "EUR",
    reference,
  })
  const amount = { value: "99.50", currency: "EUR" }
  const id = await announce(account, { reference, provider_id: providerId, amount })
  const minutes = await minutesUntilPaid(id)
  expect(await messagesOf(account)).toEqual([])
  await expect.poll(() => deliveredOf(id)).toContain("payout.paid")
  report("adyen", minutes)
})

test("pivot: a bulk event becomes an event per payout, and the endpoint hears of each", async () => {
  const account = await hub.account("pivot")
  const run = await finish(hub, await begin(hub, account, "bulk", { count: 12 }))
  const payouts = run.made.filter(({ kind }) => kind === "payout")
  await hub.advance("1m")
  for (const { provider_id: providerId, status } of payouts) {
    const ended = { SUCCESS: "paid", FAILED: "failed" }[status]
    await expect
      .poll(() => inLedger(hub, "payouts", providerId))
      .toMatchObject({
        status: ended,
        ...(ended === "failed" && { failure: { provider_reason: expect.any(String) } }),
      })
    const { id } = await inLedger(hub, "payouts", providerId)
    await expect.poll(() => deliveredOf(id as string)).toEqual([`payout.${ended}`])
  }
  const batch = run.made.find(({ kind }) => kind === "batch")
  const known = await inLedger(hub, "batches", batch?.provider_id ?? "")
  expect(known).toMatchObject({ status: "done", poll: null })
  const { json: items } = await hub.api(
    `GET /v1/attention?source_id=${account.source_id}&limit=100`,
  )
  const kinds = (items.data as { kind: string }[]).map(({ kind }) => kind)
  expect(kinds).not.toContain("batch_mismatch")
})
