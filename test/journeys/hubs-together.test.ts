import { readdirSync } from "node:fs"
import { expect, onTestFinished, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { SECRETS } from "../support/hub-fixture.ts"
import { createReceiver } from "../support/receiver.ts"
import { spawnHubProcess, type SpawnedHub } from "../support/spawned-hub.ts"
import { sendWebhooks } from "../support/webhook-load.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call } from "../support/test-hub.ts"

const KEY = "pd_the_key_of_this_journey"
const HUBS = 4
/** Of the design: what a dead worker claimed is taken over within 10 s; five times that is a bug. */
const takeoverMsMax = 50_000
const stuckMax = 5

function spawnOn(database: TestDatabase, roles = ""): SpawnedHub {
  const hub = spawnHubProcess({
    DATA_DIR: temporaryFolder(),
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this journey",
    PAIDOUT_API_KEY: KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    ROLES: roles,
  })
  onTestFinished(() => void hub.end("SIGKILL"))
  return hub
}

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase()
  onTestFinished(() => database.drop())
  return database
}

test(
  `${HUBS} hubs that start at the same moment on an empty database migrate it once and are one installation`,
  { timeout: 180_000 },
  async () => {
    const database = await emptyDatabase()
    await database.pool.query("drop schema public cascade")
    await database.pool.query("create schema public")
    const hubs = Array.from({ length: HUBS }, () => spawnOn(database))
    const urls = await Promise.all(hubs.map(({ ready }) => ready))

    const files = readdirSync("migrations").filter((name) => name.endsWith(".sql"))
    const applied = hubs.flatMap(({ log }) => log.filter(({ msg }) => msg === "migration applied"))
    expect(applied.map(({ version }) => Number(version)).toSorted((a, b) => a - b)).toEqual(
      files.map((_, index) => index + 1),
    )
    const count = async (what: string) => {
      const { rows } = await database.pool.query<{ n: number }>(
        `select count(*)::int as n from ${what}`,
      )
      return rows[0]?.n
    }
    expect(await count("merchants where sandbox_of is null")).toBe(1)
    expect(await count("api_keys")).toBe(1)
    expect(await count("merchant_keys")).toBe(1)
    expect(await count("audit_log where action = 'api_key.create'")).toBe(1)
    for (const url of urls) {
      expect((await call({ url }, "GET /v1/merchant", { key: KEY })).status).toBe(200)
    }
    expect(hubs.flatMap(({ log }) => log.filter(({ level }) => Number(level) >= 40))).toEqual([])
    await Promise.all(hubs.map((hub) => hub.end("SIGTERM")))
  },
)

test.each([["SIGKILL"], ["SIGSTOP"]] as const)(
  "what a hub has claimed when it gets a %s is delivered by another, and a late answer changes nothing",
  { timeout: 240_000 },
  async (signal) => {
    const database = await emptyDatabase()
    const endpoint = await createReceiver()
    onTestFinished(() => endpoint.close())
    const [doomed, other] = [spawnOn(database), spawnOn(database)]
    const [url] = await Promise.all([doomed.ready, other.ready])
    const api = (target: string, body?: unknown) =>
      call({ url }, target, { key: KEY, ...(body === undefined ? {} : { body }) })
    const source = await api("POST /v1/sources", {
      ...{ name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
    })
    expect((await api("POST /v1/endpoints", { url: endpoint.url })).status).toBe(201)
    endpoint.requests.length = 0
    // From now on nobody is answered: whoever claims holds its claims.
    const held: (() => void)[] = []
    let answersAtOnce = false
    endpoint.answer = (_request, response) => {
      if (answersAtOnce) response.end("ok")
      else held.push(() => response.end("ok"))
    }
    other.signal("SIGSTOP")
    const load = sendWebhooks(`${url}/in/${source.json.id as string}`, {
      ...{ kept: 1, fresh: 0, pauseMs: 5 },
    })
    await load.more(stuckMax)
    await load.stop()
    const told = load.acknowledged.size
    await expect.poll(() => endpoint.requests.length, { timeout: 60_000 }).toBeGreaterThan(0)
    await expect
      .poll(() => countOf(database, "due_deliveries where claimed_by is not null"), {
        timeout: 60_000,
      })
      .toBe(told)

    answersAtOnce = true
    const begunMs = performance.now()
    doomed.signal(signal)
    other.signal("SIGCONT")
    await expect
      .poll(() => countOf(database, "deliveries where state = 'delivered'"), {
        timeout: takeoverMsMax,
        interval: 50,
      })
      .toBe(told)
    const tookMs = Math.round(performance.now() - begunMs)
    process.stdout.write(`${signal}: ${told} deliveries taken over after ${tookMs} ms\n`)

    // The late one wakes, gets its answers, and finds that nothing is its own any more.
    const before = await statesOf(database)
    for (const answer of held) answer()
    if (signal === "SIGSTOP") {
      doomed.signal("SIGCONT")
      const late = () => countOf(database, "attempts")
      await expect.poll(late, { timeout: 60_000 }).toBeGreaterThan(told)
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
      expect(await doomed.end("SIGTERM")).toBe(0)
    }
    expect(await statesOf(database)).toEqual(before)
    expect(await countOf(database, "due_deliveries")).toBe(0)
    expect(await other.end("SIGTERM")).toBe(0)
  },
)

async function countOf(database: TestDatabase, what: string): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*)::int as n from ${what}`,
  )
  return rows[0]?.n ?? 0
}

async function statesOf(database: TestDatabase): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query(
    "select id, state, last_status, finished_at from deliveries order by id",
  )
  return rows
}
