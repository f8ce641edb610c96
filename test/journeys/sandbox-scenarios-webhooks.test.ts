import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"
import { ledgerOf, play, toldBy, type PlayedRun } from "../support/scenario-player.ts"

let hub: SandboxHub
let account: ShownAccount

beforeAll(async () => {
  hub = await startSandboxHub()
})
afterAll(async () => await hub.close())

const WAIT = { timeout: 10_000 }
const ALL = ["pivot", "xendit", "adyen"]

async function played(provider: string, scenario: string, options = {}): Promise<PlayedRun> {
  account = await hub.account(provider)
  const run = await play(hub, account, scenario, options)
  expect(run, run.failure ?? "").toMatchObject({ state: "done" })
  return run
}

async function expectPayout(run: PlayedRun, payout: object | null): Promise<void> {
  await expect
    .poll(async () => (await ledgerOf(hub, run))[0], WAIT)
    .toEqual(payout === null ? null : expect.objectContaining(payout))
}

const entry = (fields: object) => expect.objectContaining(fields)

/** Messages of the account's source, newest first. */
// oxlint-disable-next-line typescript/no-explicit-any -- an answer of the API
async function messages(): Promise<readonly any[]> {
  const { json } = await hub.api(`GET /v1/messages?source_id=${account.source_id}`)
  return json.data
}

/** Of the whole merchant; the account is new, so what names its payouts is its own. */
async function attentionKinds(subjectId: string): Promise<readonly string[]> {
  const { json } = await hub.api("GET /v1/attention?limit=100")
  const items = json.data as { kind: string; subject_id?: string | null }[]
  return items.filter((item) => JSON.stringify(item).includes(subjectId)).map(({ kind }) => kind)
}

describe.each(ALL)("webhooks of %s", (provider) => {
  test("lost-webhook: the ledger knows nothing until it is resent by hand", async () => {
    const run = await played(provider, "lost-webhook")
    expect(await messages()).toEqual([])
    await expectPayout(run, null)
    const route = `/v1/sandbox/accounts/${account.id}/webhooks`
    const { json: page } = await hub.api(`GET ${route}`)
    expect(page.data).toMatchObject([{ state: "missed" }])
    const resent = await hub.api(`POST ${route}/${page.data[0].id}/resend`)
    expect(resent.status, resent.text).toBeLessThan(300)
    await expectPayout(run, { status: "paid" })
  })

  test("duplicates: each is paid once, and what came again is kept as a duplicate", async () => {
    const run = await played(provider, "duplicates", { count: 1 })
    await expectPayout(run, {
      status: "paid",
      sequence: 1,
      history: [entry({ applied: true }), entry({ applied: false, refused_because: "duplicate" })],
    })
  })

  test("late: paid, up to two minutes after it happened", async () => {
    const run = await played(provider, "late", { count: 1 })
    await expectPayout(run, { status: "paid" })
    const told = run.story.find(({ kind }) => kind === "webhook")
    const [message] = await messages()
    const lateMs = Date.parse(message.received_at) - Date.parse(told?.at ?? "")
    expect(lateMs).toBeGreaterThan(500)
    expect(lateMs).toBeLessThan(125_000)
  })

  test("out-of-order: it ends the same, with the first word late in the history", async () => {
    const run = await played(provider, "out-of-order")
    const [last, first] = provider === "pivot" ? ["paid", "processing"] : ["reversed", ""]
    await expectPayout(run, {
      status: last,
      history: [
        entry({ applied: true, status: last, previous_status: null }),
        entry({ applied: false, refused_because: "late", ...(first && { status: first }) }),
      ],
    })
  })

  test("wrong-token: refused and quarantined, and the ledger knows nothing", async () => {
    const run = await played(provider, "wrong-token")
    await expect.poll(messages, WAIT).toMatchObject([{ state: "quarantined" }])
    await expectPayout(run, null)
  })

  test("truncated: kept for a person, and the ledger knows nothing", async () => {
    const run = await played(provider, "truncated")
    const state = provider === "adyen" ? "quarantined" : "unrecognised"
    await expect.poll(messages, WAIT).toMatchObject([{ state }])
    await expectPayout(run, null)
  })

  test("truncated: what is sent afterwards comes all the same", async () => {
    await played(provider, "truncated")
    await hub.advance("1h")
    const run = await play(hub, account, "happy", { count: 1 })
    await expectPayout(run, { status: "paid" })
  })

  test("wrong-amount: the first amount stands, the other is held with an attention item", async () => {
    const run = await played(provider, "wrong-amount", { amount: "20000" })
    const wanted = { pivot: "processing", xendit: "paid", adyen: "processing" }[provider]
    await expectPayout(run, { status: wanted })
    const [payout] = await ledgerOf(hub, run)
    await expect.poll(() => attentionKinds(payout.id as string), WAIT).toContain("amount_mismatch")
    // Adyen's lie comes first.
    if (provider === "adyen") expect(payout.amount.value).not.toBe("20000.00")
    else expect(payout.amount.value).toBe("20000.00")
  })

  test("failed-after-succeeded: it stays paid, with an attention item about the conflict", async () => {
    const run = await played(provider, "failed-after-succeeded")
    await expectPayout(run, { status: "paid" })
    const [payout] = await ledgerOf(hub, run)
    await expect.poll(() => attentionKinds(payout.id as string), WAIT).toContain("conflict")
    expect((await ledgerOf(hub, run))[0]).toMatchObject({ status: "paid" })
  })
})

