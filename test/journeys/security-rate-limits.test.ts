import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { API_LIMITS } from "../../src/http/auth.ts"
import { run } from "../../src/cli/run.ts"
import { capturedTerminal } from "../support/captured-terminal.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { call, createTestHub, FIRST_API_KEY, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
const hubs: TestHub[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  for (const hub of hubs) await hub.stop()
  await database.drop()
})

/** Each with limits of its own. */
async function hubWith(limits: Parameters<typeof createTestHub>[1] & object): Promise<TestHub> {
  const hub = await createTestHub(database, limits)
  hubs.push(hub)
  return hub
}

const get = (hub: TestHub, options: Parameters<typeof call>[2] = {}) =>
  call(hub, "GET /v1/merchant", options)

async function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let index = 0; index < count; index += 1) done.push(await work(index))
  return done
}

describe("an API key", () => {
  test("may call as often as it is told, and another key is not held up by it", async () => {
    const hub = await hubWith({ limits: { apiRatePerSecond: 0.5 } })
    const made = await call(hub, "POST /v1/api-keys", { body: { name: "other", scopes: ["read"] } })
    const answers = await times(12, () => get(hub))
    const limited = answers.filter(({ status }) => status === 429)
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(limited.length).toBeGreaterThan(2)
    expect(limited[0]?.json).toMatchObject({ code: "rate_limited", retryable: true })
    const seconds = Number(limited[0]?.headers.get("retry-after"))
    expect(seconds).toBe(limited[0]?.json.retry_after_seconds)
    expect(seconds).toBeGreaterThanOrEqual(1)
    expect((await get(hub, { key: made.json.key })).status).toBe(200)
  })

  test("calls as often as it likes where no rate is set", async () => {
    const hub = await hubWith({ limits: { apiRatePerSecond: null } })
    const statuses = await times(150, async () => (await get(hub)).status)
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  test("that is over its rate waits at the command line, and fails nothing", async () => {
    const hub = await hubWith({ limits: { apiRatePerSecond: 2 } })
    await times(25, () => get(hub))
    const environment = { PAIDOUT_URL: hub.url, PAIDOUT_API_KEY: FIRST_API_KEY }
    expect(await run(["source", "list"], capturedTerminal({ environment }))).toBe(0)
  })
})

describe("wrong API keys", () => {
  const wrong = (index: number) => ({ key: `pd_wrong_key_number_${index}` })
  const { burst } = API_LIMITS.wrongKeys

  test("from one address are refused unseen after a hundred, and known keys go on", async () => {
    const hub = await hubWith({})
    await get(hub)
    const answers = await times(burst + 20, (index) => get(hub, wrong(index)))
    const statuses = answers.map(({ status }) => status)
    expect(new Set(statuses.slice(0, burst))).toEqual(new Set([401]))
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(5)
    expect(answers.find(({ status }) => status === 429)?.headers.get("retry-after")).toBe("1")
    expect((await get(hub)).status).toBe(200)
  })

  test("sent at one moment do not slip through side by side", async () => {
    const hub = await hubWith({})
    const answers = await Promise.all(
      Array.from({ length: burst * 2 }, (_, index) => get(hub, wrong(index))),
    )
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThan(burst + 30)
  })

  test("count for who sent them, also behind a proxy of ours, and for nobody by a stranger's word", async () => {
    const behind = await hubWith({ limits: { trustedProxyCidrs: ["127.0.0.0/8"] } })
    const open = await hubWith({})
    const from = (forwarded: string) => ({ headers: { "x-forwarded-for": forwarded } })
    for (const hub of [behind, open]) {
      await times(burst + 20, (index) => get(hub, { ...wrong(index), ...from("192.0.2.1") }))
    }
    const other = { ...wrong(0), ...from("1.1.1.1, 192.0.2.2") }
    const spoofed = { ...wrong(0), ...from("192.0.2.99, 192.0.2.1") }
    expect((await get(behind, other)).status).toBe(401)
    // More than come back while a slow machine gets here.
    const late = (await times(20, () => get(behind, spoofed))).map(({ status }) => status)
    expect(late.at(-1)).toBe(429)
    const stranger = (await times(20, () => get(open, other))).map(({ status }) => status)
    expect(stranger.at(-1)).toBe(429)
  })

  test("that are no keys at all cost nothing and count for nobody", async () => {
    const hub = await hubWith({})
    await times(burst + 20, () => get(hub, { key: null }))
    expect((await get(hub, wrong(0))).status).toBe(401)
  })
})
