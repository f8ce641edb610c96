import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"

import { PROVIDERS } from "../../src/providers/index.ts"
import { SCENARIOS } from "../../src/sandbox/scenarios/scenarios.ts"
import { createTestDatabase } from "../support/database.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"
import { begin, finish, inLedger, play, runOf } from "../support/scenario-player.ts"
import { call, createTestHub } from "../support/test-hub.ts"

let hub: SandboxHub

beforeAll(async () => {
  hub = await startSandboxHub()
})
afterAll(async () => await hub.close())

const WAIT = { timeout: 10_000 }

function ask(scenario: string, body: object): ReturnType<SandboxHub["api"]> {
  return hub.api(`POST /v1/sandbox/scenarios/${scenario}`, body)
}

/** As its owner sees it, without when it was touched. */
async function shown({ id }: ShownAccount): Promise<object> {
  const { updated_at: _, ...account } = (await hub.api(`GET /v1/sandbox/accounts/${id}`)).json
  return account as object
}

describe("scenarios", () => {
  test("are listed with what they show and who can play them", async () => {
    const { json } = await hub.api("GET /v1/sandbox/scenarios")
    const names = json.data.map(({ name }: { name: string }) => name)
    expect(names).toEqual(SCENARIOS.map(({ name }) => name))
    expect(names).toEqual(
      expect.arrayContaining([
        ...["happy", "failed", "reversed", "insufficient-balance", "lost-webhook", "duplicates"],
        ...["out-of-order", "late", "wrong-token", "truncated", "wrong-amount"],
        ...["failed-after-succeeded", "channel-offline", "review-expires", "declined", "delayed"],
        ...["bulk", "storm", "api-down", "api-slow"],
      ]),
    )
    for (const { summary, shows, providers } of json.data) {
      expect(summary).toMatch(/^[A-Z].*\.$/)
      expect(shows).toMatch(/\.$/)
      expect(PROVIDERS.map(({ name }) => name)).toEqual(expect.arrayContaining(providers))
    }
  })

  test("that nobody knows are refused with those that there are", async () => {
    const account = await hub.account("xendit")
    const { status, json } = await ask("no-such", { account_id: account.id })
    expect({ status, code: json.code }).toEqual({ status: 404, code: "sandbox_scenario_unknown" })
    expect(json.scenarios).toContain("happy")
  })

  test("that a provider cannot play are refused with who can", async () => {
    const account = await hub.account("pivot")
    const { status, json } = await ask("review-expires", { account_id: account.id })
    expect({ status, code: json.code }).toEqual({ status: 409, code: "sandbox_action_refused" })
    expect(json.detail).toContain("adyen")
  })

  test.each([
    [{ count: 201 }, "at most 200"],
    [{ amount: "0" }, "no amount"],
    [{ amount: "10.50" }, "no amount"],
    [{ provider: "xendit" }, "not both"],
  ])("refuse %j", async (wish, why) => {
    const account = await hub.account("xendit")
    const { status, json } = await ask("happy", { account_id: account.id, ...wish })
    expect({ status, code: json.code }).toEqual({ status: 400, code: "request_invalid" })
    expect(json.detail).toContain(why)
    expect((await hub.api(`GET /v1/sandbox/runs?account_id=${account.id}`)).json.data).toEqual([])
  })

  test("are played at the first account of a provider, where none is named", async () => {
    const { json: page } = await hub.api("GET /v1/sandbox/accounts?provider=adyen&limit=100")
    const oldest = page.data.at(-1) ?? (await hub.account("adyen"))
    await hub.account("adyen")
    const { status, json } = await ask("declined", {})
    expect({ status, account: json.account_id }).toEqual({ status: 202, account: oldest.id })
    await finish(hub, json.id as string)
    const elsewhere = await ask("happy", { provider: "nobody" })
    expect(elsewhere).toMatchObject({ status: 404, json: { code: "not_found" } })
  })

  test("get a seed where none is given, and tell it", async () => {
    const account = await hub.account("xendit")
    const { json } = await ask("happy", { account_id: account.id, count: 1 })
    expect(json.seed).toBeGreaterThanOrEqual(0)
    expect((await finish(hub, json.id as string)).seed).toBe(json.seed)
  })
})

