import { afterAll, beforeAll, expect, test } from "vitest"

import type { PayoutEvent } from "../../src/payout/event.ts"
import type { Announcement } from "../../src/pipeline/announce/read-announcement.ts"
import { settleMessages } from "../../src/pipeline/settle.ts"
import { createPool, type Pool } from "../../src/postgres/pool.ts"
import { announceAs, announcementOf, freshEvent } from "../support/announcing.ts"
import { createHubFixture, sampleOf, type HubFixture } from "../support/hub-fixture.ts"

let hub: HubFixture
/** Another process has a pool of its own. */
let other: Pool
beforeAll(async () => {
  hub = await createHubFixture()
  other = createPool(hub.database.connection, { indexProbesOnly: true, pipelined: true })
})
afterAll(async () => {
  await other.end()
  await hub.close()
})

const PROVIDERS = [
  ["xendit", "payout.succeeded"],
  ["pivot", "payout.success"],
  ["adyen", "payout.thirdparty"],
] as const

const roundCount = 25
const perRound = 8

test.for(PROVIDERS)(
  "%s: announced and told of at the same instant, by many, it is one payout",
  async ([provider, name]) => {
    const source = await hub.addSource(provider)
    for (let round = 0; round < roundCount; round += 1) {
      const events = Array.from({ length: perRound }, () => freshEvent(provider, name))
      for (const event of events) await hub.tell(source, event)
      const announcements = events.map((event) => announcementOf(source, event))
      const half = announcements.slice(perRound / 2)
      await Promise.all([
        announce(announcements),
        announce(half.toReversed()),
        ...half.map((each) => announce([each])),
        settleWith(hub.settleContext.pool, round),
        settleWith(other, round),
        settleWith(other, round),
      ])
      await hub.settle()
      const rows = await hub.rows<{ reference: string; provider_id: string | null }>(
        "select reference, provider_id from payouts where source_id = $1 and reference = any ($2)",
        [source.id, events.map(({ reference }) => reference)],
      )
      expect(rows.map((row) => row.provider_id ?? "").toSorted()).toEqual(
        events.map(({ providerId }) => providerId).toSorted(),
      )
    }
    const waiting = await hub.rows("select 1 from names where kind = 'reference'")
    expect(waiting).toEqual([])
  },
)

test("of two webhooks of one reference at the same instant one is what was announced", async () => {
  const source = await hub.addSource("xendit")
  for (let round = 0; round < roundCount; round += 1) {
    const one = freshEvent("xendit", "payout.succeeded")
    const two = { ...freshEvent("xendit", "payout.succeeded"), reference: one.reference }
    await announce([announcementOf(source, one)])
    await Promise.all([hub.tell(source, one), hub.tell(source, two)])
    await Promise.all([settleOne(hub.settleContext.pool), settleOne(other)])
    await hub.settle()
    const rows = await hub.rows<{ provider_id: string | null; announced: boolean }>(
      `select provider_id, facts ? 'pending:operator' as announced
       from payouts where source_id = $1 and reference = $2`,
      [source.id, one.reference],
    )
    expect(rows.map((row) => row.provider_id ?? "").toSorted()).toEqual(
      [one.providerId, two.providerId].toSorted(),
    )
    expect(rows.filter(({ announced }) => announced)).toHaveLength(1)
  }
})

test("a payout and the one in its place, paid at the same instant, are a double payment", async () => {
  const source = await hub.addSource("xendit")
  for (let round = 0; round < roundCount; round += 1) {
    const failed = freshEvent("xendit", "payout.failed")
    await hub.tell(source, failed)
    await hub.settle()
    const [{ id } = { id: "" }] = await hub.rows<{ id: string }>(
      "select id from payouts where provider_id = $1",
      [failed.providerId],
    )
    const again = freshEvent("xendit", "payout.succeeded")
    await announce([{ ...announcementOf(source, again), replaces: id }])
    const paid: PayoutEvent = {
      ...(sampleOf("xendit", "payout.succeeded") as PayoutEvent),
      ...{ providerId: failed.providerId, reference: failed.reference, amount: failed.amount },
      key: `payout:${failed.providerId}:SUCCEEDED`,
    }
    await Promise.all([hub.tell(source, paid), hub.tell(source, again)])
    await Promise.all([settleOne(hub.settleContext.pool), settleOne(other)])
    await hub.settle()
    const items = await hub.rows(
      "select 1 from attention_items where subject_id = $1 and kind = 'double_payment'",
      [id],
    )
    expect(items).toHaveLength(1)
  }
})

test("two that are announced in the place of one at the same instant are not both taken", async () => {
  const [first, second] = [await hub.addSource("xendit"), await hub.addSource("adyen")]
  for (let round = 0; round < roundCount; round += 1) {
    const failed = freshEvent("xendit", "payout.failed")
    await hub.tell(first, failed)
    await hub.settle()
    const [{ id } = { id: "" }] = await hub.rows<{ id: string }>(
      "select id from payouts where provider_id = $1",
      [failed.providerId],
    )
    const tries = await Promise.allSettled([
      announce([{ ...announcementOf(first, freshEvent("xendit", "payout.failed")), replaces: id }]),
      announce([
        { ...announcementOf(second, freshEvent("adyen", "payout.decline")), replaces: id },
      ]),
    ])
    const refused = tries.flatMap((each) => (each.status === "rejected" ? [each.reason] : []))
    expect(refused).toMatchObject([{ code: "replaces_refused" }])
  }
})

function announce(announcements: readonly Announcement[]) {
  return announceAs(hub, hub.merchantId, announcements)
}

async function settleWith(pool: Pool, round: number): Promise<void> {
  // A batch of every size meets an announcement at another point.
  const countMax = 1 + (round % perRound)
  while ((await settleMessages({ ...hub.settleContext, pool }, countMax)) > 0) {
    // until nothing waits that no other has
  }
}

function settleOne(pool: Pool) {
  return settleMessages({ ...hub.settleContext, pool }, 1)
}
