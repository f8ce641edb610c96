import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { PassThrough } from "node:stream"
import { afterAll, beforeAll, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { reportingOf } from "../support/reconciling.ts"
import { startSandboxHub, type SandboxHub, type ShownAccount } from "../support/sandbox-hub.ts"
import { FIRST_API_KEY } from "../support/test-hub.ts"

let hub: SandboxHub
let account: ShownAccount
let day: string
let ids: string[]
const folder = mkdtempSync(path.join(tmpdir(), "paidout-reconcile-"))

beforeAll(async () => {
  hub = await startSandboxHub()
  account = await hub.account("xendit")
  day = await reportingOf(hub).today()
  ids = [await hub.act(account, "create_payout"), await hub.act(account, "create_payout")]
  await hub.advance("3m")
}, 60_000)
afterAll(async () => {
  await hub.close()
  rmSync(folder, { recursive: true })
})

async function paidout(...words: readonly string[]) {
  const screen = Object.assign(new PassThrough(), { isTTY: true, columns: 200 })
  let drawn = ""
  screen.on("data", (chunk: Buffer) => (drawn += chunk.toString()))
  const terminal = capturedTerminal({
    environment: { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY },
    screen,
  })
  const exit = await run(words, terminal)
  return { exit, drawn, output: terminal.output(), errors: terminal.errors() }
}

const ofDay = () => ["--source", account.source_id, "--day", day]

test("a day that agrees exits with 0 and shows the sums", async () => {
  const known = () => hub.api(`GET /v1/payouts?source_id=${account.source_id}`)
  await expect.poll(async () => (await known()).json.data).toHaveLength(2)
  const done = await paidout("reconcile", ...ofDay())
  expect(done.exit, done.errors).toBe(0)
  expect(done.drawn).toContain("2 of 2 checked")
  expect(done.output).toMatch(/rec_\w+ done: 2 of 2 checked, 0 differences/)
  expect(done.output).toMatch(
    /IDR +paid +2 \(200000\.00\) +0 \(0\.00\) +2 \(200000\.00\) +0 \(0\.00\)/,
  )
  expect(done.output).toContain("Missing here was not checked: xendit has no call that lists")
})

test("a statement of the dashboard's own columns finds what is missing here, and exits with 4", async () => {
  const statement = path.join(folder, "export.csv")
  writeFileSync(
    statement,
    `\uFEFFPayout ID;Total;State\r\n${ids[0]};100,000.00;Succeeded\r\n` +
      `"disb-of-nobody";"25000";Completed\r\n`,
  )
  const csv = path.join(folder, "findings.csv")
  const done = await paidout(
    ...["reconcile", ...ofDay(), "--statement", statement, "--csv", csv],
    ...["--columns", "provider_id=Payout ID,amount=Total,status=State", "--currency", "IDR"],
  )
  expect(done.exit, done.errors).toBe(4)
  expect(done.errors).toContain("The ledger and the provider disagree: 2 of 2 checked")
  expect(done.output).toMatch(/missing here|missing_here +disb-of-nobody/)
  expect(readFileSync(csv, "utf8").split("\r\n")[1]).toBe(
    "missing_here,,disb-of-nobody,,,,,,paid,25000.00,IDR,statement,",
  )
  const listed = await paidout("reconcile", "list", "--source-id", account.source_id)
  expect(listed.output).toContain(day)
  const { json } = await hub.api("GET /v1/reconciliations?limit=1")
  const shown = await paidout("reconcile", "show", json.data[0].id)
  expect(shown).toMatchObject({ exit: 0, output: expect.stringContaining("disb-of-nobody") })
})

test.each([
  { title: "no column of that name", columns: "provider_id=Nope,amount=Total", says: "Nope" },
  { title: "no amount", columns: "provider_id=Payout ID", says: "names no amount" },
  { title: "no currency", columns: "provider_id=Payout ID,amount=Total", says: "--currency" },
])("$title is wrong usage", async ({ columns, says }) => {
  const statement = path.join(folder, "other.csv")
  writeFileSync(statement, "Payout ID,Total\nx,1\n")
  const words = ["reconcile", ...ofDay(), "--statement", statement, "--columns", columns]
  expect(await paidout(...words)).toMatchObject({ exit: 2, errors: expect.stringContaining(says) })
})

test("275.000 may be two amounts, so it is refused with its line", async () => {
  const statement = path.join(folder, "dots.csv")
  writeFileSync(statement, "reference,amount,currency\nr1,1000,IDR\nr2,275.000,IDR\n")
  const refused = await paidout("reconcile", ...ofDay(), "--statement", statement)
  expect(refused).toMatchObject({ exit: 2, errors: expect.stringContaining("Line 3") })
})

test("a report of the day that runs already is watched, and no second one begun", async () => {
  const { rows } = await hub.database.pool.query<{ credentials_sealed: Buffer }>(
    "select credentials_sealed from sources where id = (select source_id from payouts limit 1)",
  )
  await hub.database.pool.query("update sources set credentials_sealed = null")
  const begun = await paidout("reconcile", ...ofDay(), "--detach", "--json")
  const { id } = JSON.parse(begun.output) as { id: string }
  const waiting = async () => (await hub.api(`GET /v1/reconciliations/${id}`)).json.summary
  await expect
    .poll(waiting, { timeout: 20_000 })
    .toMatchObject({ waiting_for: { finding: "credentials_missing" } })
  const again = await paidout("reconcile", ...ofDay(), "--detach")
  expect(again.errors).toContain(`${id} is running already`)
  await hub.database.pool.query("update sources set credentials_sealed = $1", [
    rows[0]?.credentials_sealed,
  ])
  const ended = await paidout("reconcile", ...ofDay())
  expect(ended).toMatchObject({ exit: 0, output: expect.stringContaining(`${id} done`) })
})
