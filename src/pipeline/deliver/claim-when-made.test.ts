import { afterEach, beforeEach, expect, test } from "vitest"

import { createDeliveringHub, type DeliveringHub } from "../../../test/support/delivering-hub.ts"
import { sampleOf } from "../../../test/support/hub-fixture.ts"
import type { Delivering } from "../deliver.ts"
import { settleMessages } from "../settle.ts"
import type { MadeClaims } from "./claim-when-made.ts"

let hub: DeliveringHub
beforeEach(async () => {
  hub = await createDeliveringHub()
})
afterEach(() => hub.close())

/** It looks at the queue only when it is woken. */
const BLIND = { pollMs: 60_000 }

/** News of another payout each time. */
async function tell(): Promise<void> {
  await hub.tell(hub.source, sampleOf("xendit", "payout.succeeded"))
}

function settle(beginClaims: () => MadeClaims): Promise<number> {
  return settleMessages({ ...hub.settleContext, beginClaims }, 250)
}

/** Only what it has sent to before does a worker claim as it is made. */
async function acquaint(delivering: Delivering): Promise<void> {
  await tell()
  await hub.settle()
  delivering.wake()
  await arrived(1)
  await queued(0)
}

async function arrived(count: number): Promise<void> {
  const arrivals = () => hub.sink.requests.length
  await expect.poll(arrivals, { interval: 5, timeout: 5_000 }).toBe(count)
}

async function queued(count: number): Promise<void> {
  const rows = () => hub.rows("select from due_deliveries")
  await expect.poll(async () => (await rows()).length, { interval: 5, timeout: 5_000 }).toBe(count)
}

const claimed = () =>
  hub.rows<{ claimed: boolean }>("select claimed_by is not null as claimed from due_deliveries")

test("what a process settles it sends by the claim it made with it, without asking the queue", async () => {
  await hub.addEndpoint("none")
  const delivering = await hub.start(BLIND)
  await acquaint(delivering)
  await tell()
  await tell()
  await settle(delivering.beginClaims)
  await arrived(3)
  await queued(0)
  expect(new Set(hub.sink.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(3)
  const states = await hub.rows("select from deliveries where state = 'delivered' and attempts = 1")
  expect(states).toHaveLength(3)
})

test("claims made by a process that dies before it sends are taken over", async () => {
  await hub.addEndpoint("none")
  const delivering = await hub.start(BLIND)
  await acquaint(delivering)
  await tell()
  await settle(() => {
    const claims = delivering.beginClaims()
    return {
      ...claims,
      committed() {
        hub.kill(delivering)
        return claims.committed()
      },
    }
  })
  expect(await claimed()).toEqual([{ claimed: true }])
  await hub.start({ heartbeatIntervalMs: 20, deadAfterMs: 200 })
  await arrived(2)
})

test("a worker whose row another one removed claims nothing that it makes", async () => {
  await hub.addEndpoint("none")
  const delivering = await hub.start({ ...BLIND, heartbeatIntervalMs: 60_000 })
  await acquaint(delivering)
  await hub.rows("delete from workers")
  await tell()
  await settle(delivering.beginClaims)
  expect(await claimed()).toEqual([{ claimed: false }])
  expect(hub.sink.requests).toHaveLength(1)
})

test("of an endpoint that was changed since nothing is claimed as it is made", async () => {
  await hub.addEndpoint("none")
  const delivering = await hub.start(BLIND)
  await acquaint(delivering)
  await hub.rows("update endpoints set url = $1", [`${hub.sink.url}/new`])
  await tell()
  await settle(delivering.beginClaims)
  expect(await claimed()).toEqual([{ claimed: false }])
  delivering.wake()
  await arrived(2)
})

test("where order matters, the queue decides who goes first", async () => {
  await hub.addEndpoint("payout")
  const delivering = await hub.start(BLIND)
  await acquaint(delivering)
  await tell()
  await settle(delivering.beginClaims)
  expect(await claimed()).toEqual([{ claimed: false }])
})

test("claims whose commit got no answer are given back and sent once", async () => {
  await hub.addEndpoint("none")
  const delivering = await hub.start({ pollMs: 20 })
  await acquaint(delivering)
  await tell()
  await settle(() => ({
    ...delivering.beginClaims(),
    confirm() {
      throw new Error("the connection is lost")
    },
  })).catch(() => {})
  await arrived(2)
  await queued(0)
  expect(hub.sink.requests).toHaveLength(2)
})
