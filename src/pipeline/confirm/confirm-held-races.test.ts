import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"

import {
  API_CREDENTIALS,
  createConfirmingHub,
  xenditNews as news,
  type ConfirmingHub,
} from "../../../test/support/confirming.ts"
import { webhookOf } from "../../../test/support/hub-fixture.ts"
import { says, type VendorQuestion } from "../../../test/support/misbehaving-vendor.ts"
import { NOT_FOUND, V2 } from "../../../test/support/xendit-answers.ts"
import { newUuid } from "../../ids.ts"
import { changeSource } from "../../merchants/change-source.ts"
import type { Source } from "../../merchants/source.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { claimHeldEvents } from "../../reconcile/claim-held-events.ts"
import { startConfirming } from "./confirm-loop.ts"
import { followSourceChange } from "./follow-source-change.ts"
import { lookAtHeld } from "./look-at-held.ts"
import { releaseMessage } from "../receive/release.ts"

let hub: ConfirmingHub
let source: Source
beforeAll(async () => {
  hub = await createConfirmingHub()
})
beforeEach(async () => {
  source = await hub.addConfirmed("xendit")
  hub.vendor.questions.length = 0
  hub.vendor.answer = () => NOT_FOUND
  hub.metrics.confirmations.reset()
})
afterEach(async () => {
  await hub.rows("update clock set ahead = interval '0'")
  await hub.rows("delete from held_events")
})
afterAll(async () => await hub.close())

async function told(...events: readonly PayoutEvent[]): Promise<PayoutEvent> {
  for (const event of events) await hub.tell(source, event)
  await hub.settle()
  const [first] = events
  if (first === undefined) throw new Error("nothing was told")
  return first
}

/** The API says this of every payout. */
function apiSays(status: string, changes: object = {}): void {
  hub.vendor.answer = ({ path }: VendorQuestion) =>
    says(200, { ...V2, id: path.split("/").at(-1), status, ...changes })
}

test("many processes ask about it once, and it is believed once", async () => {
  apiSays("SUCCEEDED")
  await told(news(), news(), news())
  await Promise.all(Array.from({ length: 6 }, () => hub.confirm(source)))
  expect(hub.vendor.questions).toHaveLength(3)
  expect(await hub.payouts(source)).toHaveLength(3)
  expect(await hub.outcomes()).toEqual({ confirmed: 3 })
})

test("a process that dies while it asks costs a gap", async () => {
  await told(news())
  const key = { merchantId: source.merchantId, sourceId: source.id }
  expect(await claimHeldEvents(hub.context.pool, key, 5)).toHaveLength(1)
  apiSays("SUCCEEDED")
  expect(await hub.confirm(source)).toBe(0)
  await hub.advance("5 seconds")
  await hub.confirm(source)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
})

test("the two ways of one payout at the same moment never wait for one another for ever", async () => {
  apiSays("SUCCEEDED")
  for (let round = 0; round < 10; round += 1) {
    const event = news()
    await told(event)
    const processing = news({ providerId: event.providerId, status: "pending" })
    await hub.tell(source, processing)
    await hub.tell(source, event, { sentAt: `2026-11-21T10:00:${round + 10}Z` })
    await Promise.all([hub.confirm(source), hub.settle(), hub.confirm(source)])
    while ((await hub.confirm(source)) > 0) {
      // until all of it is confirmed
    }
  }
  expect(await hub.held(source)).toEqual([])
  expect((await hub.payouts(source)).every(({ status }) => status === "paid")).toBe(true)
  expect(await hub.payouts(source)).toHaveLength(10)
})

test("two that claim at the same moment share what is due", async () => {
  await told(news(), news())
  const key = { merchantId: source.merchantId, sourceId: source.id }
  const second = await inTransaction(hub.database.pool, async (client) => {
    expect(await claimHeldEvents(client, key, 1)).toHaveLength(1)
    const claiming = claimHeldEvents(hub.context.pool, key, 5)
    claiming.catch(() => {})
    return { claiming }
  })
  expect(await second.claiming).toHaveLength(1)
})