describe("a run", () => {
  test("is the only one of its account, also when two begin at the same moment", async () => {
    const account = await hub.account("xendit")
    const wish = { account_id: account.id, count: 1 }
    const answers = await Promise.all([ask("happy", wish), ask("failed", wish), ask("happy", wish)])
    const begun = answers.filter(({ status }) => status === 202)
    const refused = answers.filter(({ status }) => status === 409)
    expect({ begun: begun.length, refused: refused.length }).toEqual({ begun: 1, refused: 2 })
    const [{ json } = { json: {} }] = begun
    for (const { json: problem } of refused) {
      expect(problem).toMatchObject({ code: "sandbox_action_refused", run_id: json.id })
    }
    await finish(hub, json.id as string)
    const run = await play(hub, account, "failed", { count: 1 })
    expect(run.state).toBe("done")
  })

  test("asked for twice under one Idempotency-Key is one run", async () => {
    const account = await hub.account("xendit")
    const headers = { "idempotency-key": `run-${account.id}` }
    const body = { account_id: account.id, count: 1 }
    const target = "POST /v1/sandbox/scenarios/happy"
    const [one, again] = [
      await call(hub, target, { body, headers }),
      await call(hub, target, { body, headers }),
    ]
    expect(again.json).toEqual(one.json)
    await finish(hub, one.json.id as string)
  })

  test("leaves the account's own seed, misbehaviour and settings alone, and other payouts too", async () => {
    const account = await hub.account("xendit", { seed: 5 })
    await hub.api(`PATCH /v1/sandbox/accounts/${account.id}`, {
      misbehaviour: { duplicate: 0.25 },
      settings: { plans: [{ match: { reference: "own" }, outcome: "reversed" }] },
    })
    const own = await hub.act(account, "create_payout", { reference_id: "own" })
    const before = await shown(account)
    const id = await begin(hub, account, "lost-webhook")
    expect(await shown(account)).toMatchObject({ seed: 5, misbehaviour: { duplicate: 0.25 } })
    const run = await finish(hub, id)
    expect(run.made.map(({ status }) => status)).toEqual(["SUCCEEDED"])
    // Its own payout was made before, so its webhooks are not lost.
    await hub.advance("1m")
    await expect
      .poll(() => inLedger(hub, "payouts", own), WAIT)
      .toMatchObject({ status: "reversed" })
    const { history } = await inLedger(hub, "payouts", own)
    const applied = history.filter((each: { applied: boolean }) => each.applied)
    expect(applied.map(({ status }: { status: string }) => status)).toEqual(["paid", "reversed"])
    const { balances: _, ...after } = (await shown(account)) as { balances: unknown }
    const { balances: __, ...unchanged } = before as { balances: unknown }
    expect(after).toEqual(unchanged)
  })

  test("that is cancelled is over: what it made goes on without misbehaviour", async () => {
    const account = await hub.account("xendit")
    const id = await begin(hub, account, "lost-webhook")
    await expect.poll(async () => (await runOf(hub, id)).made.length, WAIT).toBe(1)
    const cancelled = await hub.api(`POST /v1/sandbox/runs/${id}/cancel`, {})
    expect(cancelled).toMatchObject({
      status: 200,
      json: { state: "cancelled", next_step_at: null, finished_at: expect.any(String) },
    })
    const run = await finish(hub, id)
    expect(run.story.at(-1)?.said).toBe("The scenario was cancelled.")
    const [made] = run.made
    await expect
      .poll(() => inLedger(hub, "payouts", made?.provider_id ?? ""), WAIT)
      .toMatchObject({ status: "paid" })
    const again = await hub.api(`POST /v1/sandbox/runs/${id}/cancel`, {})
    expect(again).toMatchObject({ status: 409, json: { code: "conflict" } })
    expect((await play(hub, account, "happy", { count: 1 })).state).toBe("done")
  })

  test.each([
    ["pivot", "insufficient-balance"],
    ["xendit", "insufficient-balance"],
    ["xendit", "channel-offline"],
  ])("at %s that is cancelled in %s leaves all as it was", async (provider, scenario) => {
    const account = await hub.account(provider)
    const id = await begin(hub, account, scenario)
    await expect.poll(async () => (await runOf(hub, id)).progress.done, WAIT).toBeGreaterThan(1)
    await hub.api(`POST /v1/sandbox/runs/${id}/cancel`, {})
    // Money and channel are there again.
    const run = await play(hub, account, "happy", { count: 1 })
    expect(run.state).toBe("done")
    expect(run.made.map(({ status }) => status).at(-1)).toMatch(/^SUCC/)
  })

  test("that the provider refuses to go on with fails, says why, and is over", async () => {
    const account = await hub.account("pivot", { settings: { insufficient_balance: "refused" } })
    const before = await shown(account)
    const run = await play(hub, account, "insufficient-balance")
    expect(run).toMatchObject({
      state: "failed",
      failure: expect.stringContaining("balance_insufficient"),
    })
    expect(run.story.at(-1)).toMatchObject({ kind: "failure" })
    expect(await shown(account)).toEqual(before)
    expect((await play(hub, account, "happy", { count: 1 })).state).toBe("done")
  })

  test("fails where somebody else brings it off its way", async () => {
    const account = await hub.account("pivot")
    const id = await begin(hub, account, "insufficient-balance")
    await expect
      .poll(
        async () => (await runOf(hub, id)).made.find(({ kind }) => kind === "batch")?.status,
        WAIT,
      )
      .toBe("PENDING")
    const batch = (await runOf(hub, id)).made.find(({ kind }) => kind === "batch")
    await hub.act(account, "cancel", { uuid: batch?.provider_id })
    const run = await finish(hub, id)
    expect(run).toMatchObject({ state: "failed", failure: expect.stringContaining("CANCELLED") })
  })

  test("is in the audit log, its beginning and its cancelling", async () => {
    const account = await hub.account("xendit")
    const id = await begin(hub, account, "channel-offline")
    await hub.api(`POST /v1/sandbox/runs/${id}/cancel`, {})
    const { rows } = await hub.database.pool.query(
      "select action from audit_log where object = $1 order by id",
      [id],
    )
    expect(rows.map(({ action }) => action)).toEqual(["sandbox_run.begin", "sandbox_run.cancel"])
  })

  test("has a story that can be read on from a line", async () => {
    const account = await hub.account("xendit")
    const whole = await play(hub, account, "happy", { count: 1 })
    const { json } = await hub.api(
      `GET /v1/sandbox/runs/${whole.id}?story_after=${whole.story[2]?.id}`,
    )
    expect(json.story).toEqual(whole.story.slice(3))
  })
})

