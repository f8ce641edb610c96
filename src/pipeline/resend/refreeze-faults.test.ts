import { afterAll, beforeAll, expect, test } from "vitest"

import { startDatabaseProxy } from "../../../test/support/database-proxy.ts"
import { createDeliveringHub, type DeliveringHub } from "../../../test/support/delivering-hub.ts"
import { sampleOf } from "../../../test/support/hub-fixture.ts"
import { createPool } from "../../postgres/pool.ts"
import { resendDelivery } from "./resend-delivery.ts"

let hub: DeliveringHub
beforeAll(async () => {
  hub = await createDeliveringHub()
})
afterAll(async () => {
  await hub.stopWorkers()
  await hub.close()
})

test.each(["find_applied_entries", "store_event_bodies"])(
  "a pruned delivery whose answer to %s is lost is tried again, and delivered",
  async (statement) => {
    await hub.addEndpoint("none", { settings: { retry_delays_ms: [50, 50, 50] } })
    const event = sampleOf("xendit", "payout.reversed")
    if (event.subject !== "payout") throw new Error("no payout")
    await hub.tellInTurn([event])
    await hub.start()
    await expect.poll(() => hub.sink.requests.length).toBe(1)
    await hub.stopWorkers()
    const [delivery] = await hub.rows<{ id: string }>("select id from deliveries")
    await hub.rows("delete from event_bodies")

    const proxy = await startDatabaseProxy(hub.database.connection)
    const pool = createPool(proxy.connection, { pipelined: true, indexProbesOnly: true })
    try {
      proxy.loseAnswerTo(statement)
      await resendDelivery(hub.context, hub.asActor(delivery?.id ?? ""))
      await hub.start({}, { pool })
      await expect.poll(() => hub.sink.requests.length).toBe(2)
      await expect
        .poll(() => hub.rows("select state from deliveries"))
        .toEqual([{ state: "delivered" }])
      const causes = await hub.rows("select cause from attempts order by id")
      expect(causes).toEqual([{ cause: null }, { cause: "unreadable" }, { cause: null }])
      const [first, second] = hub.sink.requests
      expect(second?.body).toBe(first?.body)
    } finally {
      await hub.stopWorkers()
      await pool.end()
      await proxy.close()
      hub.sink.requests.length = 0
      for (const table of ["attempts", "due_deliveries", "deliveries"]) {
        await hub.rows(`delete from ${table}`)
      }
      await hub.rows("update endpoints set deleted_at = paidout_now()")
    }
  },
)