test("what the ledger knows goes before ids that nobody knows, however many those are", async () => {
  const known = await told(news({ status: "pending" }))
  await told(news({ providerId: known.providerId }))
  for (let forged = 0; forged < 40; forged += 1) await hub.tell(source, news())
  await hub.settle()
  expect((await hub.held(source))[0]).toMatchObject({ priority: 0 })
  hub.vendor.answer = ({ path }) =>
    path.endsWith(known.providerId)
      ? says(200, { ...V2, id: known.providerId, status: "SUCCEEDED" })
      : NOT_FOUND
  await hub.confirm(source)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
})

test("what the ledger comes to know while it is held goes before them as well", async () => {
  const late = await told(news())
  expect(await hub.held(source)).toMatchObject([{ priority: 2 }])
  await told(news({ providerId: late.providerId, status: "pending" }))
  expect(await hub.held(source)).toMatchObject([{ priority: 0 }])
})

test("one read settles all that is held of what it told of, due or not", async () => {
  apiSays("REQUESTED")
  const first = await told(news())
  await hub.confirm(source)
  apiSays("SUCCEEDED")
  await told(news({ providerId: first.providerId, status: "failed" }))
  hub.vendor.questions.length = 0
  await hub.confirm(source)
  expect(hub.vendor.questions).toHaveLength(1)
  expect(await hub.held(source)).toEqual([])
  expect(await hub.outcomes()).toEqual({ confirmed: 1, contradicted: 1 })
})

test("a storm costs no more calls than the source may make", async () => {
  source = await hub.addConfirmed("xendit", { settings: { calls_per_second: 5 } })
  // By such an id two APIs are asked: more calls than were foreseen.
  for (let forged = 0; forged < 20; forged += 1) {
    await hub.tell(source, news({ providerId: newUuid() }))
  }
  await hub.settle()
  const begunMs = performance.now()
  for (let step = 0; step < 2; step += 1) await hub.confirm(source)
  const seconds = (performance.now() - begunMs) / 1_000
  expect(hub.vendor.questions.length).toBeGreaterThanOrEqual(20)
  expect(hub.vendor.questions.length).toBeLessThanOrEqual(5 * seconds + 8)
})

test("calls that were not foreseen are paid for, in all processes", async () => {
  source = await hub.addConfirmed("xendit", { settings: { calls_per_second: 1 } })
  await told(news({ providerId: newUuid() }))
  await hub.confirm(source)
  expect(hub.vendor.questions).toHaveLength(2)
  const [budget] = await hub.rows<{ is_spent: boolean }>(
    `select free_at > paidout_server_now() - interval '2 seconds' as is_spent from call_budgets
     where source_id = $1`,
    [source.id],
  )
  expect(budget).toEqual({ is_spent: true })
})

test("a key that was mended is tried at once", async () => {
  source = await hub.addConfirmed("xendit", { credentials: null })
  await told(news())
  expect(await hub.confirm(source)).toBe(0)
  apiSays("SUCCEEDED")
  await changeSource(hub.database.pool, hub.keyring, {
    ...{ merchantId: source.merchantId, id: source.id, actor: "test" },
    decide: () => ({ credentials: API_CREDENTIALS["xendit"] ?? null }),
    onChanged: followSourceChange,
  })
  await hub.confirm(source)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
})

test("a key that is mended while the old one is being refused is tried at once, too", async () => {
  const { merchantId } = source
  await told(news())
  hub.vendor.answer = () => (response) => {
    void changeSource(hub.database.pool, hub.keyring, {
      ...{ merchantId, id: source.id, actor: "operator" },
      decide: () => ({ credentials: API_CREDENTIALS["xendit"] ?? {} }),
      onChanged: followSourceChange,
    }).then(() => says(401, { error_code: "INVALID_API_KEY" })(response))
  }
  await hub.confirm(source)
  expect((await hub.held(source))[0]?.due_in).toBeLessThanOrEqual(0)
})

test("raw endpoints get their copy at once, others hear of it when it is confirmed", async () => {
  const inserted = `insert into endpoints (merchant_id, id, url, event_types, dialect, version, ordering,
    state, secrets_sealed) values ($1, $2, 'https://example.com/', '{*}', $3, '2026-11-21', 'none',
    'active', '')`
  const ids = new Map([
    ["raw", newUuid()],
    ["paidout", newUuid()],
  ])
  for (const [dialect, id] of ids) await hub.rows(inserted, [hub.merchantId, id, dialect])
  const count = async (dialect: string) =>
    (await hub.rows("select 1 from deliveries where endpoint_id = $1", [ids.get(dialect)])).length
  apiSays("SUCCEEDED")
  await told(news())
  expect([await count("raw"), await count("paidout")]).toEqual([1, 0])
  await hub.confirm(source)
  expect([await count("raw"), await count("paidout")]).toEqual([1, 1])
  await hub.rows("update endpoints set deleted_at = paidout_now()")
})

