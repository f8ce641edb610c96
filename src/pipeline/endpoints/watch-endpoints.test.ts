import { pino } from "pino"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts"
import { createDeliveryFixture, type DeliveryFixture } from "../../../test/support/deliveries.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { findEndpointHealth } from "../../delivery/find-endpoint-health.ts"
import { recordAttempts, type FinishedAttempt } from "../../delivery/record-attempts.ts"
import { newUuid } from "../../ids.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { disableGoneEndpoint } from "./disable-gone-endpoint.ts"
import { removeEndpoint } from "./remove-endpoint.ts"
import { switchEndpoint } from "./switch-endpoint.ts"
import type { EndpointContext } from "./try-endpoint.ts"
import { endpointRound } from "./watch-endpoints.ts"

const URL_NOW = "https://merchant.example/webhooks"

let database: TestDatabase
let fixture: DeliveryFixture
let round: () => Promise<void>
let other: () => Promise<void>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  fixture = await createDeliveryFixture(database.pool)
  const log = pino({ level: "silent" })
  const context = { pool: database.pool, log, wakeDeliver: () => {} }
  round = endpointRound(context)
  other = endpointRound(context)
  await query("update merchants set health_mail = $2 where id = $1", [
    fixture.merchantId,
    { recipients: ["ops@merchant.example"] },
  ])
})
afterEach(() => query("update clock set ahead = '0'"))

const query = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await database.pool.query(text, values)).rows as Row[]
const hoursPass = (hours: number) =>
  query("update clock set ahead = ahead + $1 * interval '1 hour'", [hours])
const context = () => ({ pool: database.pool }) as EndpointContext
const asActor = (id: string) => ({ merchantId: fixture.merchantId, id, actor: "key_test" })
const endpoint = (id: string) => findEndpoint(database.pool, asActor(id))
const health = (id: string) => findEndpointHealth(database.pool, asActor(id))
const addEndpoint = (settings: EndpointSettings = {}) => fixture.addEndpoint(URL_NOW, settings)
const items = (id: string) =>
  query<{ kind: string; closed_because: string | null; detail: Record<string, unknown> }>(
    "select kind, closed_because, advice, detail from attention_items where subject_id = $1 order by id",
    [id],
  )
const openKinds = async (id: string) =>
  (await items(id)).flatMap((item) => (item.closed_because === null ? [item.kind] : []))
const mails = () =>
  query<{ subject: string; text_body: string }>(
    "select subject, text_body from mails where merchant_id = $1",
    [fixture.merchantId],
  )

async function attempt(id: string, changes: Partial<FinishedAttempt> = {}) {
  const [deliveryId = ""] = await fixture.queue(id)
  const finished: FinishedAttempt = {
    ...{ merchantId: fixture.merchantId, endpointId: id, deliveryId, attemptId: newUuid() },
    ...{ trigger: "automatic", url: URL_NOW, startedAgoMs: 10, durationMs: 5 },
    ...{ responseHeaders: null, responseBody: null, state: "retrying", retryInMs: 1_000 },
    ...{ responseStatus: 500, cause: "status", error: "The endpoint answered 500." },
    outcome: "failure",
    ...changes,
  }
  return finished
}
const WORKED: Partial<FinishedAttempt> = {
  ...{ outcome: "success", responseStatus: 200, cause: null, error: null },
  ...{ state: "delivered", retryInMs: null },
}

const record = (attempts: readonly FinishedAttempt[], queryable: Queryable = database.pool) =>
  recordAttempts(queryable, { workerId: newUuid(), attempts })
const fails = async (id: string, changes: Partial<FinishedAttempt> = {}) =>
  record([await attempt(id, changes)])
const works = async (id: string) => record([await attempt(id, WORKED)])

