import { afterAll, beforeAll, expect, test } from "vitest"

import { newUuid } from "../../ids.ts"
import type { Source } from "../../merchants/source.ts"
import { announceAs, announcementOf, freshEvent } from "../../../test/support/announcing.ts"
import { createHubFixture, type HubFixture } from "../../../test/support/hub-fixture.ts"
import type { Announcement } from "./read-announcement.ts"

let hub: HubFixture
let xendit: Source
beforeAll(async () => {
  hub = await createHubFixture()
  xendit = await hub.addSource("xendit")
})
afterAll(() => hub.close())

function announce(...announcements: readonly Announcement[]) {
  return announceAs(hub, hub.merchantId, announcements)
}

async function payoutsOf(source: Source, reference: string | null) {
  return hub.rows<{ id: string; provider_id: string | null; status: string; certainty: string }>(
    `select id, provider_id, status, certainty from payouts
     where source_id = $1 and reference = $2 order by id`,
    [source.id, reference],
  )
}

test("another amount than is known is a conflict, and nothing of the call is kept", async () => {
  const event = freshEvent("xendit", "payout.succeeded")
  const [{ id } = { id: "" }] = (await announce(announcementOf(xendit, event))).payouts
  const wrong = { ...announcementOf(xendit, event), amount: { value: "1", currency: "IDR" } }
  const other = announcementOf(xendit, freshEvent("xendit", "payout.succeeded"))
  for (const each of [wrong, { ...wrong, providerId: event.providerId }]) {
    await expect(announce(other, each)).rejects.toMatchObject({
      code: "announcement_conflict",
      detail: { index: 1, field: "amount" },
    })
  }
  expect(await payoutsOf(xendit, other.reference)).toEqual([])
  // An event of another amount is about it all the same: what the provider says stands.
  await hub.tell(xendit, { ...event, amount: { amount: 10_000n, currency: "IDR" } })
  await hub.settle()
  expect(await payoutsOf(xendit, event.reference)).toMatchObject([
    { id, status: "paid", provider_id: event.providerId },
  ])
  expect(await hub.rows("select amount::text from payouts where id = $1", [id])).toEqual([
    { amount: "1.0000" },
  ])
  const items = await hub.rows(
    "select 1 from attention_items where subject_id = $1 and kind = $2",
    [id, "amount_mismatch"],
  )
  expect(items).toHaveLength(1)
})

test("a reference that may mean several payouts is a conflict that names them", async () => {
  const one = freshEvent("xendit", "payout.succeeded")
  const two = { ...freshEvent("xendit", "payout.succeeded"), reference: one.reference }
  await hub.tell(xendit, one)
  await hub.tell(xendit, two)
  await hub.settle()
  await expect(announce(announcementOf(xendit, one))).rejects.toMatchObject({
    code: "announcement_conflict",
    detail: { index: 0, payout_ids: [expect.any(String), expect.any(String)] },
  })
  expect((await announce(announcementOf(xendit, two, "both"))).made).toBe(0)
})

test("what no payout can be is refused with its index, and what to send instead", async () => {
  const event = freshEvent("xendit", "payout.succeeded")
  const good = announcementOf(xendit, event)
  const pivot = await hub.addSource("pivot")
  const merchantId = await hub.addMerchant()
  const foreign = await hub.addSource("xendit", { merchantId })
  const disabled = await hub.addSource("xendit")
  await hub.rows("update sources set disabled_at = '2026-11-21' where id = $1", [disabled.id])
  const bad: readonly (readonly [Announcement, string])[] = [
    [{ ...good, sourceId: newUuid() }, "source_id"],
    [{ ...good, sourceId: foreign.id }, "source_id"],
    [{ ...good, sourceId: disabled.id }, "source_id"],
    [{ ...good, reference: null }, "provider_id"],
    [{ ...good, amount: { value: "12.345", currency: "IDR" } }, "amount.value"],
    [{ ...good, amount: { value: "12.5", currency: "JPY" } }, "amount.value"],
    [{ ...good, amount: { value: "0", currency: "IDR" } }, "amount.value"],
    [{ ...good, sourceId: pivot.id, providerId: "without-a-colon" }, "provider_id"],
    [{ ...good, sourceId: pivot.id, providerId: "uuid:another" }, "reference"],
    [{ ...good, details: { metadata: { note: "a\u0000b" } } }, ""],
    [{ ...good, details: { metadata: { note: "x".repeat(9_000) } } }, "metadata"],
    [{ ...good, replaces: newUuid() }, "replaces"],
  ]
  for (const [each, field] of bad) {
    await expect(announce(good, each), field).rejects.toMatchObject({
      code: "announcement_invalid",
      detail: { index: 1, field },
    })
  }
  expect(await payoutsOf(xendit, event.reference)).toEqual([])
  // The other merchant's own call sees nothing of this one's payouts either.
  const { payouts } = await announce(good)
  const replacing = { ...good, sourceId: foreign.id, replaces: payouts[0]?.id ?? "" }
  await expect(announceAs(hub, merchantId, [replacing])).rejects.toMatchObject({
    code: "announcement_invalid",
    detail: { field: "replaces" },
  })
})