test("a refused webhook that an operator releases by force is confirmed as well", async () => {
  const { body, headers } = webhookOf(source, news())
  await hub.send(source, { headers: { ...headers, "x-callback-token": ["another"] }, body })
  const [parked] = await hub.rows<{ message_id: string }>(
    "select message_id from parked where source_id = $1",
    [source.id],
  )
  const outcome = await releaseMessage(
    { pool: hub.database.pool, keyring: hub.keyring, onCommitted: () => {} },
    {
      ...{ merchantId: source.merchantId, messageId: parked?.message_id ?? "", actor: "test" },
      ...{ force: true, reason: null },
    },
  )
  expect(outcome).toEqual({ outcome: "released" })
  await hub.settle()
  expect(await hub.payouts(source)).toEqual([])
  expect(await hub.held(source)).toHaveLength(1)
})

test("what cannot be written down is asked about again, and holds up no other", async () => {
  apiSays("SUCCEEDED")
  const [bad, good] = [news(), news()]
  await told(bad, good)
  await hub.rows(
    `create function refuse_one() returns trigger language plpgsql as $$
     begin raise exception 'not this one'; end $$`,
  )
  await hub.rows(
    `create trigger refuse_one before insert on payouts for each row
     when (new.provider_id = '${bad.providerId}') execute function refuse_one()`,
  )
  await hub.confirm(source)
  expect(await hub.payouts(source)).toMatchObject([{ status: "paid" }])
  expect(await hub.held(source)).toMatchObject([{ provider_id: bad.providerId, tries: 1 }])
  expect(await hub.rows("select 1 from readings where source_id = $1", [source.id])).toHaveLength(1)
  await hub.rows("drop trigger refuse_one on payouts")
  await hub.advance("5 seconds")
  await hub.confirm(source)
  expect(await hub.payouts(source)).toHaveLength(2)
})

test("a source whose API hangs holds up no other, and the loop stops in time", async () => {
  const hanging = source
  source = await hub.addConfirmed("xendit")
  const stuck = news()
  await hub.tell(hanging, stuck)
  await told(news())
  hub.vendor.answer = ({ path }) => {
    const id = path.split("/").at(-1)
    return id === stuck.providerId ? () => {} : says(200, { ...V2, id, status: "SUCCEEDED" })
  }
  const loop = startConfirming({ ...hub.context, pollMs: 20 })
  await expect.poll(() => hub.payouts(source), { timeout: 10_000 }).toHaveLength(1)
  expect(loop.isAsking).toBe(true)
  expect(await lookAtHeld(hub.context.pool)).toMatchObject({ isBusy: false })
  const begunMs = performance.now()
  await loop.stop()
  expect(performance.now() - begunMs).toBeLessThan(15_000)
})

test("a source of which much is held, and one that is always first, hold up no other", async () => {
  const mountain = source
  source = await hub.addConfirmed("xendit")
  for (let count = 0; count < 15; count += 1) await hub.tell(mountain, news())
  await told(news())
  hub.vendor.answer = ({ path }) =>
    says(200, { ...V2, id: path.split("/").at(-1), status: "SUCCEEDED" })
  const asked: string[] = []
  const { asker } = hub.context
  const find: typeof asker.find = (key) => {
    asked.push(key.sourceId)
    return asker.find(key)
  }
  const loop = startConfirming({ ...hub.context, asker: { find }, pollMs: 20, lanesMax: 1 })
  await expect.poll(() => hub.payouts(mountain), { timeout: 20_000 }).toHaveLength(15)
  await expect.poll(() => hub.payouts(source), { timeout: 10_000 }).toHaveLength(1)
  await loop.stop()
  expect(asked.slice(0, 2).toSorted()).toEqual([mountain.id, source.id].toSorted())
})
