import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { expectKept } from "../support/failover-hub.ts"
import { SECRETS } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startRoundRobinProxy } from "../support/round-robin-proxy.ts"
import { spawnHubProcess, type SpawnedHub } from "../support/spawned-hub.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call } from "../support/test-hub.ts"
import { sendWebhooks } from "../support/webhook-load.ts"

const KEY = "pd_the_key_of_this_journey"
const waitMs = 60_000

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

interface RunningHub extends SpawnedHub {
  readonly url: string
}

async function startHub(): Promise<RunningHub> {
  const hub = spawnHubProcess({
    DATA_DIR: temporaryFolder(),
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this journey",
    PAIDOUT_API_KEY: KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    DRAIN_SECONDS: "3",
  })
  onTestFinished(() => void hub.end("SIGKILL"))
  return Object.assign(hub, { url: await hub.ready })
}

test(
  "hubs behind a load balancer are restarted one after another under load: nothing is refused, reset or lost",
  { timeout: 240_000 },
  async () => {
    const proxy = await startRoundRobinProxy()
    let hubs: readonly RunningHub[] = await Promise.all([startHub(), startHub()])
    const admit = async ({ url }: { url: string }) => {
      proxy.add(url)
      await expect.poll(() => proxy.isSentTo(url), { timeout: waitMs }).toBe(true)
    }
    for (const hub of hubs) await admit(hub)
    const api = (target: string, body: unknown) =>
      call(hubs[0] ?? { url: "" }, target, { key: KEY, body })
    const source = await api("POST /v1/sources", {
      ...{ name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
    })
    expect((await api("POST /v1/endpoints", { url: endpoint.url })).status).toBe(201)
    endpoint.requests.length = 0

    const load = sendWebhooks(`${proxy.url}/in/${source.json.id as string}`, {
      ...{ kept: 5, fresh: 3, pauseMs: 25 },
    })
    await load.more(40)
    for (const old of hubs) {
      const next = await startHub()
      await admit(next)
      old.signal("SIGTERM")
      // It says so while it still takes what comes.
      const status = async () => ((await (await fetch(`${old.url}/readyz`)).json()) as Ready).status
      await expect.poll(status, { timeout: waitMs }).toBe("stopping")
      expect(await old.ended).toBe(0)
      proxy.remove(old.url)
      hubs = [...hubs.filter((hub) => hub !== old), next]
      await load.more(20)
    }
    await load.stop()

    expect([...load.outcomes.keys()]).toEqual(["200"])
    await expectKept(load.acknowledged, { at: database.connection, endpoint })
    await Promise.all(hubs.map((hub) => hub.end("SIGTERM")))
    await proxy.close()
  },
)

interface Ready {
  readonly status: string
}
