import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import { RETRY_SCHEDULES } from "../../src/delivery/retry-schedules.ts"
import { gapsMs, startMovingHub, type MovingHub } from "../support/moving-hub.ts"

const hourMs = 3_600_000
/** Of the moved clock: an attempt begins at its time, give or take what a stop joins and takes. */
const lateMsMax = 5_000

let hub: MovingHub

beforeAll(async () => {
  hub = await startMovingHub()
})
afterAll(async () => {
  await hub.close()
})
beforeEach(async () => {
  for (const { id } of (await hub.api("GET /v1/endpoints")).json.data) {
    await hub.api(`DELETE /v1/endpoints/${id}`)
  }
  hub.sink.answer = (_, response) => void response.writeHead(500).end()
})

function expectSchedule(gaps: readonly number[], schedule: readonly number[]): void {
  expect(gaps).toHaveLength(schedule.length)
  for (const [index, wait] of schedule.entries()) {
    expect(gaps[index]).toBeGreaterThan(wait * 0.9)
    expect(gaps[index]).toBeLessThan(wait * 1.1 + lateMsMax)
  }
}

describe("one call that passes a day and more", () => {
  test("makes each retry of Xendit's schedule at its time, in seconds", async () => {
    const endpoint = await hub.addEndpoint({ dialect: "xendit" })
    await hub.tellPayout()
    const begunMs = performance.now()
    const walk = await hub.advance({ advance: "30h" })
    expect(performance.now() - begunMs).toBeLessThan(8_000)
    expect(walk.json).toMatchObject({ reached: true })
    const delivery = await hub.delivery(endpoint)
    expect(delivery).toMatchObject({ state: "exhausted", next_attempt_at: null })
    expectSchedule(gapsMs(delivery), RETRY_SCHEDULES.xendit)
    expect(hub.sink.requests).toHaveLength(7)
  })
})
