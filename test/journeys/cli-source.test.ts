import { afterAll, beforeAll, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})

async function source(words: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY, ...variables }
  const terminal = capturedTerminal({ environment })
  const exit = await run(["source", ...words], terminal)
  return { exit, output: terminal.output(), errors: terminal.errors() }
}

async function add(words: readonly string[] = [], variables = {}) {
  const given = ["add", "xendit", "--secret", "callback_token=t", "--json", ...words]
  const { exit, output, errors } = await source(given, variables)
  expect(exit, errors).toBe(0)
  return JSON.parse(output) as { id: string; has_credentials: boolean; settings: object }
}

test("a source takes credentials and settings with it, and shows no credential", async () => {
  const words = ["--credential", "api_key=xnd_development_1", "--setting", "confirm=final"]
  const added = await add([...words, "--setting", "calls_per_second=2"])
  expect(added).toMatchObject({
    has_credentials: true,
    settings: { confirm: "final", calls_per_second: 2 },
  })
  expect(JSON.stringify(added)).not.toContain("xnd_development_1")
})

test("credentials may come by the environment, which no process list shows", async () => {
  const variables = { PAIDOUT_SOURCE_CREDENTIALS: '{"api_key": "xnd_development_2"}' }
  expect(await add([], variables)).toMatchObject({ has_credentials: true })
  const { exit, errors } = await source(["add", "xendit", "--secret", "callback_token=t"], {
    PAIDOUT_SOURCE_CREDENTIALS: "xnd_development_3",
  })
  expect(exit).toBe(2)
  expect(errors).not.toContain("xnd_development_3")
})

test("set changes what is named, and leaves the other settings as they are", async () => {
  const { id } = await add(["--setting", "confirm=final", "--setting", "account=mine"])
  const words = [
    "set",
    id,
    "--json",
    "--setting",
    "confirm=",
    "--setting",
    'attention_off=["failed"]',
  ]
  const changed = JSON.parse((await source(words)).output)
  expect(changed.settings).toEqual({ account: "mine", attention_off: ["failed"] })
  const more = ["set", id, "--json", "--secret", "callback_token=second", "--disable"]
  expect(JSON.parse((await source(more)).output)).toMatchObject({
    secrets: { callback_token: 2 },
    disabled_at: expect.any(String),
  })
  expect(JSON.parse((await source(["set", id, "--json", "--enable"])).output)).toMatchObject({
    disabled_at: null,
  })
})

test.each([
  [["--setting", "confirm"], "name=value"],
  [["--setting", "confirm=perhaps"], "confirm"],
  [[], "what to change"],
])("%j is refused, and says what is wrong", async (words, why) => {
  const { id } = await add()
  const { exit, errors } = await source(["set", id, ...words])
  expect(exit).not.toBe(0)
  expect(errors).toContain(why)
})
