import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { expectKept } from "../support/failover-hub.ts"
import { SECRETS } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { spawnHubProcess } from "../support/spawned-hub.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call } from "../support/test-hub.ts"
import { sendWebhooks } from "../support/webhook-load.ts"

const KEY = "pd_the_key_of_this_journey"
const RESTARTS = 1
const waitMs = 100_000

let database: TestDatabase
let endpoint: Receiver
beforeAll(async () => {
  database = await createTestDatabase()
  endpoint = await createReceiver()
})
afterAll(async () => {
  await endpoint.close()
  await database.drop()
})

test(
  "workers replaced one after another under load refuse nothing, reset nothing and lose nothing",
  { timeout: 300_000 },
  async () => {
    const hub = spawnHubProcess(
      {
        DATA_DIR: temporaryFolder(),
        DATABASE_URL: database.connectionString,
        PAIDOUT_SECRET_KEY: "the secret key of this journey",
        PAIDOUT_API_KEY: KEY,
        ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
      },
      ["--workers", "2"],
    )
    onTestFinished(() => void hub.end("SIGKILL"))
    const url = await hub.ready
    const api = (target: string, body: unknown) => call({ url }, target, { key: KEY, body })
    const source = await api("POST /v1/sources", {
      ...{ name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
    })
    expect((await api("POST /v1/endpoints", { url: endpoint.url })).status).toBe(201)
    endpoint.requests.length = 0
    const first = hub.workers()
    expect(first).toHaveLength(2)

    const load = sendWebhooks(`${url}/in/${source.json.id as string}`, {
      ...{ kept: 5, fresh: 3, pauseMs: 40 },
    })
    await load.more(50)
    for (let restarts = 1; restarts <= RESTARTS; restarts += 1) {
      hub.signal("SIGHUP")
      const replaced = () => hub.log.filter(({ msg }) => msg === "a worker was replaced").length
      await expect.poll(replaced, { timeout: waitMs }).toBe(restarts * 2)
      await load.more(20)
    }
    await load.stop()

    expect([...load.outcomes.keys()]).toEqual(["200"])
    expect(hub.workers()).toHaveLength(2)
    expect(hub.workers().filter((pid) => first.includes(pid))).toEqual([])
    await expectKept(load.acknowledged, { at: database.connection, endpoint })
    // Each stopped with nothing under way: none was told twice.
    const ids = endpoint.requests.map(({ headers }) => headers["webhook-id"])
    expect(new Set(ids).size).toBe(ids.length)
    expect(await hub.end("SIGTERM")).toBe(0)
    expect(hub.log.filter(({ level }) => Number(level) >= 50)).toEqual([])
  },
)