describe("the health of an endpoint", () => {
  test("tells since when it fails and of its last failure, until it works again", async () => {
    const id = await addEndpoint()
    expect(await health(id)).toEqual({ failingSince: null, lastFailure: null })
    await fails(id)
    const { failingSince } = await health(id)
    await hoursPass(2)
    await fails(id, { responseStatus: null, cause: "timeout", error: "too late" })
    const later = await health(id)
    expect(later.failingSince).toEqual(failingSince)
    expect(later.lastFailure).toMatchObject({ status: null, cause: "timeout", error: "too late" })
    const hours = (Number(later.lastFailure?.at) - Number(failingSince)) / 3_600_000
    expect(hours).toBeCloseTo(2, 1)
    await works(id)
    expect(await health(id)).toEqual({ ...later, failingSince: null })
  })

  test("is not written while it works", async () => {
    const [well, mended] = [await addEndpoint(), await addEndpoint()]
    await fails(mended)
    await works(mended)
    const rows = () => query("select ctid::text, xmin::text, * from endpoint_health")
    const before = await rows()
    await record([await attempt(well, WORKED), await attempt(mended, WORKED)])
    expect(await rows()).toEqual(before)
  })

  test("hears nothing from a former address, nor of what was never sent", async () => {
    const id = await addEndpoint()
    await fails(id, { url: "https://merchant.example/before" })
    await fails(id, { cause: "unreadable", responseStatus: null })
    expect(await health(id)).toEqual({ failingSince: null, lastFailure: null })
  })

  test("is kept by several workers at once without a deadlock", async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => addEndpoint()))
    const worker = async () => {
      for (let batch = 0; batch < 25; batch += 1) {
        const chosen = ids.filter(() => Math.random() < 0.7).toSorted(() => Math.random() - 0.5)
        await record(
          await Promise.all(chosen.map((id) => attempt(id, Math.random() < 0.5 ? WORKED : {}))),
        )
      }
    }
    await Promise.all([worker(), worker(), worker(), worker()])
    expect(
      await query("select deadlocks from pg_stat_database where datname = current_database()"),
    ).toEqual([{ deadlocks: "0" }])
  })
})

describe("an endpoint that takes nothing for five days", () => {
  test("is disabled, and a person is told once, however many processes look", async () => {
    const id = await addEndpoint()
    await fails(id)
    await hoursPass(119)
    await fails(id)
    await round()
    expect(await endpoint(id)).toMatchObject({ state: "active" })
    await hoursPass(1)
    await fails(id, { responseStatus: 502, error: "The endpoint answered 502." })
    await Promise.all([round(), other(), round()])
    expect(await endpoint(id)).toMatchObject({ state: "disabled", disabledReason: "failing" })
    const { failingSince } = await health(id)
    expect(await items(id)).toMatchObject([
      { kind: "endpoint_failing", closed_because: "disabled" },
      {
        kind: "endpoint_disabled",
        closed_because: null,
        advice: expect.stringContaining("enable it") as string,
        detail: {
          reason: "failing",
          url: URL_NOW,
          failing_since: failingSince?.toISOString(),
          last_status: 502,
          last_cause: "status",
          last_error: "The endpoint answered 502.",
        },
      },
    ])
    expect(await mails()).toHaveLength(1)
    expect((await mails())[0]?.text_body).toContain("The endpoint answered 502.")
  })

  test("stays as it is where it failed once and was sent nothing since", async () => {
    const id = await addEndpoint()
    await fails(id)
    await hoursPass(500)
    await round()
    expect(await endpoint(id)).toMatchObject({ state: "active" })
  })

  test("stays as it is where it took something in between", async () => {
    const id = await addEndpoint()
    await fails(id)
    await hoursPass(119)
    await works(id)
    await fails(id)
    await hoursPass(119)
    await fails(id)
    await round()
    expect(await endpoint(id)).toMatchObject({ state: "active" })
  })

  test("stays as it is where a success is just being recorded", async () => {
    const id = await addEndpoint()
    await fails(id)
    await hoursPass(121)
    await fails(id)
    const success = await attempt(id, WORKED)
    await inTransaction(database.pool, async (client) => {
      await record([success], client)
      await round()
    })
    await round()
    expect(await endpoint(id)).toMatchObject({ state: "active" })
  })

  test("waits as long as its settings say, or for ever", async () => {
    const [soon, never] = [
      await addEndpoint({ disable_after_hours: 2 }),
      await addEndpoint({ disable_after_hours: 0 }),
    ]
    for (const hours of [0, 2, 700]) {
      await hoursPass(hours)
      await record([await attempt(soon), await attempt(never)])
      await round()
      const state = hours === 0 ? "active" : "disabled"
      expect(await endpoint(soon)).toMatchObject({ state })
    }
    expect(await endpoint(never)).toMatchObject({ state: "active" })
  })

  test("keeps the reason of the operator who disabled it before", async () => {
    const id = await addEndpoint()
    await fails(id)
    await hoursPass(121)
    await fails(id)
    await switchEndpoint(context(), { ...asActor(id), state: "disabled" })
    await round()
    expect(await endpoint(id)).toMatchObject({ disabledReason: "operator" })
    expect(await mails()).toEqual([])
  })

  test("begins anew when it is enabled: its items are closed, its queue is whole", async () => {
    const id = await addEndpoint()
    await fails(id)
    await hoursPass(121)
    await fails(id)
    await round()
    expect(await openKinds(id)).toEqual(["endpoint_disabled"])
    const waiting = () => query("select from due_deliveries where endpoint_id = $1", [id])
    expect(await waiting()).toHaveLength(2)
    await switchEndpoint(context(), { ...asActor(id), state: "active" })
    expect(await health(id)).toMatchObject({ failingSince: null, lastFailure: { status: 500 } })
    expect(await openKinds(id)).toEqual([])
    expect(await waiting()).toHaveLength(2)
    await fails(id)
    await round()
    expect(await endpoint(id)).toMatchObject({ state: "active" })
  })

  test("is told of again when it is disabled again", async () => {
    const id = await addEndpoint({ disable_after_hours: 1 })
    for (let time = 0; time < 2; time += 1) {
      await fails(id)
      await hoursPass(1)
      await fails(id)
      await round()
      expect(await openKinds(id)).toEqual(["endpoint_disabled"])
      await switchEndpoint(context(), { ...asActor(id), state: "active" })
    }
    expect(await mails()).toHaveLength(2)
  })
})

