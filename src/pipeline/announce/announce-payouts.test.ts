import { afterAll, beforeAll, expect, test } from "vitest"

import { sealEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import { insertEndpoint } from "../../delivery/insert-endpoint.ts"
import { idText, newUuid } from "../../ids.ts"
import type { Source } from "../../merchants/source.ts"
import { CANONICAL_VERSION } from "../../payout/canonical.ts"
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

async function historyOf(id: string | undefined) {
  return hub.rows<{ wire_event: string; refused_because: string | null; note: string | null }>(
    "select wire_event, refused_because, note from history where subject_id = $1 order by id",
    [id],
  )
}

const WIRES = [
  ["pivot", "payout.success"],
  ["xendit", "payout.succeeded"],
  ["adyen", "payout.thirdparty"],
  ["adyen", "transfer.booked"],
] as const

test.for(WIRES)(
  "%s %s: announced by its reference, then told of, it is one payout",
  async ([provider, name]) => {
    const source = await hub.addSource(provider)
    const event = freshEvent(provider, name)
    const { payouts, made } = await announce(announcementOf(source, event))
    expect(made).toBe(1)
    expect(payouts[0]).toMatchObject({
      status: "pending",
      certainty: "presumed",
      providerId: null,
      amount: event.amount,
    })
    await hub.tell(source, event)
    await hub.settle()
    expect(await payoutsOf(source, event.reference)).toMatchObject([
      { id: payouts[0]?.id, provider_id: event.providerId, status: event.status },
    ])
    // Under its new name further events find it, and no longer under its reference.
    await hub.tell(source, event)
    const other = freshEvent(provider, name)
    const sibling = { ...other, reference: event.reference }
    await hub.tell(source, {
      ...sibling,
      ...(provider === "pivot" && {
        providerId: `${other.batchProviderId}:${event.reference}`,
      }),
    })
    await hub.settle()
    expect(await payoutsOf(source, event.reference)).toHaveLength(2)
    expect((await historyOf(payouts[0]?.id)).map((entry) => entry.refused_because)).toEqual([
      null,
      null,
      "duplicate",
    ])
  },
)

test.for(WIRES)(
  "%s %s: told of first, then announced by its reference, it is found",
  async ([provider, name]) => {
    const source = await hub.addSource(provider)
    const event = freshEvent(provider, name)
    await hub.tell(source, event)
    await hub.settle()
    const { payouts, made } = await announce(announcementOf(source, event))
    expect(made).toBe(0)
    expect(payouts[0]).toMatchObject({ providerId: event.providerId, status: event.status })
    expect(await payoutsOf(source, event.reference)).toHaveLength(1)
    expect(await historyOf(payouts[0]?.id)).toMatchObject([
      { refused_because: null },
      { wire_event: "announcement", refused_because: "late", note: "announced by key_test" },
    ])
  },
)

test.for(WIRES)(
  "%s %s: announced by its provider's id, in both orders",
  async ([provider, name]) => {
    const source = await hub.addSource(provider)
    const [before, after] = [freshEvent(provider, name), freshEvent(provider, name)]
    await hub.tell(source, before)
    await hub.settle()
    const announced = await announce(
      announcementOf(source, before, "both"),
      announcementOf(source, after, "provider_id"),
    )
    expect(announced.made).toBe(1)
    await hub.tell(source, after)
    await hub.settle()
    for (const event of [before, after]) {
      expect(await payoutsOf(source, event.reference)).toMatchObject([
        { provider_id: event.providerId, status: event.status },
      ])
    }
  },
)

test("of two webhooks of one reference in one batch the first is what was announced", async () => {
  const one = freshEvent("xendit", "payout.succeeded")
  const two = { ...freshEvent("xendit", "payout.succeeded"), reference: one.reference }
  const { payouts } = await announce(announcementOf(xendit, one))
  await hub.tell(xendit, one)
  await hub.tell(xendit, two)
  await hub.settle()
  const rows = await payoutsOf(xendit, one.reference)
  expect(rows).toMatchObject([
    { id: payouts[0]?.id, provider_id: one.providerId },
    { provider_id: two.providerId },
  ])
})

test("a reference is known at its own source only", async () => {
  const event = freshEvent("xendit", "payout.succeeded")
  await hub.tell(xendit, event)
  await hub.settle()
  const other = await hub.addSource("xendit")
  expect((await announce(announcementOf(other, event))).made).toBe(1)
  // Nor does an event at one source find what waits at the other.
  const second = freshEvent("xendit", "payout.succeeded")
  await announce(announcementOf(other, second))
  await hub.tell(xendit, second)
  await hub.settle()
  expect(await payoutsOf(other, second.reference)).toMatchObject([{ provider_id: null }])
})

test("announced again, alone or within a call, it is found and no history is written", async () => {
  const event = freshEvent("xendit", "payout.succeeded")
  const alone = announcementOf(xendit, event)
  const first = await announce(alone, alone)
  expect(first).toMatchObject({ made: 1 })
  expect(first.payouts[0]?.id).toBe(first.payouts[1]?.id)
  expect((await announce(alone)).made).toBe(0)
  expect(await historyOf(first.payouts[0]?.id)).toHaveLength(1)
  // Its provider's id may come with a later announcement, and is its name from then on.
  const both = await announce(announcementOf(xendit, event, "both"))
  expect(both).toMatchObject({ made: 0, payouts: [{ providerId: event.providerId }] })
  expect((await announce(announcementOf(xendit, event, "provider_id"))).made).toBe(0)
  expect((await announce(alone)).payouts[0]?.id).toBe(first.payouts[0]?.id)
  await hub.tell(xendit, event)
  await hub.settle()
  expect((await announce(alone)).payouts).toMatchObject([
    { id: first.payouts[0]?.id, status: "paid" },
  ])
  expect(await payoutsOf(xendit, event.reference)).toHaveLength(1)
  // Each call is in the audit log: one that made nothing may have brought a name.
  const audited = await hub.rows<{ after: { count: number; made: number } }>(
    "select after from audit_log where action = 'payout.announce' and object = $1 order by id",
    [idText("payout", first.payouts[0]?.id ?? "")],
  )
  expect(audited.map(({ after: { count, made } }) => [count, made])).toEqual([
    [2, 1],
    ...Array.from({ length: 5 }, () => [1, 0]),
  ])
})

test("an announcement is known for ever, a webhook's reference for a week", async () => {
  const announced = freshEvent("xendit", "payout.succeeded")
  const heard = freshEvent("xendit", "payout.succeeded")
  const before = await announce(announcementOf(xendit, announced))
  await hub.tell(xendit, announced)
  await hub.tell(xendit, heard)
  await hub.settle()
  await hub.rows(
    `update payouts set created_at = created_at - interval '8 days' where reference = any ($1)`,
    [[announced.reference, heard.reference]],
  )
  const after = await announce(announcementOf(xendit, announced), announcementOf(xendit, heard))
  expect(after.made).toBe(1)
  expect(after.payouts[0]?.id).toBe(before.payouts[0]?.id)
})

test("Pivot: the request's uuid and the reference are the provider's id, and its batch", async () => {
  const source = await hub.addSource("pivot")
  const event = freshEvent("pivot", "payout.success")
  const batch = { ...announcementOf(source, event), batchProviderId: event.batchProviderId }
  const { payouts } = await announce(batch)
  expect(payouts[0]?.providerId).toBe(event.providerId)
  const [names] = await hub.rows<{ batch_id: string; named: string }>(
    `select p.batch_id, n.subject_id as named from payouts p
     join names n on n.kind = 'batch' and n.name = $2 where p.id = $1`,
    [payouts[0]?.id, event.batchProviderId],
  )
  expect(names?.batch_id).toBe(names?.named)
  await hub.tell(source, event)
  await hub.settle()
  expect(await payoutsOf(source, event.reference)).toMatchObject([{ status: "paid" }])
})

test("under its reference alone it is linked to its batch all the same", async () => {
  const source = await hub.addSource("adyen")
  const event = freshEvent("adyen", "payout.thirdparty")
  const { payouts } = await announce({
    ...announcementOf(source, event),
    batchProviderId: "bulk-1",
  })
  const rows = await hub.rows<{ batch_id: string | null }>(
    "select batch_id from payouts where id = $1",
    [payouts[0]?.id],
  )
  expect(rows[0]?.batch_id).not.toBeNull()
})

test("a source that learns its mode from a webhook makes what was announced before real", async () => {
  const source = await hub.addSource("adyen")
  const event = { ...freshEvent("adyen", "payout.thirdparty"), live: true }
  const { payouts } = await announce(announcementOf(source, event))
  expect(payouts[0]?.live).toBe(false)
  await hub.tell(source, event)
  await hub.settle()
  const rows = await hub.rows<{ live: boolean }>("select live from payouts where id = $1", [
    payouts[0]?.id,
  ])
  expect(rows).toEqual([{ live: true }])
})

test("endpoints are told payout.pending, and the provider is to be asked when it stays silent", async () => {
  const key = await hub.keyring.sealingKey(hub.merchantId)
  const { id: endpointId } = await insertEndpoint(hub.database.pool, {
    merchantId: hub.merchantId,
    id: newUuid(),
    url: "https://example.com/",
    description: null,
    eventTypes: ["*"],
    dialect: "paidout",
    version: CANONICAL_VERSION,
    ordering: "none",
    settings: {},
    secretsSealed: sealEndpointSecrets(key, { secrets: [], basic: null }),
    hasBasic: false,
  })
  const event = freshEvent("xendit", "payout.succeeded")
  const failed = freshEvent("xendit", "payout.failed")
  await hub.tell(xendit, failed)
  await hub.settle()
  const [{ id: replaces } = { id: "" }] = await payoutsOf(xendit, failed.reference)
  const { payouts } = await announce({ ...announcementOf(xendit, event), replaces })
  const rows = await hub.rows<{ body_sealed: Buffer }>(
    `select b.body_sealed from deliveries d join event_bodies b using (merchant_id, event_id, format)
     where d.endpoint_id = $1 and d.subject_id = $2`,
    [endpointId, payouts[0]?.id],
  )
  const sealed = rows[0]?.body_sealed ?? Buffer.alloc(0)
  const body = await hub.keyring.open(hub.merchantId, sealed)
  expect(JSON.parse(body.toString("utf8"))).toMatchObject({
    type: "payout.pending",
    data: {
      payout: { reference: event.reference, replaces: idText("payout", replaces) },
      previous_status: null,
      sequence: 1,
    },
  })
  const polls = await hub.rows<{ due: boolean }>(
    "select due_at is not null as due from polls where subject_id = $1",
    [payouts[0]?.id],
  )
  expect(polls).toEqual([{ due: true }])
  await hub.rows("update endpoints set state = 'disabled' where id = $1", [endpointId])
})

test("a thousand at once are one transaction", async ({ annotate }) => {
  const many = Array.from({ length: 1_000 }, () =>
    announcementOf(xendit, freshEvent("xendit", "payout.succeeded")),
  )
  const begun = performance.now()
  const { made } = await announce(...many)
  const tookMs = Math.round(performance.now() - begun)
  const begunAgain = performance.now()
  expect(made).toBe(1_000)
  expect((await announce(...many)).made).toBe(0)
  const againMs = Math.round(performance.now() - begunAgain)
  await annotate(`1,000 payouts announced in ${tookMs} ms, found again in ${againMs} ms`)
  const polled = await hub.rows("select 1 from polls where source_id = $1", [xendit.id])
  expect(polled.length).toBeGreaterThanOrEqual(1_000)
})
