import { afterAll, beforeAll, expect, test } from "vitest"

import { sealEndpointSecrets } from "../delivery/endpoint-secrets.ts"
import { insertEndpoint } from "../delivery/insert-endpoint.ts"
import { idText, newUuid } from "../ids.ts"
import type { Source } from "../merchants/source.ts"
import { CANONICAL_VERSION } from "../payout/canonical.ts"
import type { PayoutEvent } from "../payout/event.ts"
import { createHubFixture, sampleOf, type HubFixture } from "../../test/support/hub-fixture.ts"
import { announcePayouts } from "./announce-payouts.ts"
import type { Announcement } from "./read-announcement.ts"

let hub: HubFixture
let xendit: Source
beforeAll(async () => {
  hub = await createHubFixture()
  xendit = await hub.addSource("xendit")
})
afterAll(() => hub.close())

function announce(...announcements: readonly Announcement[]) {
  return announceAs(hub.merchantId, announcements)
}

function announceAs(merchantId: string, announcements: readonly Announcement[]) {
  const { metrics } = hub.settleContext
  return announcePayouts(
    { pool: hub.database.pool, keyring: hub.keyring, metrics, wakeDeliver: () => {} },
    { merchantId, actor: "key_test", announcements },
  )
}

/** As its provider will tell of it; `by` says which of its names the merchant knows. */
function announcementOf(
  source: Source,
  event: PayoutEvent,
  by: "reference" | "provider_id" | "both" = "reference",
): Announcement {
  const amount = event.amount
  if (amount === null) throw new Error("The sample tells no amount.")
  return {
    sourceId: source.id,
    providerId: by === "reference" ? null : event.providerId,
    reference: by === "provider_id" ? null : event.reference,
    batchProviderId: null,
    amount: { value: `${amount.amount / 10_000n}`, currency: amount.currency },
    details: {},
    replaces: null,
  }
}

/** Every sample has ids of its own; its reference may be that of others. */
function fresh(provider: string, name: string): PayoutEvent {
  const event = sampleOf(provider, name) as PayoutEvent
  const reference = `order-${newUuid()}`
  return provider === "pivot"
    ? { ...event, reference, providerId: `${event.batchProviderId}:${reference}` }
    : { ...event, reference }
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
    const event = fresh(provider, name)
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
    const other = fresh(provider, name)
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
    const event = fresh(provider, name)
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
    const [before, after] = [fresh(provider, name), fresh(provider, name)]
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

test("announced again, alone or within a call, it is found and nothing is written", async () => {
  const event = fresh("xendit", "payout.succeeded")
  const alone = announcementOf(xendit, event)
  const first = await announce(alone, alone)
  expect(first).toMatchObject({ made: 1 })
  expect(first.payouts[0]?.id).toBe(first.payouts[1]?.id)
  expect((await announce(alone)).made).toBe(0)
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
  const audited = await hub.rows<{ after: { count: number; made: number } }>(
    "select after from audit_log where action = 'payout.announce' and object like 'po_%' order by id",
  )
  expect(audited.map(({ after }) => after.count)).toContain(2)
})

test("an announcement is known for ever, a webhook's reference for a week", async () => {
  const announced = fresh("xendit", "payout.succeeded")
  const heard = fresh("xendit", "payout.succeeded")
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

test("another amount than is known is a conflict, and nothing of the call is kept", async () => {
  const event = fresh("xendit", "payout.succeeded")
  const [{ id } = { id: "" }] = (await announce(announcementOf(xendit, event))).payouts
  const wrong = { ...announcementOf(xendit, event), amount: { value: "1", currency: "IDR" } }
  const other = announcementOf(xendit, fresh("xendit", "payout.succeeded"))
  for (const each of [wrong, { ...wrong, providerId: event.providerId }]) {
    await expect(announce(other, each)).rejects.toMatchObject({
      code: "announcement_conflict",
      detail: { index: 1, field: "amount" },
    })
  }
  expect(await payoutsOf(xendit, other.reference)).toEqual([])
  // An event of another amount is about it all the same: it is held, for a person.
  await hub.tell(xendit, { ...event, amount: { amount: 10_000n, currency: "IDR" } })
  await hub.settle()
  expect(await payoutsOf(xendit, event.reference)).toMatchObject([
    { id, status: "pending", provider_id: event.providerId },
  ])
  const items = await hub.rows(
    "select 1 from attention_items where subject_id = $1 and kind = $2",
    [id, "amount_mismatch"],
  )
  expect(items).toHaveLength(1)
})

test("a reference that may mean several payouts is a conflict that names them", async () => {
  const one = fresh("xendit", "payout.succeeded")
  const two = { ...fresh("xendit", "payout.succeeded"), reference: one.reference }
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
  const event = fresh("xendit", "payout.succeeded")
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
  await expect(announceAs(merchantId, [replacing])).rejects.toMatchObject({
    code: "announcement_invalid",
    detail: { field: "replaces" },
  })
})

test("Pivot: the request's uuid and the reference are the provider's id, and its batch", async () => {
  const source = await hub.addSource("pivot")
  const event = fresh("pivot", "payout.success")
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
  const event = fresh("adyen", "payout.thirdparty")
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
  const event = { ...fresh("adyen", "payout.thirdparty"), live: true }
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
  const event = fresh("xendit", "payout.succeeded")
  const failed = fresh("xendit", "payout.failed")
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
    announcementOf(xendit, fresh("xendit", "payout.succeeded")),
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