test("an endpoint that is gone is told of at once, by item and mail, and once", async () => {
  const id = await addEndpoint()
  await fails(id, { responseStatus: 410, cause: "gone", error: "The endpoint answered 410." })
  const gone = { ...asActor(id), url: URL_NOW }
  const told = await Promise.all([
    disableGoneEndpoint(database.pool, gone),
    disableGoneEndpoint(database.pool, gone),
  ])
  expect(told.toSorted()).toEqual([false, true])
  expect(await items(id)).toMatchObject([
    { kind: "endpoint_disabled", detail: { reason: "gone", last_status: 410 } },
  ])
  expect(await mails()).toHaveLength(1)
})

describe("an endpoint that takes nothing for an hour", () => {
  const failing = async () => {
    const id = await addEndpoint()
    await fails(id)
    await hoursPass(0.9)
    await round()
    expect(await items(id)).toEqual([])
    await hoursPass(0.2)
    await Promise.all([round(), other()])
    expect(await items(id)).toMatchObject([
      {
        kind: "endpoint_failing",
        closed_because: null,
        advice: expect.stringContaining("mend it") as string,
        detail: { url: URL_NOW, last_status: 500, last_cause: "status" },
      },
    ])
    return id
  }
  const closedBecause = async (id: string) => (await items(id)).map((item) => item.closed_because)

  test("is pointed out until it works", async () => {
    const id = await failing()
    await round()
    expect(await closedBecause(id)).toEqual([null])
    await works(id)
    await round()
    expect(await closedBecause(id)).toEqual(["recovered"])
    expect(await mails()).toEqual([])
  })

  test("acknowledged, it is pointed out again only when it fails anew", async () => {
    const id = await failing()
    await query(
      `update attention_items
       set closed_at = paidout_now(), closed_by = 'key_test', closed_because = 'acknowledge'
       where subject_id = $1`,
      [id],
    )
    await hoursPass(3)
    await round()
    expect(await closedBecause(id)).toEqual(["acknowledge"])
    await works(id)
    await fails(id)
    await hoursPass(1.5)
    await round()
    expect(await closedBecause(id)).toEqual(["acknowledge", null])
  })

  test("is not pointed out any more when it is disabled or deleted", async () => {
    const [disabled, deleted] = [await failing(), await failing()]
    await switchEndpoint(context(), { ...asActor(disabled), state: "disabled" })
    await removeEndpoint(context(), asActor(deleted))
    expect(await closedBecause(disabled)).toEqual(["disabled"])
    expect(await closedBecause(deleted)).toEqual(["deleted"])
    await round()
    expect([...(await items(disabled)), ...(await items(deleted))]).toHaveLength(2)
  })
})
