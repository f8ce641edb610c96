import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"
import {
  begin,
  finish,
  inLedger,
  ledgerOf,
  play,
  type PlayedRun,
} from "../support/scenario-player.ts"

let hub: SandboxHub
let account: ShownAccount

beforeAll(async () => {
  hub = await startSandboxHub()
})
afterAll(async () => await hub.close())

const WAIT = { timeout: 10_000 }

async function played(provider: string, scenario: string, options = {}): Promise<PlayedRun> {
  account = await hub.account(provider)
  const run = await play(hub, account, scenario, options)
  expect(run, run.failure ?? "").toMatchObject({ state: "done", next_step_at: null })
  expect(run.progress.done).toBe(run.progress.of)
  return run
}

async function expectLedger(run: PlayedRun, ...payouts: readonly (object | null)[]): Promise<void> {
  const expected = payouts.map((payout) =>
    payout === null ? null : expect.objectContaining(payout),
  )
  await expect.poll(() => ledgerOf(hub, run), WAIT).toEqual(expected)
}

const ALL = ["pivot", "xendit", "adyen"]

describe("payouts", () => {
  test.each(ALL)("happy: each arrives at %s", async (provider) => {
    const run = await played(provider, "happy", { count: 2 })
    await expectLedger(run, { status: "paid" }, { status: "paid" })
  })

  test.each(ALL)("failed: each fails at %s, with a code and advice", async (provider) => {
    const run = await played(provider, "failed", { count: 2 })
    const failed = {
      status: "failed",
      failure: expect.objectContaining({ advice: expect.any(String) }),
    }
    await expectLedger(run, failed, failed)
  })

  test.each(["xendit", "adyen"])("reversed: each comes back at %s", async (provider) => {
    const run = await played(provider, "reversed", { count: 1 })
    await expectLedger(run, { status: "reversed" })
  })

  test("have the amount that is asked for, as the provider writes it", async () => {
    const xendit = await played("xendit", "happy", { count: 1, amount: "150000.00" })
    await expectLedger(xendit, { amount: { value: "150000.00", currency: "IDR" } })
    const adyen = await played("adyen", "happy", { count: 1, amount: "99.5" })
    await expectLedger(adyen, { amount: { value: "99.50", currency: "EUR" } })
  })

  test("insufficient-balance at Pivot: one request is retried, the other cancelled and made anew", async () => {
    const run = await played("pivot", "insufficient-balance")
    const [first, second, third] = run.made.filter(({ kind }) => kind === "batch")
    expect([first, second, third].map((batch) => batch?.status)).toEqual([
      "DONE",
      "CANCELLED",
      "DONE",
    ])
    // Of the cancelled one only counts are told: its payout was asked for.
    await expectLedger(run, { status: "paid" }, { status: "cancelled" }, { status: "paid" })
    const cancelled = await inLedger(hub, "batches", second?.provider_id ?? "")
    expect(cancelled).toMatchObject({ status: "cancelled" })
    const retried = await inLedger(hub, "batches", first?.provider_id ?? "")
    expect(retried.history[0]).toMatchObject({ status: "pending", reason: "insufficient_balance" })
  })

  test("insufficient-balance at Xendit: the first fails, its replacement is paid", async () => {
    const run = await played("xendit", "insufficient-balance")
    const failed = {
      status: "failed",
      failure: expect.objectContaining({ code: "insufficient_balance" }),
    }
    await expectLedger(run, failed, { status: "paid" })
  })

  test.each(["pivot", "xendit"])(
    "insufficient-balance ends with the balance that %s had at first",
    async (provider) => {
      const spent = { pivot: "DISBURSEMENT", xendit: "CASH" }[provider]
      account = await hub.account(provider)
      const before = await balanceOf(spent)
      await play(hub, account, "insufficient-balance", { amount: "250000" })
      // Every top-up was as much as was then paid.
      expect(await balanceOf(spent)).toBe(before)
    },
  )

  async function balanceOf(name: string | undefined): Promise<string> {
    const { json } = await hub.api(`GET /v1/sandbox/accounts/${account.id}`)
    const balances = json.balances as {
      name: string
      amount: { value: string; currency: string }
    }[]
    const found = balances.find((each) => each.name === name && each.amount.currency === "IDR")
    return found?.amount.value ?? "none"
  }

  test("delayed at Pivot: processing (delayed) first, paid later", async () => {
    const run = await played("pivot", "delayed")
    await expectLedger(run, {
      status: "paid",
      history: [
        expect.objectContaining({ status: "processing", reason: "delayed" }),
        expect.objectContaining({ status: "paid", previous_status: "processing" }),
      ],
    })
  })

  test("bulk at Pivot: the batch is done with its counters, of its payouts nothing is told", async () => {
    const run = await played("pivot", "bulk", { count: 40 })
    const payouts = run.made.filter(({ kind }) => kind === "payout")
    const failed = payouts.filter(({ status }) => status === "FAILED").length
    expect(payouts).toHaveLength(40)
    expect(failed).toBeGreaterThan(2)
    expect(failed).toBeLessThan(30)
    const batch = run.made.find(({ kind }) => kind === "batch")
    expect(payouts.every(({ part_of: of }) => of === batch?.provider_id)).toBe(true)
    await expect
      .poll(() => inLedger(hub, "batches", batch?.provider_id ?? ""), WAIT)
      .toMatchObject({
        status: "done",
        counters: { success: { count: 40 - failed }, failed: { count: failed } },
      })
    expect(await inLedger(hub, "payouts", payouts[0]?.provider_id ?? "")).toBeNull()
  })

  test("channel-offline at Xendit: nothing is told until the channel is back", async () => {
    const run = await played("xendit", "channel-offline", { count: 2 })
    await expectLedger(run, { status: "paid" }, { status: "paid" })
    const kinds = run.story.map(({ kind, said }) => `${kind} ${said}`)
    const back = kinds.findIndex((line) => /^action .* is online/.test(line))
    expect(back).toBeGreaterThan(0)
    expect(kinds.findIndex((line) => line.startsWith("webhook"))).toBeGreaterThan(back)
  })

  test("declined at Adyen: cancelled (declined)", async () => {
    const run = await played("adyen", "declined")
    await expectLedger(run, { status: "cancelled", reason: "declined" })
  })

  test("review-expires at Adyen: cancelled (expired), after seven days of the clock", async () => {
    const { json: before } = await hub.api("GET /v1/sandbox/clock")
    const run = await played("adyen", "review-expires")
    await expectLedger(run, { status: "cancelled", reason: "expired" })
    const { json: after } = await hub.api("GET /v1/sandbox/clock")
    expect(after.ahead_seconds - before.ahead_seconds).toBeGreaterThan(6.9 * 86_400)
  })

  test("silence at Adyen: paid, presumed", async () => {
    const run = await played("adyen", "silence")
    await expectLedger(run, { status: "paid", certainty: "presumed" })
  })
})