describe("runs", () => {
  test("are listed newest first, in pages, by account and state", async () => {
    const account = await hub.account("xendit")
    const ids: string[] = []
    for (const scenario of ["happy", "failed", "happy"]) {
      ids.unshift((await play(hub, account, scenario, { count: 1 })).id)
    }
    const list = `GET /v1/sandbox/runs?account_id=${account.id}`
    const { json: first } = await hub.api(`${list}&limit=2`)
    const { json: second } = await hub.api(`${list}&limit=2&cursor=${first.next_cursor}`)
    const listed = [...first.data, ...second.data] as { id: string }[]
    expect(listed.map(({ id }) => id)).toEqual(ids)
    expect(second.next_cursor).toBeNull()
    const { json: running } = await hub.api(`${list}&state=running`)
    expect(running.data).toEqual([])
  })

  test("and accounts of another merchant are not there", async () => {
    const account = await hub.account("xendit")
    const run = await play(hub, account, "happy", { count: 1 })
    const { json: other } = await hub.api("POST /v1/merchants", { name: "Another" })
    const key = other.api_key.key as string
    const asStranger = (target: string, body?: unknown) => hub.api(target, body, key)
    expect((await asStranger("GET /v1/sandbox/runs")).json.data).toEqual([])
    for (const target of [
      `GET /v1/sandbox/runs/${run.id}`,
      `POST /v1/sandbox/runs/${run.id}/cancel`,
    ]) {
      const body = target.startsWith("POST") ? {} : undefined
      expect((await asStranger(target, body)).status).toBe(404)
    }
    const wish = { account_id: account.id }
    expect((await asStranger("POST /v1/sandbox/scenarios/happy", wish)).status).toBe(404)
  })

  test("are begun and cancelled by keys that may write", async () => {
    const { json: made } = await hub.api("POST /v1/api-keys", { name: "reader", scopes: ["read"] })
    const key = made.key as string
    expect((await hub.api("GET /v1/sandbox/runs", undefined, key)).status).toBe(200)
    expect((await hub.api("POST /v1/sandbox/scenarios/happy", {}, key)).status).toBe(403)
  })

  test("are not there where the sandbox is off", async () => {
    const database = await createTestDatabase()
    onTestFinished(() => database.drop())
    const off = await createTestHub(database)
    onTestFinished(() => off.stop())
    const id = "run_01jd5zj8rve5xbzxwn4hqy3n6c"
    for (const [target, body] of [
      ["GET /v1/sandbox/scenarios"],
      ["POST /v1/sandbox/scenarios/happy", {}],
      ["GET /v1/sandbox/runs"],
      [`GET /v1/sandbox/runs/${id}`],
      [`POST /v1/sandbox/runs/${id}/cancel`, {}],
    ] as const) {
      const { status, json } = await call(off, target, body === undefined ? {} : { body })
      expect({ target, status, code: json.code }).toEqual({
        target,
        status: 404,
        code: "sandbox_off",
      })
    }
  })
})
