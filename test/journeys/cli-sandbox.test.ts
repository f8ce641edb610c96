import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"
import { FIRST_API_KEY } from "../support/test-hub.ts"

let hub: SandboxHub
let xendit: ShownAccount

beforeAll(async () => {
  hub = await startSandboxHub()
  xendit = await hub.account("xendit")
  await hub.account("xendit", { name: "Another" })
  await hub.account("pivot")
})
afterAll(async () => {
  await hub.close()
})

function terminal() {
  const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
  return capturedTerminal({ environment })
}

async function paidout(...words: readonly string[]) {
  const captured = terminal()
  const exit = await run(["sandbox", ...words], captured)
  return { exit, output: captured.output(), errors: captured.errors() }
}

describe("paidout sandbox", () => {
  test("accounts lists them, and those of one provider", async () => {
    const all = await paidout("accounts")
    expect(all).toMatchObject({ exit: 0, errors: "" })
    expect(all.output).toMatch(/^id +provider +name/)
    expect(all.output.match(/sba_/g)).toHaveLength(3)
    const some = await paidout("accounts", "--provider", "pivot", "--json")
    expect(JSON.parse(some.output).data).toMatchObject([{ provider: "pivot" }])
  })

  test("account shows one by its id, and the first of a provider by its name", async () => {
    for (const which of [xendit.id, "xendit"]) {
      const { exit, output } = await paidout("account", which)
      expect(exit).toBe(0)
      expect(output).toContain(xendit.id)
      expect(output).toContain(xendit.base_url)
      expect(output).toContain(xendit.credentials["api_key"] ?? "-")
      expect(output).toMatch(/CASH +1000000000\.00 IDR/)
      expect(output).toMatch(/sbc_\w+ +payout +http/)
    }
    const none = await paidout("account", "adyen")
    expect(none).toMatchObject({ exit: 1, errors: expect.stringContaining("sandbox open") })
  })

  test("open makes one, with or without a source", async () => {
    const made = await paidout("open", "adyen", "--name", "Mine", "--json")
    expect(JSON.parse(made.output)).toMatchObject({ name: "Mine", source_id: expect.any(String) })
    const alone = await paidout("open", "adyen", "--no-connect")
    expect(alone.output).toContain("Its webhooks go nowhere.")
    expect(await paidout("open", "nobody")).toMatchObject({
      exit: 1,
      errors: expect.stringContaining("(provider_unknown)"),
    })
  })

  test("act lists what there is to do, and does it with words typed by its schema", async () => {
    const list = await paidout("act", "xendit")
    expect(list.output).toMatch(/cancel +id +Cancels/)
    expect(list.output).toMatch(/create_payout +\[amount\]/)
    const words = ["amount=150000", "account_number=0123456789", 'metadata={"team":"a"}']
    const done = await paidout("act", "xendit", "create_payout", ...words)
    expect(done).toMatchObject({ exit: 0, errors: "" })
    const [name = ""] = /disb-[\w-]+/.exec(done.output) ?? []
    const thing = await hub.api(`GET /v1/sandbox/accounts/${xendit.id}/things/payout/${name}`)
    expect(JSON.stringify(thing.json.state)).toContain("0123456789")
    expect(await paidout("act", "xendit", "fly")).toMatchObject({ exit: 2 })
    expect(await paidout("act", "xendit", "create_payout", "wings=2")).toMatchObject({ exit: 2 })
    expect(await paidout("act", "xendit", "reverse", `id=${name}`)).toMatchObject({
      exit: 1,
      errors: expect.stringContaining("(sandbox_action_refused)"),
    })
  })

  test("things lists what an account holds, page by page", async () => {
    await hub.act(xendit, "create_payout", { reference_id: "salary-07" })
    const { output } = await paidout("things", "xendit", "--reference", "salary-07")
    expect(output).toMatch(/payout +disb-[\w-]+ +ACCEPTED +salary-07/)
    const first = await paidout("things", xendit.id, "--limit", "1")
    const [, cursor = ""] = /More: --cursor (\S+)/.exec(first.output) ?? []
    expect((await paidout("things", "xendit", "--cursor", cursor)).output).not.toBe(first.output)
    expect((await paidout("things", "pivot")).output).toBe("There are no such things.\n")
  })

  test("webhooks tells what was sent, and resend sends it again", async () => {
    await hub.act(xendit, "create_payout")
    await hub.advance("1m")
    const { output } = await paidout("webhooks", "xendit", "--state", "delivered")
    expect(output).toMatch(/dlv_\w+ +payout\.succeeded +disb-[\w-]+ +delivered +1 +200/)
    const [id = ""] = /dlv_\w+/.exec(output) ?? []
    expect(await paidout("resend", "xendit", id)).toMatchObject({ exit: 0, errors: "" })
  })

  test("story tells the newest last, and follows until Ctrl-C", async () => {
    const pivot = JSON.parse((await paidout("account", "pivot", "--json")).output) as ShownAccount
    expect((await paidout("story", "pivot")).output).toBe("Nothing has happened there.\n")
    const follower = terminal()
    const followed = run(["sandbox", "story", "pivot", "--follow"], follower)
    await hub.act(pivot, "create_payout")
    await expect.poll(follower.output, { timeout: 10_000 }).toContain("create_payout")
    await hub.act(pivot, "create_payout")
    const seen = () =>
      follower
        .output()
        .split("\n")
        .filter((line) => line.includes("action"))
    await expect.poll(() => seen().length, { timeout: 10_000 }).toBeGreaterThan(1)
    follower.interrupt()
    expect(await followed).toBe(0)
    const lines = (await paidout("story", "pivot", "--limit", "100")).output.trim().split("\n")
    expect(lines).toEqual(lines.toSorted((a, b) => (a.slice(0, 24) < b.slice(0, 24) ? -1 : 0)))
    expect(new Set(follower.output().trim().split("\n")).size).toBe(
      follower.output().trim().split("\n").length,
    )
    const json = (await paidout("story", "pivot", "--limit", "2", "--json")).output
    expect(
      json
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id),
    ).toHaveLength(2)
  })

  test("misbehave says what goes wrong, changes it, and ends it", async () => {
    expect((await paidout("misbehave", "xendit")).output).toContain("Nothing goes wrong there.")
    const changed = await paidout("misbehave", "xendit", "duplicate=0.5", "drop=1", "--seed", "42")
    expect(changed.output).toMatch(/duplicate +0\.5/)
    expect(changed.output).toMatch(/seed +42/)
    const less = await paidout("misbehave", "xendit", "drop=0", "--json")
    expect(JSON.parse(less.output)).toMatchObject({ seed: 42, misbehaviour: { duplicate: 0.5 } })
    expect(JSON.parse(less.output).misbehaviour).not.toHaveProperty("drop")
    expect((await paidout("misbehave", "xendit", "none")).output).toContain("Nothing goes wrong")
    expect(await paidout("misbehave", "xendit", "duplicate")).toMatchObject({ exit: 2 })
    expect(await paidout("misbehave", "xendit", "duplicate=often")).toMatchObject({ exit: 2 })
    expect(await paidout("misbehave", "xendit", "explode=1")).toMatchObject({
      exit: 1,
      errors: expect.stringContaining("(request_invalid)"),
    })
  })
})