describe("other things", () => {
  test("transfers of Adyen: in turn paid, failed and reversed", async () => {
    const run = await played("adyen", "transfers", { count: 4 })
    await expectLedger(
      run,
      { status: "paid", certainty: "confirmed" },
      { status: "failed" },
      { status: "reversed" },
      { status: "paid" },
    )
    const [paid] = await ledgerOf(hub, run)
    const applied = paid.history.filter((entry: { applied: boolean }) => entry.applied)
    expect(applied.map(({ status }: { status: string }) => status)).toEqual(
      expect.arrayContaining(["pending", "processing", "paid"]),
    )
  })

  test("payments of Pivot: one paid, one with two charges, one cancelled", async () => {
    const run = await played("pivot", "payments")
    const standing = async () => {
      const sessions = run.made.filter(({ kind }) => kind === "payment")
      const found = sessions.map(({ provider_id: id }) => inLedger(hub, "payments", id))
      return (await Promise.all(found)).map((payment) => [
        payment?.status,
        payment?.charges.filter(({ status }: { status: string }) => status === "SUCCESS").length,
      ])
    }
    await expect.poll(standing, WAIT).toEqual([
      ["paid", 1],
      ["cancelled", 2],
      ["cancelled", 0],
    ])
  })
})

describe("outages", () => {
  test.each(ALL)(
    "api-down: %s refuses calls while it lasts, and its webhook comes all the same",
    async (provider) => {
      account = await hub.account(provider)
      const id = await begin(hub, account, "api-down")
      const down = await callProvider()
      const run = await finish(hub, id)
      const up = await callProvider()
      expect(down.status).toBeGreaterThanOrEqual(500)
      expect(up.status).toBeLessThan(500)
      expect(run.story.map(({ said }) => said)).toContain("api_down")
      await expectLedger(run, { status: "paid" })
    },
  )

  test("api-slow: calls take three seconds while it lasts", async () => {
    account = await hub.account("xendit")
    const id = await begin(hub, account, "api-slow")
    const startedMs = performance.now()
    const slow = await callProvider()
    expect(slow.status).toBe(200)
    expect(performance.now() - startedMs).toBeGreaterThan(2_900)
    const run = await finish(hub, id)
    await expectLedger(run, { status: "paid" })
  })

  /** A call that the provider answers in the account's name. */
  function callProvider(): Promise<Response> {
    const { base_url: base, credentials, provider } = account
    const {
      api_key: key = "",
      merchant_id: merchant = "",
      merchant_secret: secret = "",
    } = credentials
    switch (provider) {
      case "adyen":
        return fetch(`${base}/btl/v4/transfers/none`, { headers: { "x-api-key": key } })
      case "pivot":
        return fetch(`${base}/v1/access-token`, {
          method: "POST",
          headers: { "x-merchant-id": merchant, "x-merchant-secret": secret },
          body: JSON.stringify({ grantType: "client_credentials" }),
        })
      default: {
        const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`
        return fetch(`${base}/balance`, { headers: { authorization } })
      }
    }
  }
})

describe("a run", () => {
  test("takes no money and no time of others: accounts play at the same time", async () => {
    const [one, other] = [await hub.account("xendit"), await hub.account("xendit")]
    const ids = await Promise.all([begin(hub, one, "happy"), begin(hub, other, "failed")])
    const [happy, failed] = await Promise.all(ids.map((id) => finish(hub, id)))
    expect(happy?.made.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"])
    expect(failed?.made.map(({ status }) => status)).toEqual(["FAILED", "FAILED", "FAILED"])
  })

  test("goes on by itself, without anybody moving the clock", async () => {
    account = await hub.account("xendit")
    const id = await begin(hub, account, "happy", { count: 1 })
    await expect
      .poll(async () => (await hub.api(`GET /v1/sandbox/runs/${id}`)).json.state, WAIT)
      .toBe("done")
  })
})
