import { afterAll, beforeAll, expect, test } from "vitest"

import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import type { Source } from "../../merchants/source.ts"
import type { PaidoutEvent, PaymentEvent } from "../../payout/event.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

const itemsOf = (source: Source) =>
  hub.rows<{ kind: string; subject: string; open: boolean }>(
    `select kind, subject, closed_at is null as open from attention_items
     where source_id = $1 order by id`,
    [source.id],
  )
const settle = async (source: Source, ...events: readonly PaidoutEvent[]) => {
  for (const event of events) await hub.tell(source, event)
  await hub.settle()
}

test("a payment that is told paid and cancelled is a conflict, pointed out once", async () => {
  const source = await hub.addSource("pivot")
  const paid = sampleOf("pivot", "payment.paid") as PaymentEvent
  const cancelled = { ...sampleOf("pivot", "payment.cancelled"), providerId: paid.providerId }
  await settle(source, paid, cancelled)
  expect(await itemsOf(source)).toEqual([{ kind: "conflict", subject: "payment", open: true }])
  await hub.database.pool.query(
    "update attention_items set closed_at = paidout_now() where source_id = $1",
    [source.id],
  )
  const late = { ...sampleOf("pivot", "payment.processing"), providerId: paid.providerId }
  await settle(source, late, { ...sampleOf("pivot", "payment.paid"), providerId: paid.providerId })
  expect(await itemsOf(source)).toEqual([{ kind: "conflict", subject: "payment", open: false }])
})

test("a batch that is told done and cancelled is a conflict", async () => {
  const source = await hub.addSource("pivot")
  const done = sampleOf("pivot", "payout.done")
  await settle(source, done, {
    ...sampleOf("pivot", "payout.cancelled"),
    providerId: done.providerId,
  })
  expect(await itemsOf(source)).toEqual([{ kind: "conflict", subject: "batch", open: true }])
})