// Its many moments are passed one by one.
const STORM = { timeout: 120_000 }

describe.each(ALL)("a storm at %s", STORM, (provider) => {
  test("tells the same story for the same seed, twice at one account and at a fresh one", async () => {
    const options = { seed: 42, count: 4 }
    const first = await played(provider, "storm", options)
    const again = await play(hub, account, "storm", options)
    const fresh = await played(provider, "storm", options)
    expect(toldBy(again)).toEqual(toldBy(first))
    expect(toldBy(fresh)).toEqual(toldBy(first))
    expect(first.story.filter(({ kind }) => kind === "misbehaviour").length).toBeGreaterThan(0)
  })

  test("loses nothing that was acknowledged, and never has a payout where it was not", async () => {
    const run = await played(provider, "storm", { seed: 3, count: 10 })
    const possible: Readonly<Record<string, readonly string[]>> = {
      // What the provider has at the end, and where the ledger may stand with the news that came.
      SUCCESS: ["paid"],
      SUCCEEDED: ["paid"],
      FAILED: ["failed"],
      REVERSED: ["reversed", "paid"],
      sent: ["paid", "processing"],
      refused: ["failed"],
      reversed: ["reversed", "processing"],
    }
    await expect
      .poll(async () => {
        const states = (await messages()).map(({ state }) => state as string)
        return states.filter((state) => !["settled", "quarantined", "unrecognised"].includes(state))
      }, WAIT)
      .toEqual([])
    const ledger = await ledgerOf(hub, run)
    const payouts = run.made.filter(({ kind }) => kind === "payout")
    const known = payouts.flatMap((payout, index) => {
      const found = ledger[index]
      if (found === null) return []
      // A contradiction that came alone: who knows only the lie believes it.
      const isLied = found.history.some(({ status }: { status: string }) => status === "failed")
      const wanted = [...(possible[payout.status] ?? []), ...(isLied ? ["failed"] : [])]
      expect(wanted, `${payout.status}: ${found.status}`).toContain(found.status)
      return [found]
    })
    expect(known.length).toBeGreaterThan(5)
  })
})

test("a storm tells another story for another seed", STORM, async () => {
  const one = await played("pivot", "storm", { seed: 1, count: 4 })
  const other = await play(hub, account, "storm", { seed: 2, count: 4 })
  expect(toldBy(other)).not.toEqual(toldBy(one))
})
