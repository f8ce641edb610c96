import { afterAll, beforeAll, expect, test } from "vitest"

import { idText, newUuid } from "../../ids.ts"
import type { Source } from "../../merchants/source.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { announceAs } from "../../../test/support/announcing.ts"
import { createHubFixture, sampleOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import type { Announcement } from "./read-announcement.ts"

let hub: HubFixture
let source: Source
beforeAll(async () => {
  hub = await createHubFixture()
  source = await hub.addSource("xendit")
})
afterAll(() => hub.close())

const SAMPLES = {
  paid: ["payout.succeeded", "SUCCEEDED"],
  failed: ["payout.failed", "FAILED"],
  reversed: ["payout.reversed", "REVERSED"],
} as const

/** Tells of one payout of Xendit's; returns the payout's UUID. */
async function tell(
  providerId: string,
  status: keyof typeof SAMPLES,
  reference = `order-${providerId}`,
): Promise<string> {
  const [name, word] = SAMPLES[status]
  const sample = sampleOf("xendit", name) as PayoutEvent
  const amount = { amount: 2_750_000_000n, currency: "IDR" }
  const key = `payout:${providerId}:${word}`
  await hub.tell(source, { ...sample, providerId, reference, amount, key })
  await hub.settle()
  const rows = await hub.rows<{ id: string }>("select id from payouts where provider_id = $1", [
    providerId,
  ])
  return rows[0]?.id ?? ""
}

function inPlaceOf(replaces: string | null, providerId = `disb-${newUuid()}`): Announcement {
  return {
    sourceId: source.id,
    providerId,
    reference: `order-${providerId}`,
    batchProviderId: null,
    amount: { value: "275000", currency: "IDR" },
    details: {},
    replaces,
  }
}

async function announce(...announcements: readonly Announcement[]): Promise<readonly string[]> {
  const { payouts } = await announceAs(hub, hub.merchantId, announcements)
  return payouts.map(({ id }) => id)
}

function refused(...announcements: readonly Announcement[]) {
  return announce(...announcements).then(
    () => undefined,
    ({ code, detail }: { code: string; detail: object }) => ({ code, ...detail }),
  )
}

async function itemsOf(id: string, kind: string) {
  return hub.rows<{ detail: { paid?: string[] }; closed_because: string | null }>(
    "select detail, closed_because, closed_by from attention_items where subject_id = $1 and kind = $2 order by id",
    [id, kind],
  )
}

test("a failed payout is paid again: its item is closed, and the new one says what it replaces", async () => {
  const failed = await tell(`disb-${newUuid()}`, "failed")
  expect(await itemsOf(failed, "failed")).toMatchObject([{ closed_because: null }])
  const asked = inPlaceOf(failed)
  const [made = ""] = await announce(asked)
  const rows = await hub.rows("select replaces from payouts where id = $1", [made])
  expect(rows).toEqual([{ replaces: failed }])
  expect(await itemsOf(failed, "failed")).toMatchObject([
    { closed_because: `replaced by ${idText("payout", made)}`, closed_by: "key_test" },
  ])
  // Again, also after it was paid: it was told so before.
  expect(await announce(asked)).toEqual([made])
  await tell(asked.providerId ?? "", "paid")
  expect(await announce(asked)).toEqual([made])
  const [{ provider_id: first } = { provider_id: "" }] = await hub.rows<{ provider_id: string }>(
    "select provider_id from payouts where id = $1",
    [failed],
  )
  await tell(first, "paid")
  expect(await announce(asked)).toEqual([made])
})

test("a payout that a webhook told of first may still be said to replace another", async () => {
  const failed = await tell(`disb-${newUuid()}`, "failed")
  const providerId = `disb-${newUuid()}`
  const told = await tell(providerId, "paid")
  expect(await announce(inPlaceOf(failed, providerId))).toEqual([told])
  const rows = await hub.rows("select replaces from payouts where id = $1", [told])
  expect(rows).toEqual([{ replaces: failed }])
  expect(await refused(inPlaceOf(told, providerId))).toMatchObject({
    code: "announcement_conflict",
    field: "replaces",
  })
})

test("what may still reach the recipient, or was paid again already, is not replaced", async () => {
  const paid = await tell(`disb-${newUuid()}`, "paid")
  expect(await refused(inPlaceOf(null), inPlaceOf(paid))).toMatchObject({
    code: "replaces_refused",
    index: 1,
    status: "paid",
  })
  const failed = await tell(`disb-${newUuid()}`, "failed")
  const pending = inPlaceOf(failed)
  const [first = ""] = await announce(pending)
  expect(await refused(inPlaceOf(failed))).toMatchObject({
    code: "replaces_refused",
    replaced_by: idText("payout", first),
    status: "pending",
  })
  // Once that one has failed too, either may be replaced.
  await tell(pending.providerId ?? "", "failed")
  const [second = ""] = await announce(inPlaceOf(failed))
  expect(await refused(inPlaceOf(failed))).toMatchObject({ replaced_by: idText("payout", second) })
  expect(await announce(inPlaceOf(first))).toHaveLength(1)
})

test("a call announces neither two in the place of one, nor one and its replacement", async () => {
  const failed = await tell(`disb-${newUuid()}`, "failed")
  expect(await refused(inPlaceOf(failed), inPlaceOf(failed))).toMatchObject({
    code: "replaces_refused",
    index: 1,
    other_index: 0,
  })
  const providerId = `disb-${newUuid()}`
  const known = await tell(providerId, "failed")
  expect(await refused(inPlaceOf(null, providerId), inPlaceOf(known))).toMatchObject({
    code: "replaces_refused",
    index: 1,
  })
})

test("a real payout is not replaced by a test, nor the other way round", async () => {
  const failed = await tell(`disb-${newUuid()}`, "failed")
  const real = await hub.addSource("xendit", { live: true })
  expect(await refused({ ...inPlaceOf(failed), sourceId: real.id })).toMatchObject({
    code: "replaces_refused",
    field: "replaces",
  })
})

test("payouts do not replace one another in a circle", async () => {
  const [a, b] = [`disb-${newUuid()}`, `disb-${newUuid()}`]
  const first = await tell(a, "failed")
  const second = await tell(b, "failed")
  await announce(inPlaceOf(first, b))
  expect(await refused(inPlaceOf(second, a))).toMatchObject({ code: "replaces_refused" })
  expect(await refused(inPlaceOf(first, a))).toMatchObject({ code: "replaces_refused" })
})

test("under the reference of the one it replaces it is a payout of its own", async () => {
  const providerId = `disb-${newUuid()}`
  const failed = await tell(providerId, "failed")
  const again = { ...inPlaceOf(failed), providerId: null, reference: `order-${providerId}` }
  const [made = ""] = await announce(again)
  expect(made).not.toBe(failed)
  expect(await announce(again)).toEqual([made])
})

test("while the one that it replaces waits under that reference, it takes another", async () => {
  const reference = `order-${newUuid()}`
  const waiting = { ...inPlaceOf(null), providerId: null, reference }
  const [first = ""] = await announce(waiting)
  await hub.rows("update payouts set status = 'failed' where id = $1", [first])
  for (const again of [
    { ...waiting, replaces: first },
    { ...inPlaceOf(first), reference },
  ]) {
    expect(await refused(again)).toMatchObject({
      code: "announcement_conflict",
      field: "reference",
      payout_id: idText("payout", first),
    })
  }
  expect(await announce(inPlaceOf(first))).toHaveLength(1)
})

test("both paid is a double payment, until one of them comes back", async () => {
  const [a, b] = [`disb-${newUuid()}`, `disb-${newUuid()}`]
  const first = await tell(a, "failed")
  const [second = ""] = await announce(inPlaceOf(first, b))
  await tell(b, "paid")
  expect(await itemsOf(first, "double_payment")).toEqual([])
  await tell(a, "paid")
  expect(await itemsOf(first, "double_payment")).toMatchObject([
    { detail: { paid: [idText("payout", first), idText("payout", second)] }, closed_because: null },
  ])
  await tell(b, "reversed")
  expect(await itemsOf(first, "double_payment")).toMatchObject([
    { closed_because: "only one of them is paid" },
  ])
})

test("two in the place of one, both paid, are a double payment of that one", async () => {
  const [a, b, c] = [`disb-${newUuid()}`, `disb-${newUuid()}`, `disb-${newUuid()}`]
  const first = await tell(a, "failed")
  await announce(inPlaceOf(first, b))
  await tell(b, "failed")
  await announce(inPlaceOf(first, c))
  await tell(c, "paid")
  expect(await itemsOf(first, "double_payment")).toEqual([])
  await tell(b, "paid")
  expect(await itemsOf(first, "double_payment")).toHaveLength(1)
})

test("that an operator had written a payout off is told as long as it holds", async () => {
  const [a, b] = [`disb-${newUuid()}`, `disb-${newUuid()}`]
  const first = await tell(a, "failed")
  await announce(inPlaceOf(first, b))
  // The other kind of double payment stands open already.
  await hub.rows(
    `insert into attention_items (merchant_id, id, kind, subject, subject_id, advice, detail)
     values ($1, $2, 'double_payment', 'payout', $3, 'written off', '{"stands": "paid"}')`,
    [hub.merchantId, newUuid(), first],
  )
  await tell(a, "paid")
  await tell(b, "paid")
  await tell(b, "reversed")
  expect(await itemsOf(first, "double_payment")).toMatchObject([{ closed_because: null }])
})

/** Announced by a reference that Xendit does not keep unique, then told of under a new id. */
async function failUnder(reference: string, replaces: string | null): Promise<string> {
  const [made = ""] = await announce({ ...inPlaceOf(replaces), providerId: null, reference })
  const providerId = `disb-${newUuid()}`
  expect(await tell(providerId, "failed", reference)).toBe(made)
  return made
}

test("paid again and again under one reference, each try is a payout that replaces the one before", async () => {
  const reference = `order-${newUuid()}`
  const first = await failUnder(reference, null)
  const second = await failUnder(reference, first)
  const third = await failUnder(reference, second)
  expect(new Set([first, second, third]).size).toBe(3)
  // Each call again, as when a file is sent again.
  const again = (replaces: string | null) =>
    announce({ ...inPlaceOf(replaces), providerId: null, reference })
  expect(await again(null)).toEqual([first])
  expect(await again(first)).toEqual([second])
  expect(await again(second)).toEqual([third])
})

test("under the reference of a payout of another amount nothing is announced, and that amount is told", async () => {
  const reference = `order-${newUuid()}`
  const known = await failUnder(reference, null)
  const amount = { value: "1", currency: "IDR" }
  expect(await refused({ ...inPlaceOf(null), providerId: null, reference, amount })).toMatchObject({
    ...{ code: "announcement_conflict", field: "amount", payout_id: idText("payout", known) },
    amount: { value: "275000.00", currency: "IDR" },
  })
})
