import { afterAll, beforeAll, expect, test } from "vitest"

import type { PayoutEvent } from "../../src/payout/event.ts"
import { settleMessages } from "../../src/pipeline/settle.ts"
import { createHubFixture, sampleOf, type HubFixture } from "../support/hub-fixture.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000)

/** Mulberry32: small, and the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test(`contradicting, repeated and shuffled news over four workers ends alike (seed ${SEED})`, async () => {
  const random = randomFrom(SEED)
  const source = await hub.addSource("xendit")
  const stories = Array.from({ length: 40 }, () => {
    const paid = sampleOf("xendit", "payout.succeeded") as PayoutEvent
    const facts: PayoutEvent[] = [paid]
    for (const [name, wireStatus] of [
      ["payout.failed", "FAILED"],
      ["payout.reversed", "REVERSED"],
    ] as const) {
      if (random() < 0.5) continue
      const other = sampleOf("xendit", name) as PayoutEvent
      const key = `payout:${paid.providerId}:${wireStatus}`
      facts.push({ ...other, providerId: paid.providerId, amount: paid.amount, key })
    }
    return { paid, facts }
  })
  const told = stories
    .flatMap(({ facts }) => [...facts, ...facts])
    .map((event) => ({ event, place: random() }))
    .toSorted((a, b) => a.place - b.place)

  let receiving = true
  const worker = async () => {
    let settled = 0
    do settled = await settleMessages(hub.settleContext, 7)
    while (receiving || settled > 0)
  }
  const workers = Array.from({ length: 4 }, worker)
  for (const { event } of told) await hub.tell(source, event)
  receiving = false
  await Promise.all(workers)
  await hub.settle()

  const payouts = await hub.rows<{ id: string; provider_id: string; status: string }>(
    "select id, provider_id, status from payouts where source_id = $1",
    [source.id],
  )
  expect(payouts).toHaveLength(stories.length)
  for (const { paid, facts } of stories) {
    const statuses = new Set(facts.map((fact) => fact.status))
    const payout = payouts.find((each) => each.provider_id === paid.providerId)
    expect(payout?.status).toBe(statuses.has("reversed") ? "reversed" : "paid")
    const history = await hub.rows<{ sequence: number | null; applied: boolean }>(
      "select sequence, applied from history where subject_id = $1 order by id",
      [payout?.id],
    )
    expect(history).toHaveLength(facts.length * 2)
    const sequences = history.flatMap((entry) => entry.sequence ?? [])
    expect(sequences).toEqual(sequences.map((_, index) => index + 1))
    const conflicts = await hub.rows(
      "select 1 from attention_items where subject_id = $1 and kind = 'conflict'",
      [payout?.id],
    )
    expect(conflicts).toHaveLength(statuses.has("failed") ? 1 : 0)
  }
})

test("two workers that first hear of one Adyen payout by two names make one payout", async () => {
  const source = await hub.addSource("adyen")
  for (let round = 0; round < 15; round += 1) {
    const reversed = sampleOf("adyen", "paidout.reversed") as PayoutEvent
    const received: PayoutEvent = {
      ...(sampleOf("adyen", "payout.thirdparty") as PayoutEvent),
      providerId: reversed.providerId,
      amount: reversed.amount,
    }
    await Promise.all([hub.tell(source, reversed), hub.tell(source, received)])
    await Promise.all([settleMessages(hub.settleContext, 1), settleMessages(hub.settleContext, 1)])
    await hub.settle()
    const payouts = await hub.rows(
      `select distinct subject_id from names
       where source_id = $1 and name = any ($2)`,
      [source.id, [reversed.providerId, ...reversed.aliases, ...received.aliases]],
    )
    expect(payouts).toHaveLength(1)
  }
})
