// A worker that stood still lost its claims, won them back and sent again; what both attempts came to
// was recorded in one statement. It counted one of them, numbered both alike, and could delete the
// place in the queue for the one while the delivery took its state from the other: lost for ever.
import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { recordHeartbeat } from "../../src/delivery/record-heartbeat.ts"
import { newUuid } from "../../src/ids.ts"
import {
  createResultRecorder,
  type AttemptToRecord,
} from "../../src/pipeline/deliver/record-results.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../support/deliveries.ts"

const URL = "https://endpoint.example/webhooks"

let database: TestDatabase
let fixture: DeliveryFixture
beforeAll(async () => {
  database = await createTestDatabase()
  fixture = await createDeliveryFixture(database.pool)
})
afterAll(() => database.drop())

const refused = { outcome: "failure", responseStatus: 410, cause: "gone", error: "gone" } as const
const failed = { outcome: "failure", responseStatus: 500, cause: "status", error: "500" } as const
const accepted = { outcome: "success", responseStatus: 200, cause: null, error: null } as const

test.each([
  ["a retry and an acceptance", [failed, accepted]],
  ["an acceptance and a retry", [accepted, failed]],
  ["a refusal and a retry", [refused, failed]],
  ["a retry and a refusal", [failed, refused]],
] as const)(
  "%s of one delivery at once are two attempts, and the first decides",
  async (_, ends) => {
    const endpointId = await fixture.addEndpoint(URL)
    const [deliveryId = ""] = await fixture.queue(endpointId)
    const workerId = newUuid()
    await recordHeartbeat(database.pool, { id: workerId, deadAfterMs: 8_000 })
    await database.pool.query("update due_deliveries set claimed_by = $1 where delivery_id = $2", [
      workerId,
      deliveryId,
    ])
    const recorder = createResultRecorder({
      ...{ pool: database.pool, workerId, onReleased() {} },
      log: pino({ level: "silent" }),
    })
    const attempts = ends.map((end) => attemptOf(deliveryId, endpointId, end))
    expect(await Promise.all(attempts.map((attempt) => recorder.record(attempt)))).toEqual([
      true,
      true,
    ])
    await recorder.stop()

    const { state, attempts: counted } = await fixture.delivery(deliveryId)
    expect(state).toBe(attempts[0]?.state)
    expect(counted).toBe(2)
    const kept = await fixture.attempts(deliveryId)
    expect(kept.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([1, 2])
    const { rowCount } = await database.pool.query(
      "select from due_deliveries where delivery_id = $1",
      [deliveryId],
    )
    expect(rowCount).toBe(state === "retrying" ? 1 : 0)
  },
)

function attemptOf(
  deliveryId: string,
  endpointId: string,
  end: typeof refused | typeof failed | typeof accepted,
): AttemptToRecord {
  const isRetried = end === failed
  return {
    ...{ merchantId: fixture.merchantId, deliveryId, endpointId, attemptId: newUuid(), url: URL },
    ...{ trigger: "automatic", startedAtMs: performance.now(), durationMs: 5, order: null },
    ...{ responseHeaders: null, responseBody: null, ...end },
    state: isRetried ? "retrying" : end === accepted ? "delivered" : "exhausted",
    retryInMs: isRetried ? 60_000 : null,
  }
}
