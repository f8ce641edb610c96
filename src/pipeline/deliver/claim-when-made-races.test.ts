import { afterEach, beforeEach, expect, test } from "vitest"

import { createDeliveringHub, type DeliveringHub } from "../../../test/support/delivering-hub.ts"
import { sampleOf } from "../../../test/support/hub-fixture.ts"
import type { Pool } from "../../postgres/pool.ts"
import { newUuid } from "../../ids.ts"
import type { Delivering } from "../deliver.ts"
import { settleMessages } from "../settle.ts"
import type { MadeClaims } from "./claim-when-made.ts"
import { ClaimsHeld } from "./claims-held.ts"

let hub: DeliveringHub
beforeEach(async () => {
  hub = await createDeliveringHub()
})
afterEach(() => hub.close())

const POLLED = { interval: 5, timeout: 10_000 }

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
  await expect.poll(async () => (await claimed()).length, POLLED).toBe(0)
}

async function arrived(count: number): Promise<void> {
  await expect.poll(() => hub.sink.requests.length, POLLED).toBe(count)
}

const claimed = () =>
  hub.rows<{ claimed: boolean }>("select claimed_by is not null as claimed from due_deliveries")

/** Holds back the look for unknown claims, as a busy pool does; returns when it was asked for. */
function holdingLooks(pool: Pool) {
  const gate = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const held = new Proxy(pool, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (name !== "query") return typeof value === "function" ? value.bind(target) : value
      return async (...args: unknown[]) => {
        const isLook = typeof args[0] === "string" && args[0].includes("<> all ($2::uuid[])")
        if (isLook) {
          asked.resolve()
          await gate.promise
        }
        const answer: unknown = await Reflect.apply(value as () => unknown, target, args)
        if (isLook) ended.resolve()
        return answer
      }
    },
  })
  return { pool: held, asked: asked.promise, release: gate.resolve, ended: ended.promise }
}

test("what is made while unknown claims are looked for is sent once", async () => {
  await hub.addEndpoint("none")
  const look = holdingLooks(hub.pool)
  const delivering = await hub.start({ pollMs: 20 }, { pool: look.pool })
  await acquaint(delivering)
  await tell()
  await settle(() => ({
    ...delivering.beginClaims(),
    confirm() {
      throw new Error("the connection is lost")
    },
  })).catch(() => {})
  await look.asked
  const late = Promise.withResolvers<void>()
  hub.sink.answer = async (_request, response) => {
    await late.promise
    response.end()
  }
  await tell()
  await settle(delivering.beginClaims)
  look.release()
  await look.ended
  await expect.poll(async () => (await claimed()).every((row) => row.claimed), POLLED).toBe(true)
  late.resolve()
  await expect.poll(async () => (await claimed()).length, POLLED).toBe(0)
  expect(hub.sink.requests).toHaveLength(3)
})

test("what was claimed for an endpoint that began to fail meanwhile goes back into the queue", async () => {
  const endpoint = await hub.addEndpoint("none")
  const delivering = await hub.start()
  await acquaint(delivering)
  const failing = Promise.withResolvers<void>()
  hub.sink.answer = async (_request, response) => {
    await failing.promise
    response.writeHead(500).end()
  }
  for (let count = 0; count < 10; count += 1) await tell()
  await hub.settle()
  delivering.wake()
  await arrived(11)
  const release = await hub.holdTable("history")
  for (let count = 0; count < 20; count += 1) await tell()
  const settling = settle(delivering.beginClaims)
  await hub.untilLocked("insert into history")
  failing.resolve()
  await expect.poll(() => delivering.heldBackMs(endpoint), POLLED).not.toBeNull()
  await release()
  await settling
  // One of them may be a probe by now.
  const kept = async () => (await claimed()).filter((row) => row.claimed).length
  await expect.poll(kept, POLLED).toBeLessThanOrEqual(1)
})

test("a failed look lets claims be made again", async () => {
  const held = new ClaimsHeld()
  held.doubt(performance.now())
  const ended = { query: () => Promise.reject(new Error("gone")) } as unknown as Pool
  const looking = held.releaseUnknown(ended, newUuid(), performance.now())
  expect(held.isLooking).toBe(true)
  await expect(looking).rejects.toThrow("gone")
  expect(held.isLooking).toBe(false)
})
