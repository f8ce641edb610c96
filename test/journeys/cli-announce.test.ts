import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { newUuid } from "../../src/ids.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let source: string
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "paidout-announce-"))
  database = await createTestDatabase()
  hub = await createTestHub(database)
  const made = await call(hub, "POST /v1/sources", {
    body: { name: "x", provider: "xendit", secrets: { callback_token: "t" } },
  })
  source = made.json.id
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
  rmSync(folder, { recursive: true })
})

async function announce(words: readonly string[], input = "") {
  const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
  const terminal = capturedTerminal({ environment, input })
  const exit = await run(["announce", ...words], terminal)
  return { exit, output: terminal.output(), errors: terminal.errors() }
}

function lineOf(fields: object = {}): string {
  const amount = { value: "275000", currency: "IDR" }
  return JSON.stringify({ reference: `order-${newUuid()}`, amount, ...fields })
}

async function countOf(): Promise<number> {
  const { rows } = await database.pool.query<{ count: string }>("select count(*) from payouts")
  return Number(rows[0]?.count)
}

test("one is announced by options, and shown", async () => {
  const reference = `order-${newUuid()}`
  const words = [
    ...["--source", source, "--reference", reference, "--amount", "12.50", "--currency", "USD"],
    ...["--channel-code", "ID_BCA", "--metadata", "team=blue", "--metadata", "run=7"],
    ...["--account-number", "000000000099", "--created-at", "2026-11-21T08:00Z"],
  ]
  const { exit, output } = await announce(words)
  expect(exit).toBe(0)
  expect(output).toMatch(/^id +po_\w+$/m)
  expect(output).toMatch(/^status +pending$/m)
  expect(output).not.toContain("000000000099")
  const { json } = await call(hub, `GET /v1/payouts?reference=${reference}`)
  expect(json.data).toMatchObject([
    { amount: { value: "12.50", currency: "USD" }, metadata: { team: "blue", run: "7" } },
  ])
  const again = await announce([...words, "--json"])
  expect(JSON.parse(again.output).id).toBe(json.data[0].id)
})

test("what is missing is said before anything is sent", async () => {
  for (const [words, what] of [
    [[], "--source, --amount and --currency"],
    [["--source", source, "--amount", "1", "--currency", "IDR"], "--reference, --provider-id"],
    [["--source", source, "--reference", "r", "--amount", "1,000", "--currency", "idr"], "digits"],
    [["-", "--reference", "x"], "Beside a file"],
    [[path.join(folder, "none.ndjson")], "there is no such file"],
  ] as const) {
    const { exit, errors } = await announce(words)
    expect(exit).toBe(2)
    expect(errors).toContain(what)
  }
})

test("a file is announced a thousand at a time, and again without making any twice", async () => {
  const before = await countOf()
  const lines = Array.from({ length: 2_050 }, () => lineOf())
  const file = path.join(folder, "many.ndjson")
  writeFileSync(file, `${lines.join("\n")}\n\n`)
  const { exit, output, errors } = await announce([file, "--source", source, "--json"])
  expect(exit).toBe(0)
  expect(errors).toBe(
    [1_000, 2_000, 2_050]
      .map((count) => `${count} payouts announced, to line ${count}.\n`)
      .join(""),
  )
  expect(output.trim().split("\n")).toHaveLength(2_050)
  expect(await countOf()).toBe(before + 2_050)
  expect((await announce([file, "--source", source])).exit).toBe(0)
  expect(await countOf()).toBe(before + 2_050)
})

test("a line that is refused is named as it stands in the file", async () => {
  const good = lineOf({ source_id: source })
  const bad = lineOf({ source_id: source, amount: { value: "1.234", currency: "IDR" } })
  const refused = await announce(["-"], `${good}\n\n${bad}\n`)
  expect(refused.exit).toBe(1)
  expect(refused.errors).toContain("line 3: Send main units of IDR")
  expect(refused.errors).toContain("(announcement_invalid)")
  expect(refused.errors).toContain("Nothing of lines 1 to 3 was kept.")
  const shapeless = lineOf({ source_id: source, amount: { value: 5, currency: "IDR" } })
  const invalid = await announce(["-"], `${good}\n${shapeless}\n`)
  expect(invalid.errors).toContain("line 2.amount.value must be string")
  const text = await announce(["-"], `${good}\nnot json\n`)
  expect([text.exit, text.errors]).toEqual([2, expect.stringContaining("Line 2 is no JSON object")])
})
