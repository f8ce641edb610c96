import { expect, test } from "vitest"

import { createPool } from "../../src/postgres/pool.ts"
import { expectQuickAnswers, startFailoverHub, type FailoverHub } from "../support/failover-hub.ts"
import { sendSteadily, type SteadyWebhooks } from "../support/steady-webhooks.ts"

const LOAD = { senders: 8, pauseMs: 20 }
const OUTAGE_MS = 3_000

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function startLoad(hub: FailoverHub): SteadyWebhooks {
  return sendSteadily(hub.receiveUrl, LOAD)
}

async function expectConnections(hub: FailoverHub, applicationName: string): Promise<void> {
  const pool = createPool(hub.servers.standby.connection)
  const count = async () =>
    (
      await pool.query("select from pg_stat_activity where application_name = $1", [
        applicationName,
      ])
    ).rowCount
  await expect.poll(count, { timeout: 15_000 }).toBeGreaterThan(0)
  await pool.end()
}

test("a primary that is killed and a standby that is promoted cost 503s, and nothing else", async () => {
  const hub = await startFailoverHub()
  const load = startLoad(hub)
  await load.more(60)

  await hub.servers.primary.kill()
  await sleep(OUTAGE_MS)
  expect(await hub.isReady()).toBe(false)
  const refused = await hub.api("GET /v1/payouts")
  expect(refused.json).toMatchObject({ code: "database_unavailable", retryable: true })
  expect(refused).toMatchObject({ status: 503 })
  expect(refused.headers.get("retry-after")).toBe("5")

  hub.servers.standby.promote()
  hub.address.moveTo(hub.servers.standby.connection)
  await load.more(60)
  await load.stop()

  expectQuickAnswers(load)
  await expect.poll(() => hub.isReady()).toBe(true)
  await expectConnections(hub, "paidout listen")
  await hub.expectKept(load.acknowledged, hub.servers.standby.connection)
}, 120_000)

test("so does a primary that hangs, whose address moves away without a word", async () => {
  const hub = await startFailoverHub()
  const load = startLoad(hub)
  await load.more(60)

  hub.servers.primary.signal("SIGSTOP")
  hub.address.swallow()
  await sleep(OUTAGE_MS)
  expect(await hub.isReady()).toBe(false)

  // The old one never takes part again: its machine is fenced off.
  hub.servers.standby.promote()
  hub.address.moveTo(hub.servers.standby.connection)
  hub.address.mend()
  const movedAt = performance.now()
  await load.more(1)
  // What was under way is given up after 12 s, and everything that was connected before with it.
  expect(performance.now() - movedAt).toBeLessThan(20_000)
  await load.more(60)
  await load.stop()

  expectQuickAnswers(load)
  await expect.poll(() => hub.isReady()).toBe(true)
  await hub.expectKept(load.acknowledged, hub.servers.standby.connection)
}, 120_000)
