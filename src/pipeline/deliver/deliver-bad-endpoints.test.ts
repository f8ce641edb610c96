import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import {
  badEndpoints,
  startBadEndpoints,
  type RunningBadEndpoints,
} from "../../../test/support/bad-endpoints.ts"
import { createBlackHole } from "../../../test/support/black-hole.ts"
import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../../test/support/deliveries.ts"
import { createReceiver } from "../../../test/support/receiver.ts"
import { createAddressPolicy } from "../../delivery/address-guard.ts"
import type { AttemptCause } from "../../delivery/attempt-cause.ts"
import { createGuardedAgent } from "../../delivery/guarded-agent.ts"
import { createNameResolver, type ResolveName } from "../../delivery/name-resolver.ts"
import { createAttemptSender } from "../../delivery/send-attempt.ts"
import { startDelivering } from "../deliver.ts"

const timeoutMs = 1_500
/** Beyond the timeout, on a machine that is busy with all of them at once. */
const lateMs = 1_500

let database: TestDatabase
let fixture: DeliveryFixture
let running: RunningBadEndpoints
const toClose: (() => unknown)[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  fixture = await createDeliveryFixture(database.pool)
  running = await startBadEndpoints()
})
afterAll(async () => {
  for (const close of toClose.toReversed()) await close()
  await running.close()
  await database.drop()
})

/** Names of the test: one that hangs, one that is not there; `localhost` is the machine's own. */
const lookup: ResolveName = async (host) => {
  if (host === "hangs.test") return new Promise<never>(() => {})
  if (host === "nowhere.test") throw Object.assign(new Error(host), { code: "ENOTFOUND" })
  return [{ address: "127.0.0.1", family: 4 }]
}

async function refusingUrl(): Promise<string> {
  const receiver = await createReceiver()
  await receiver.close()
  return receiver.url
}

test("each bad endpoint is a recorded attempt with its cause, in time, and hurts no other", async () => {
  const hole = await createBlackHole()
  const healthy = await createReceiver()
  toClose.push(
    () => hole.close(),
    () => healthy.close(),
  )
  const cases: readonly (readonly [string, string, AttemptCause | null])[] = [
    ...badEndpoints.map(([name, { cause }]) => [name, running.urls[name], cause] as const),
    ["has a name that is not there", "http://nowhere.test/", "dns"],
    ["has a name whose servers hang", "http://hangs.test/", "dns"],
    ["refuses connections", await refusingUrl(), "connection_refused"],
    ["lets connections hang", hole.url, "timeout"],
  ]
  const ids: string[] = []
  for (const [, url] of cases) {
    const endpoint = await fixture.addEndpoint(url, { timeout_ms: timeoutMs })
    ids.push(...(await fixture.queue(endpoint)))
  }
  const healthyIds = await fixture.queue(await fixture.addEndpoint(healthy.url), 50)

  const agent = createGuardedAgent(createAddressPolicy(["127.0.0.0/8"]), {
    certificateAuthorities: running.authority,
    resolve: createNameResolver({ lookup, limits: { timeoutMs: 1_000 } }),
  })
  const sender = createAttemptSender(agent, { userAgent: "Paidout/test" })
  const delivering = await startDelivering({
    pool: database.pool,
    keyring: fixture.keyring,
    sender,
    log: pino({ level: "silent" }),
    limits: { pollMs: 20, stopMs: 300 },
  })
  toClose.push(
    () => sender.close(),
    () => delivering.stop(),
  )

  const found = []
  for (const [index, id] of ids.entries()) {
    const delivery = await fixture.until(id, ({ attempts }) => attempts > 0)
    const [attempt] = await fixture.attempts(id)
    found.push({
      endpoint: cases[index]?.[0],
      state: delivery.state,
      willRetry: delivery.dueAt !== null,
      outcome: attempt?.outcome,
      cause: attempt?.cause,
      isExplained: (attempt?.error ?? "") !== "",
      isInTime: (attempt?.durationMs ?? Infinity) < timeoutMs + lateMs,
    })
  }
  expect(found).toEqual(
    cases.map(([endpoint, , cause]) => ({
      endpoint,
      state: cause === null ? "delivered" : "retrying",
      willRetry: cause !== null,
      outcome: cause === null ? "success" : "failure",
      cause,
      isExplained: cause !== null,
      isInTime: true,
    })),
  )
  for (const id of healthyIds) {
    expect(await fixture.attempts(id)).toMatchObject([{ number: 1, outcome: "success" }])
  }
})
