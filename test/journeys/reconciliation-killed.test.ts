import { afterEach, beforeEach, expect, test } from "vitest"

import { findProvider } from "../../src/providers/index.ts"
import type { PayoutEvent } from "../../src/payout/event.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { sampleOf } from "../support/hub-fixture.ts"
import { spawnHub, type KillableHub } from "../support/killed-hub.ts"
import {
  says,
  startMisbehavingVendor,
  type MisbehavingVendor,
} from "../support/misbehaving-vendor.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call, FIRST_API_KEY, type Answer } from "../support/test-hub.ts"
import { V2 } from "../support/xendit-answers.ts"

const TOKEN = "token-of-the-killed-report"
const COUNT = 60
const WAIT = { timeout: 60_000, interval: 100 }

let database: TestDatabase
let vendor: MisbehavingVendor
let hubs: KillableHub[]

beforeEach(async () => {
  database = await createTestDatabase()
  vendor = await startMisbehavingVendor()
  hubs = []
})
afterEach(async () => {
  await Promise.all(hubs.map((hub) => hub.kill("SIGKILL")))
  await vendor.close()
  await database.drop()
})

async function start(): Promise<KillableHub> {
  const hub = spawnHub({
    DATABASE_URL: database.connectionString,
    DATA_DIR: temporaryFolder(),
    PAIDOUT_SECRET_KEY: "the secret key of the tests",
    PAIDOUT_API_KEY: FIRST_API_KEY,
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
  })
  hubs.push(hub)
  await hub.ready
  return hub
}

function api(hub: KillableHub, target: string, body?: unknown): Promise<Answer> {
  const { url = "" } = hub
  return call({ url }, target, { key: FIRST_API_KEY, ...(body !== undefined && { body }) })
}

async function tell(hub: KillableHub, sourceId: string, providerId: string): Promise<void> {
  const sample = sampleOf("xendit", "payout.succeeded") as PayoutEvent
  const event = {
    ...sample,
    ...{ providerId, account: null, amount: { amount: 100_000_000n, currency: "IDR" } },
    details: { ...sample.details, createdAt: new Date().toISOString() },
  }
  const encoded = findProvider("xendit")?.encode(event, { callback_token: [TOKEN] })
  await fetch(`${hub.url}/in/${sourceId}`, {
    method: "POST",
    headers: { ...encoded?.headers },
    body: Buffer.from(encoded?.body ?? []),
  })
}

test("a report whose process is killed again and again repeats nothing and skips nothing", async () => {
  const first = await start()
  const source = await api(first, "POST /v1/sources", {
    ...{ name: "killed", provider: "xendit", secrets: { callback_token: TOKEN } },
    credentials: { api_key: "xnd_development_killed" },
    settings: { base_url: vendor.url, calls_per_second: 100 },
  })
  const ids = Array.from({ length: COUNT }, (_, number) => `disb-killed-${number}`)
  for (const id of ids) await tell(first, source.json.id, id)
  const known = async () => {
    const { rows } = await database.pool.query<{ count: string }>("select count(*) from payouts")
    return Number(rows[0]?.count)
  }
  await expect.poll(known, WAIT).toBe(COUNT)

  // Every sixth is of another amount, which a repeated step would find equal: its finding was lost.
  vendor.answer = ({ path }) => {
    const id = path.split("/").at(-1) ?? ""
    const amount = Number(id.split("-").at(-1)) % 6 === 0 ? 12_000 : 10_000
    return says(200, {
      ...V2,
      ...{ id, amount, currency: "IDR", status: "SUCCEEDED", created: new Date().toISOString() },
    })
  }
  const day = new Date().toISOString().slice(0, 10)
  const begun = await api(first, "POST /v1/reconciliations", { source_id: source.json.id, day })
  const place = async () => {
    const { rows } = await database.pool.query<{ checked: string; state: string }>(
      "select checked, state from reconciliations",
    )
    return { checked: Number(rows[0]?.checked), state: rows[0]?.state }
  }
  let hub = first
  for (const enough of [10, 30]) {
    await expect
      .poll(async () => (await place()).checked, { ...WAIT, interval: 5 })
      .toBeGreaterThanOrEqual(enough)
    await hub.kill("SIGKILL")
    expect((await place()).checked).toBeLessThan(COUNT)
    // As if the lease of the dead had run out.
    await database.pool.query("update reconciliations set due_at = paidout_server_now()")
    hub = await start()
  }
  await expect.poll(async () => (await place()).state, WAIT).toBe("done")
  const report = (await api(hub, `GET /v1/reconciliations/${begun.json.id}`)).json
  expect(report).toMatchObject({
    ...{ total: COUNT, checked: COUNT, differences: 10 },
    summary: {
      ...{ equal: 50, findings: { different_amount: 10 } },
      sums: [
        {
          ours: { count: COUNT, amount: "600000.00" },
          theirs: { count: COUNT, amount: "620000.00" },
          difference: { count: 0, amount: "20000.00" },
        },
      ],
    },
  })
}, 180_000)
