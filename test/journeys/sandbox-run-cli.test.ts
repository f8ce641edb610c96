import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { startSandboxHub, type SandboxHub } from "../support/sandbox-hub.ts"
import { runOf } from "../support/scenario-player.ts"
import { FIRST_API_KEY } from "../support/test-hub.ts"

let hub: SandboxHub

beforeAll(async () => {
  hub = await startSandboxHub()
})
afterAll(async () => await hub.close())

function terminalOf(screen?: NodeJS.WritableStream) {
  const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
  return capturedTerminal({ environment, ...(screen && { screen }) })
}

async function paidout(...words: readonly string[]) {
  const terminal = terminalOf()
  const exit = await run(words, terminal)
  return { exit, output: terminal.output(), errors: terminal.errors() }
}

describe("paidout sandbox scenarios", () => {
  test("tells what each shows, within 80 columns", async () => {
    const { exit, output } = await paidout("sandbox", "scenarios")
    expect(exit).toBe(0)
    expect(output).toContain("happy  pivot, xendit, adyen\n  Payouts are made and arrive.")
    expect(output.split("\n").filter((line) => line.length > 80)).toEqual([])
  })

  test("tells those of one provider, and is JSON for programs", async () => {
    const { output } = await paidout("sandbox", "scenarios", "--provider", "adyen", "--json")
    const names = JSON.parse(output).data.map(({ name }: { name: string }) => name)
    expect(names).toContain("review-expires")
    expect(names).not.toContain("bulk")
  })
})

describe("paidout sandbox run", () => {
  test("tells the story as it happens, then what the ledger made of it", async () => {
    const account = await hub.account("xendit")
    const words = ["reversed", "--account", account.id, "--seed", "4", "--count", "1", "--fast"]
    const { exit, output, errors } = await paidout("sandbox", "run", ...words)
    expect({ exit, errors }).toEqual({ exit: 0, errors: "" })
    const lines = output.split("\n")
    expect(lines[0]).toMatch(/^reversed at xendit, seed 4: run_/)
    const webhooks = lines.filter((line) => line.includes("webhook"))
    expect(webhooks).toEqual([
      expect.stringMatching(/^\+2\.5 s +#1 +webhook +payout\.succeeded$/),
      expect.stringMatching(/^\+7\.5 s +#1 +webhook +payout\.reversed$/),
    ])
    expect(output).toMatch(/reference +xendit +ledger +id/)
    expect(output).toMatch(/reversed-\w{8}-1 +REVERSED +reversed +po_/)
  })

  test("passes a week at once with --fast", async () => {
    await hub.account("adyen")
    const startedMs = performance.now()
    const { exit, output } = await paidout("sandbox", "run", "review-expires", "--fast")
    expect(exit).toBe(0)
    expect(output).toMatch(/\+7\.0 d +#1 +webhook +PAYOUT_EXPIRE true/)
    expect(performance.now() - startedMs).toBeLessThan(15_000)
  })

  test("is JSON at the end for programs, and nothing else", async () => {
    const account = await hub.account("pivot")
    const words = ["delayed", "--account", account.id, "--fast", "--json"]
    const { exit, output } = await paidout("sandbox", "run", ...words)
    expect(exit).toBe(0)
    const answer = JSON.parse(output)
    expect(answer).toMatchObject({ state: "done", scenario: "delayed" })
    expect(answer.story.at(-1).said).toBe("The scenario is through.")
  })

  test("draws how far it is on a terminal, on a line of its own", async () => {
    const account = await hub.account("xendit")
    let drawn = ""
    const screen = { write: (text: string) => (drawn += text), columns: 60 }
    const terminal = terminalOf(screen as unknown as NodeJS.WritableStream)
    const words = ["sandbox", "run", "happy", "--account", account.id, "--count", "1"]
    expect(await run(words, terminal)).toBe(0)
    expect(drawn).toContain("waits for everything to come")
    const shown = drawn.split("\r\u001B[2K")
    expect(shown.every((text) => text.length < 60)).toBe(true)
    expect(shown.at(-1)).toBe("")
  })

  test("leaves a run alone with --detach, and paidout sandbox cancel ends it", async () => {
    const account = await hub.account("xendit")
    const begun = await paidout(
      "sandbox",
      "run",
      "channel-offline",
      "--account",
      account.id,
      "--detach",
    )
    const [id = ""] = /run_\w+/.exec(begun.output) ?? []
    const cancelled = await paidout("sandbox", "cancel", id)
    expect(cancelled).toEqual({ exit: 0, output: `${id} is cancelled.\n`, errors: "" })
    expect((await runOf(hub, id)).state).toBe("cancelled")
  })

  test("that is cancelled meanwhile, or refused, exits with 1", async () => {
    const account = await hub.account("xendit")
    const running = paidout("sandbox", "run", "channel-offline", "--account", account.id)
    await expect
      .poll(async () => {
        const { json } = await hub.api(`GET /v1/sandbox/runs?account_id=${account.id}`)
        const id = json.data[0]?.id as string | undefined
        return id !== undefined && (await hub.api(`POST /v1/sandbox/runs/${id}/cancel`, {})).status
      })
      .toBe(200)
    expect(await running).toMatchObject({
      exit: 1,
      errors: expect.stringContaining("The run is cancelled."),
    })
    const unknown = await paidout("sandbox", "run", "no-such")
    expect(unknown).toMatchObject({
      exit: 1,
      errors: expect.stringContaining("sandbox_scenario_unknown"),
    })
  })

  test("stops watching on Ctrl-C and says how to end the run, which goes on", async () => {
    const account = await hub.account("adyen")
    const terminal = terminalOf()
    const watching = run(["sandbox", "run", "review-expires", "--account", account.id], terminal)
    await expect.poll(() => terminal.output()).toContain("is submitted")
    terminal.interrupt()
    expect(await watching).toBe(1)
    const [id = ""] = /run_\w+/.exec(terminal.output()) ?? []
    expect(terminal.errors()).toContain(`paidout sandbox cancel ${id}`)
    expect((await runOf(hub, id)).state).toBe("running")
  })

  test.each([
    ["--seed", "-1"],
    ["--seed", "1.5"],
    ["--count", "many"],
  ])("with %s %s is wrong usage", async (option, value) => {
    const { exit, errors } = await paidout("sandbox", "run", "happy", `${option}=${value}`)
    expect({ exit, errors }).toEqual({
      exit: 2,
      errors: expect.stringContaining(`${option} takes a whole number.`),
    })
  })
})
