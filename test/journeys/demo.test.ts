import { afterAll, beforeAll, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { startHubProcess, type StartedHub } from "../support/started-hub.ts"
import { call } from "../support/test-hub.ts"

const KEY = "pd_the_key_of_the_demo"
let hub: StartedHub

beforeAll(async () => {
  hub = await startHubProcess(undefined, { PAIDOUT_API_KEY: KEY })
})
afterAll(async () => await hub.remove())

const api = (target: string, body?: object) =>
  call(hub, target, { key: KEY, ...(body !== undefined && { body }) })

function terminal() {
  return capturedTerminal({ environment: { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: KEY } })
}

async function endpoints(): Promise<readonly unknown[]> {
  return (await api("GET /v1/endpoints")).json.data as readonly unknown[]
}

test(
  "shows a payout of each provider from its creation to paid, failed and reversed, in a minute and a half",
  { timeout: 120_000 },
  async () => {
    const startedMs = performance.now()
    const { exit, output, errors } = await hub.paidout("demo")
    expect({ exit, errors }).toEqual({ exit: 0, errors: "" })
    expect(performance.now() - startedMs).toBeLessThan(90_000)
    const [head = "", xendit = "", pivot = "", adyen = "", end = ""] = output.split(/^━━ .*$/m)
    expect(head).toContain(hub.url)
    // A poll that comes before the webhook says that it is pending, on a slow machine.
    const endings = [xendit, pivot, adyen].map(endingsIn)
    endings[1] = endings[1]?.filter((ending) => ending !== "pending") ?? []
    expect(endings).toEqual([
      ["failed", "paid", "reversed"],
      ["failed", "paid"],
      ["failed", "paid", "pending", "processing", "reversed"],
    ])
    expect(xendit).toMatch(/call +POST \/v2\/payouts → 200 ACCEPTED/)
    expect(xendit).toMatch(/webhook +payout\.reversed/)
    expect(xendit).toMatch(/ledger +paid → reversed/)
    expect(pivot).toMatch(/ledger +its request: pending \(insufficient_balance\)/)
    expect(adyen).toMatch(/two business days/)
    expect(adyen).toMatch(/ledger +pending → processing/)
    expect(end).toMatch(/Xendit +seen +seen +seen\n/)
    expect(end).toMatch(/Pivot +seen +seen +Pivot's callbacks know no reversal\n/)
    expect(end).toMatch(/Adyen +seen +seen +seen\n/)
    expect(end.match(/^ {2}paidout .*$/gm)).toHaveLength(3)
    expect(output.split("\n").filter((line) => line.length > 80)).toEqual([])
    expect(output).not.toContain("\u001B")
    expect(await endpoints()).toEqual([])
  },
)

/** What the endpoint was told, signed, of payouts. */
function endingsIn(section: string): readonly string[] {
  const told = section.matchAll(/endpoint +payout\.(\w+), signature verified$/gm)
  return [...new Set([...told].map(([, status = ""]) => status))].toSorted()
}

test("exits with 1 and says what did not come, and leaves no endpoint behind", async () => {
  const { json: page } = await api("GET /v1/sandbox/accounts?provider=xendit")
  const account = `/v1/sandbox/accounts/${page.data[0].id}`
  const plans = [{ match: {}, outcome: "failed", failure_code: "TRANSFER_ERROR" }]
  await api(`PATCH ${account}`, { settings: { plans } })
  const shown = terminal()
  expect(await run(["demo", "--provider", "xendit"], shown)).toBe(1)
  expect(shown.errors()).toContain(
    "Xendit: payout 1 should be paid, and the ledger has it as failed.",
  )
  expect(shown.errors()).toContain("paidout sandbox story sba_")
  expect(await endpoints()).toEqual([])
  await api(`PATCH ${account}`, { settings: { plans: null } })
})

test("ends on Ctrl-C without leaving an endpoint behind", async () => {
  const shown = terminal()
  const playing = run(["demo", "--provider", "xendit"], shown)
  await expect.poll(() => shown.output()).toContain("POST /v2/payouts")
  expect(await endpoints()).toHaveLength(1)
  shown.interrupt()
  expect(await playing).toBe(1)
  expect(shown.errors()).toContain("Interrupted.")
  expect(await endpoints()).toEqual([])
})

test("removes the endpoint of a demo that was killed", async () => {
  const url = "http://127.0.0.1:9/webhooks"
  const { createServer } = await import("node:http")
  const server = createServer((_, response) => response.end())
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as { port: number }
  const made = await api("POST /v1/endpoints", {
    url: url.replace(":9/", `:${port}/`),
    description: "paidout demo: removed at its end",
  })
  expect(made.status, made.text).toBe(201)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(await run(["demo", "--provider", "xendit"], terminal())).toBe(0)
  expect(await endpoints()).toEqual([])
})

test("waits for no account that plays a scenario, and says so", async () => {
  const { json: begun } = await api("POST /v1/sandbox/scenarios/review-expires", {})
  const shown = terminal()
  expect(await run(["demo"], shown)).toBe(1)
  expect(shown.errors()).toContain(`paidout sandbox cancel ${begun.id}`)
  await api(`POST /v1/sandbox/runs/${begun.id}/cancel`, {})
})

test("is refused where the sandbox is off, with what to do", async () => {
  const off = await startHubProcess(undefined, { SANDBOX: "off" })
  try {
    const { exit, errors } = await off.paidout("demo")
    expect({ exit, errors }).toEqual({ exit: 1, errors: expect.stringContaining("sandbox_off") })
  } finally {
    await off.remove()
  }
})
