import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { run } from "../../src/cli/run.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let receiver: Receiver
beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})
beforeEach(async () => {
  receiver = await createReceiver()
})
afterEach(() => receiver.close())

async function paidout(words: readonly string[], environment: Record<string, string> = {}) {
  const own = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
  const terminal = capturedTerminal({ environment: { ...own, ...environment } })
  const exit = await run(["endpoint", ...words], terminal)
  return { exit, output: terminal.output(), errors: terminal.errors() }
}

/** Adds one and returns its id. */
async function add(...words: readonly string[]): Promise<string> {
  const { exit, output, errors } = await paidout(["add", receiver.url, ...words, "--json"])
  expect({ exit, errors }).toEqual({ exit: 0, errors: "" })
  return (JSON.parse(output) as { id: string }).id
}
const read = async (id: string) => (await call(hub, `GET /v1/endpoints/${id}`)).json

describe("paidout endpoint", () => {
  test("add takes all that an endpoint can be, and says what it will never hear", async () => {
    const words = [
      ...["--dialect", "xendit", "--form", "flat", "--event-types", "payout.*,payment.paid"],
      ...["--ordering", "payout", "--secret", "a-token-of-his-own", "--basic", "u:p:q"],
      ...["--setting", "timeout_ms=5000", "--setting", "account=0815"],
      ...["--setting", "retry_delays_ms=[1000,5000]", "--description", "Orders"],
    ]
    const { exit, output } = await paidout(["add", receiver.url, ...words])
    expect(exit).toBe(0)
    expect(output).toMatch(/^dialect +xendit$/m)
    expect(output).toMatch(/^secret +a-token-of-his-own$/m)
    expect(output).toMatch(/^not told +payout\.pending, .*payment\.paid$/m)
    expect(output).toContain("The dialect xendit has no words for those.")
    expect(output).toContain("The secret is shown only now.")
    const [, id = ""] = /^id +(ep_\w+)$/m.exec(output) ?? []
    expect(await read(id)).toMatchObject({
      event_types: ["payout.*", "payment.paid"],
      ordering: "payout",
      description: "Orders",
      has_basic: true,
      settings: {
        form: "flat",
        timeout_ms: 5_000,
        account: "0815",
        retry_delays_ms: [1_000, 5_000],
      },
    })
  })

  test("add takes secret and password from the environment as well", async () => {
    const environment = {
      PAIDOUT_ENDPOINT_SECRET: "a-key-of-the-environment",
      PAIDOUT_ENDPOINT_BASIC: "user:word",
    }
    const words = ["add", receiver.url, "--dialect", "pivot", "--secret", "--basic"]
    expect(await paidout(words, environment)).toMatchObject({ exit: 0 })
    expect(receiver.requests[0]?.headers).toMatchObject({
      "x-api-key": "a-key-of-the-environment",
      authorization: "Basic dXNlcjp3b3Jk",
    })
  })

  test("rotate-secret takes nothing from the environment that is not asked for", async () => {
    const id = await add("--dialect", "pivot", "--secret", "the-first-secret")
    const environment = {
      PAIDOUT_ENDPOINT_SECRET: "the-first-secret",
      PAIDOUT_ENDPOINT_BASIC: "u:p",
    }
    const { output } = await paidout(["rotate-secret", id], environment)
    expect(output).toMatch(/^secret +[0-9a-f]{64}$/m)
    await paidout(["change", id, "--description", "d"], environment)
    expect(await read(id)).toMatchObject({ has_basic: false })
  })

  test("add of a raw one speaks of no secret", async () => {
    const { output } = await paidout(["add", receiver.url, "--dialect", "raw"])
    expect(output).not.toMatch(/^secret/m)
    expect(output).toContain("Requests carry the credentials that they came with.")
  })

  test("list shows the dialect and the state of each", async () => {
    const id = await add("--dialect", "adyen")
    await paidout(["disable", id])
    const { output } = await paidout(["list"])
    expect(output).toMatch(new RegExp(`^${id} +disabled +\\S+ +\\* +adyen `, "m"))
  })

  test("change keeps the settings that it does not name", async () => {
    const id = await add("--dialect", "pivot", "--setting", "concurrency=3", "--form", "bulk")
    const words = [
      "--setting",
      "timeout_ms=2000",
      "--unset",
      "form",
      "--event-types",
      "payout.paid",
    ]
    const changed = await paidout(["change", id, ...words])
    expect(changed).toMatchObject({ exit: 0, errors: "" })
    expect(await read(id)).toMatchObject({
      settings: { concurrency: 3, timeout_ms: 2_000 },
      event_types: ["payout.paid"],
    })
  })

  test("change sets, leaves and removes the password", async () => {
    const id = await add("--dialect", "pivot")
    await paidout(["change", id, "--basic", "u:p"])
    await paidout(["change", id, "--description", "the password stays"])
    expect(await read(id)).toMatchObject({ has_basic: true })
    await paidout(["change", id, "--no-basic"])
    expect(await read(id)).toMatchObject({ has_basic: false })
  })

  test("change to a URL that refuses changes nothing", async () => {
    const id = await add()
    receiver.answer = (_, response) => void response.writeHead(404).end()
    const { exit, errors } = await paidout(["change", id, "--url", `${receiver.url}/new`])
    expect(exit).toBe(1)
    expect(errors).toContain("(endpoint_refused)")
    expect(await read(id)).toMatchObject({ url: receiver.url })
  })

  test("test tells what came back, and fails where it was no 200", async () => {
    const id = await add()
    expect(await paidout(["test", id])).toMatchObject({
      exit: 0,
      output: expect.stringMatching(/^accepted +true$/m),
    })
    receiver.answer = (_, response) => void response.writeHead(503).end("later")
    const { exit, output } = await paidout(["test", id])
    expect(exit).toBe(1)
    expect(output).toMatch(/^response status +503$/m)
  })

  test("rotate-secret shows the new one, and how long the one before works", async () => {
    const id = await add("--dialect", "pivot")
    const made = await paidout(["rotate-secret", id])
    expect(made.output).toMatch(/^secret +[0-9a-f]{64}$/m)
    expect(made.output).toContain("works 24 h more")
    const own = ["--secret", "his-own-new-key", "--overlap-hours", "0"]
    const brought = await paidout(["rotate-secret", id, ...own])
    expect(brought.output).toMatch(/^secret +his-own-new-key$/m)
    expect(brought.output).toContain("has ended")
    await paidout(["test", id])
    expect(receiver.requests.at(-1)?.headers["x-api-key"]).toBe("his-own-new-key")
  })

  test("disable, enable, show and delete do what they say", async () => {
    const id = await add()
    expect((await paidout(["disable", id])).output).toContain("disabled")
    expect((await paidout(["show", id])).output).toMatch(/^state +disabled$/m)
    expect((await paidout(["enable", id])).output).toContain("active")
    expect((await paidout(["delete", id])).output).toContain("deleted")
    expect((await paidout(["show", id])).errors).toContain("(not_found)")
  })

  test.each([
    [["add"], "url"],
    [["add", "http://127.0.0.1:9/", "--setting", "timeout_ms"], "name=value"],
    [["add", "http://127.0.0.1:9/", "--basic", "nobody"], "user:password"],
    [["rotate-secret", "ep_1", "--overlap-hours", "soon"], "0 to 168"],
    [["rotate-secret", "ep_1", "--secret"], "PAIDOUT_ENDPOINT_SECRET"],
  ])("wrong usage is told: %j", async (words, told) => {
    const { exit, errors } = await paidout(words)
    expect(exit).toBe(2)
    expect(errors).toContain(told)
  })

  test("what the dialect refuses is told with its code and the names", async () => {
    const words = ["add", receiver.url, "--dialect", "xendit", "--event-types", "payment.*"]
    const { exit, errors } = await paidout(words)
    expect(exit).toBe(1)
    expect(errors).toContain("(dialect_cannot_tell)")
    expect(errors).toContain("payment.*")
    expect(errors).toContain("payout.paid")
  })
})
