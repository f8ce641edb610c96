import { pino } from "pino"
import { afterAll, beforeAll, expect, test } from "vitest"

import { recordAttempts, type FinishedAttempt } from "../../src/delivery/record-attempts.ts"
import { idUuid, newUuid } from "../../src/ids.ts"
import { endpointRound } from "../../src/pipeline/endpoints/watch-endpoints.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { call, createTestHub, type TestHub } from "../support/test-hub.ts"

let database: TestDatabase
let hub: TestHub
let receiver: Receiver
let round: () => Promise<void>
beforeAll(async () => {
  database = await createTestDatabase()
  hub = await createTestHub(database)
  receiver = await createReceiver()
  const log = pino({ level: "silent" })
  round = endpointRound({ pool: database.pool, log, wakeDeliver: () => {} })
})
afterAll(async () => {
  await receiver.close()
  await hub.stop()
  await database.drop()
})

const hoursPass = (hours: number) =>
  database.pool.query("update clock set ahead = ahead + $1 * interval '1 hour'", [hours])

async function fails(endpoint: { readonly id: string; readonly url: string }) {
  const attempt: FinishedAttempt = {
    ...{ merchantId: hub.merchant.id, endpointId: idUuid("endpoint", endpoint.id) ?? "" },
    ...{ deliveryId: newUuid(), attemptId: newUuid(), trigger: "automatic", url: endpoint.url },
    ...{ startedAgoMs: 10, durationMs: 5, responseHeaders: null, responseBody: null },
    ...{ outcome: "failure", responseStatus: 503, cause: "status", error: "It answered 503." },
    ...{ state: "retrying", retryInMs: 1_000 },
  }
  await recordAttempts(database.pool, { workerId: newUuid(), attempts: [attempt] })
}

test("an endpoint shows how it fails, a person is told, and enabling it begins anew", async () => {
  const body = { url: receiver.url, settings: { disable_after_hours: 48 } }
  const { json: made } = await call(hub, "POST /v1/endpoints", { body })
  const shown = async () => (await call(hub, `GET /v1/endpoints/${made.id}`)).json
  const attention = async (query = "") => (await call(hub, `GET /v1/attention${query}`)).json.data
  expect(made).toMatchObject({ failing_since: null, last_failure: null })

  await fails(made)
  await hoursPass(1)
  await round()
  const failing = await shown()
  expect(failing).toMatchObject({
    state: "active",
    last_failure: { at: failing.failing_since, status: 503, cause: "status" },
  })
  expect((await call(hub, "GET /v1/endpoints")).json.data).toEqual([failing])
  expect(await attention()).toMatchObject([
    {
      kind: "endpoint_failing",
      subject: "endpoint",
      subject_id: made.id,
      advice: expect.stringContaining("mend it"),
      detail: { failing_since: failing.failing_since, last_error: "It answered 503." },
    },
  ])

  await hoursPass(48)
  await fails(made)
  await round()
  expect(await shown()).toMatchObject({
    state: "disabled",
    disabled_reason: "failing",
    failing_since: failing.failing_since,
  })
  expect(await attention()).toMatchObject([
    { kind: "endpoint_disabled", subject_id: made.id, detail: { reason: "failing" } },
  ])
  expect(await attention("?state=closed&kind=endpoint_failing")).toMatchObject([
    { closed_because: "disabled" },
  ])

  const enabled = await call(hub, `POST /v1/endpoints/${made.id}/enable`, { body: {} })
  expect(enabled.json).toMatchObject({
    state: "active",
    disabled_reason: null,
    failing_since: null,
    last_failure: { status: 503 },
  })
  expect(await attention()).toEqual([])
})

test("a new address begins without the failures of the old one", async () => {
  const { json: made } = await call(hub, "POST /v1/endpoints", { body: { url: receiver.url } })
  await fails(made)
  const body = { url: `${receiver.url}/new` }
  const moved = await call(hub, `PATCH /v1/endpoints/${made.id}`, { body })
  expect(moved.json).toMatchObject({ failing_since: null, last_failure: { status: 503 } })
  await fails(made)
  const { json: after } = await call(hub, `GET /v1/endpoints/${made.id}`)
  expect(after).toMatchObject({ failing_since: null })
})
