import { readFileSync } from "node:fs"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import {
  createHubFixture,
  sampleOf,
  webhookOf,
  type HubFixture,
} from "../../../test/support/hub-fixture.ts"
import type { EndpointSettings, EndpointState } from "../../delivery/endpoint.ts"
import { sealEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import { thawRequest } from "../../delivery/frozen-request.ts"
import { insertEndpoint } from "../../delivery/insert-endpoint.ts"
import { idText, newUuid } from "../../ids.ts"
import type { Source } from "../../merchants/source.ts"
import type { WebhookRequest } from "../../providers/provider.ts"
import { releaseMessage, reprocessMessage } from "../receive/release.ts"
import { settleMessages } from "../settle.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())
beforeEach(async () => {
  await hub.settle()
  await hub.database.pool.query("update endpoints set deleted_at = paidout_now()")
})

async function addRaw(
  options: { merchantId?: string; settings?: EndpointSettings; state?: EndpointState } = {},
): Promise<string> {
  const { merchantId = hub.merchantId, settings = {}, state = "active" } = options
  const key = await hub.keyring.sealingKey(merchantId)
  const { id } = await insertEndpoint(hub.database.pool, {
    merchantId,
    id: newUuid(),
    url: "https://example.com/",
    description: null,
    eventTypes: ["*"],
    dialect: "raw",
    version: "1",
    ordering: "none",
    settings,
    secretsSealed: sealEndpointSecrets(key, { secrets: [], basic: null }),
    hasBasic: false,
  })
  await hub.database.pool.query("update endpoints set state = $2 where id = $1", [id, state])
  return id
}

interface Row {
  readonly merchant_id: string
  readonly subject: string
  readonly subject_id: string
  readonly event_id: string
  readonly type: string
  readonly wire_event: string | null
  readonly state: string
  readonly due: boolean
  readonly body_sealed: Buffer
}
const deliveriesOf = (endpointId: string) =>
  hub.rows<Row>(
    `select d.*, b.body_sealed, q.delivery_id is not null as due
     from deliveries d
     join event_bodies b using (merchant_id, event_id, format)
     left join due_deliveries q on q.delivery_id = d.id
     where d.endpoint_id = $1 order by d.id`,
    [endpointId],
  )
const wireEventsOf = async (endpointId: string) =>
  (await deliveriesOf(endpointId)).map((row) => row.wire_event)

const key = { "x-api-key": ["pivot-callback-key-0001"] }
const topUp: WebhookRequest = {
  headers: key,
  body: readFileSync(new URL("../../providers/pivot/fixtures/other-top-up.json", import.meta.url)),
}
const gibberish: WebhookRequest = { headers: key, body: Buffer.from([0, 255, 254, 13, 10]) }
const sample = (source: Source, name = "payout.success") =>
  webhookOf(source, sampleOf(source.provider, name))

async function tell(source: Source, ...requests: readonly WebhookRequest[]): Promise<void> {
  for (const request of requests) await hub.send(source, request)
  await hub.settle()
}

const asOperator = () => ({
  context: { pool: hub.database.pool, keyring: hub.keyring, onCommitted: () => {} },
  actor: { merchantId: hub.merchantId, actor: "key_test", reason: null },
})
async function parkedOf(source: Source) {
  const [row] = await hub.rows<{ message_id: string; reason: string; forwarded: boolean }>(
    "select message_id, reason, forwarded from parked where source_id = $1",
    [source.id],
  )
  return row
}
async function reprocess(source: Source) {
  const { context, actor } = asOperator()
  const messageId = (await parkedOf(source))?.message_id ?? ""
  expect(await reprocessMessage(context, { ...actor, messageId })).toEqual({ outcome: "released" })
  await hub.settle()
}

describe("a raw endpoint gets one delivery of each authentic message", () => {
  test("whatever Paidout makes of it: events, nothing, or no sense", async () => {
    const source = await hub.addSource("pivot")
    const endpoint = await addRaw()
    await tell(source, sample(source), topUp, gibberish)
    expect(await wireEventsOf(endpoint)).toEqual([
      "PAYOUT.SUCCESS",
      "MERCHANT-TOP-UP.SUCCESS",
      null,
    ])
    const messages = await hub.rows<{ id: string }>(
      "select id from messages where source_id = $1 order by id",
      [source.id],
    )
    expect(await deliveriesOf(endpoint)).toMatchObject(
      messages.map(({ id }) => ({
        subject: "message",
        subject_id: id,
        event_id: id,
        type: "message",
        state: "queued",
        due: true,
      })),
    )
  })

  test("as often as it comes, however often that is", async () => {
    const source = await hub.addSource("pivot")
    const endpoint = await addRaw()
    const request = sample(source)
    await tell(source, request, request)
    await tell(source, request)
    expect(await deliveriesOf(endpoint)).toHaveLength(3)
  })

  test("with several events in it, once", async () => {
    const source = await hub.addSource("adyen")
    const endpoint = await addRaw()
    const [one, other] = ["payout.thirdparty", "payout.decline"].map((name) =>
      JSON.parse(Buffer.from(sample(source, name).body).toString("utf8")),
    )
    const both = {
      ...one,
      notificationItems: [...one.notificationItems, ...other.notificationItems],
    }
    await tell(source, { headers: {}, body: Buffer.from(JSON.stringify(both)) })
    expect(
      await hub.rows(
        "select 1 from history h join payouts p on p.id = h.subject_id where p.source_id = $1",
        [source.id],
      ),
    ).toHaveLength(2)
    expect(await wireEventsOf(endpoint)).toEqual(["PAYOUT_THIRDPARTY"])
  })

  test("only of its merchant and of the sources that it names", async () => {
    const merchantId = await hub.addMerchant()
    const [named, other] = [await hub.addSource("pivot"), await hub.addSource("pivot")]
    const foreign = await hub.addSource("pivot", { merchantId })
    const all = await addRaw()
    const some = await addRaw({ settings: { source_ids: [idText("source", named.id)] } })
    const theirs = await addRaw({ merchantId })
    // In one batch, so that only the look at each message tells them apart.
    for (const source of [named, other, foreign]) await hub.send(source, topUp)
    await hub.settle()
    const counts = [all, some, theirs].map(async (id) => (await deliveriesOf(id)).length)
    expect(await Promise.all(counts)).toEqual([2, 1, 1])
  })

  test("for a resend, while it is disabled", async () => {
    const source = await hub.addSource("pivot")
    const endpoint = await addRaw({ state: "disabled" })
    await tell(source, topUp)
    expect(await deliveriesOf(endpoint)).toMatchObject([{ state: "missed", due: false }])
  })

  test("and several share the bytes, which hold no credential", async () => {
    const source = await hub.addSource("pivot")
    const endpoints = [await addRaw(), await addRaw()]
    const headers = { ...key, host: ["hub"], "x-twice": ["1", "2"] }
    await tell(source, { ...topUp, headers })
    const [[first], [second]] = (await Promise.all(endpoints.map(deliveriesOf))) as [Row[], Row[]]
    expect(first?.body_sealed).toEqual(second?.body_sealed)
    const opened = await hub.keyring.open(hub.merchantId, first?.body_sealed ?? Buffer.alloc(0))
    expect(opened.includes("pivot-callback-key-0001")).toBe(false)
    const { body, ...head } = thawRequest(opened)
    expect(body.equals(topUp.body)).toBe(true)
    expect(head).toEqual({
      sourceId: source.id,
      headers: { "x-api-key": [expect.stringMatching(/^hmac:/)], "x-twice": ["1", "2"] },
    })
  })
})

describe("a parked message is handed on once", () => {
  test("quarantined: when it is released", async () => {
    const source = await hub.addSource("pivot")
    const endpoint = await addRaw()
    await tell(source, { ...topUp, headers: { "x-api-key": ["another"] } })
    expect(await deliveriesOf(endpoint)).toEqual([])
    const { context, actor } = asOperator()
    const messageId = (await parkedOf(source))?.message_id ?? ""
    const release = { ...actor, messageId, force: true }
    expect(await releaseMessage(context, release)).toEqual({ outcome: "released" })
    await hub.settle()
    expect(await wireEventsOf(endpoint)).toEqual(["MERCHANT-TOP-UP.SUCCESS"])
  })

  test("unrecognised: when it came, not again when it is reprocessed", async () => {
    const source = await hub.addSource("pivot")
    const endpoint = await addRaw()
    await tell(source, gibberish)
    await addRaw()
    await reprocess(source)
    await reprocess(source)
    expect(await parkedOf(source)).toMatchObject({ reason: "body_malformed", forwarded: true })
    expect(await deliveriesOf(endpoint)).toHaveLength(1)
    expect(
      await hub.rows("select 1 from deliveries where event_id = $1", [
        (await parkedOf(source))?.message_id,
      ]),
    ).toHaveLength(1)
  })

  test("one that the ledger fails on: all the same, and not again once it is mended", async () => {
    const source = await hub.addSource("pivot")
    const endpoint = await addRaw()
    await hub.database.pool.query(
      `create function poison() returns trigger language plpgsql as
         $$ begin raise exception 'poison'; end $$;
       create trigger poison before insert on history for each row execute function poison()`,
    )
    try {
      await tell(source, sample(source), topUp)
    } finally {
      await hub.database.pool.query("drop trigger poison on history; drop function poison")
    }
    expect(await parkedOf(source)).toMatchObject({ reason: "settle_failed", forwarded: true })
    expect(await deliveriesOf(endpoint)).toHaveLength(2)
    await reprocess(source)
    expect(await parkedOf(source)).toBeUndefined()
    expect(await deliveriesOf(endpoint)).toHaveLength(2)
  })

  test("one whose bytes cannot be opened: once they can", async () => {
    const source = await hub.addSource("pivot")
    const endpoint = await addRaw()
    await hub.send(source, topUp)
    const break_ =
      "update messages set body_sealed = set_byte(body_sealed, 20, (get_byte(body_sealed, 20) + 128) % 256) where source_id = $1"
    await hub.database.pool.query(break_, [source.id])
    await hub.settle()
    expect(await parkedOf(source)).toMatchObject({ reason: "settle_failed", forwarded: false })
    expect(await deliveriesOf(endpoint)).toEqual([])
    await hub.database.pool.query(break_, [source.id])
    await reprocess(source)
    expect(await wireEventsOf(endpoint)).toEqual(["MERCHANT-TOP-UP.SUCCESS"])
  })
})

test("a message and its delivery are stored together or not at all", async () => {
  const source = await hub.addSource("pivot")
  const endpoint = await addRaw()
  await hub.send(source, topUp)
  await hub.database.pool.query("alter table due_deliveries rename to due_deliveries_away")
  await expect(hub.settle()).rejects.toThrow("due_deliveries")
  await hub.database.pool.query("alter table due_deliveries_away rename to due_deliveries")
  expect(await deliveriesOf(endpoint)).toEqual([])
  expect(await hub.rows("select 1 from unsettled where source_id = $1", [source.id])).toHaveLength(
    1,
  )
  await hub.settle()
  expect(await deliveriesOf(endpoint)).toHaveLength(1)
})

test("two workers at once hand on each message once, and wake those who send", async () => {
  const source = await hub.addSource("pivot")
  const endpoint = await addRaw()
  for (let index = 0; index < 40; index += 1) await hub.send(source, topUp)
  let woken = 0
  const context = { ...hub.settleContext, onDeliveriesQueued: () => (woken += 1) }
  const worker = async () => {
    while ((await settleMessages(context, 7)) > 0) {
      // until the queue is empty
    }
  }
  await Promise.all([worker(), worker()])
  const rows = await deliveriesOf(endpoint)
  expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(40)
  expect(rows).toHaveLength(40)
  expect(woken).toBeGreaterThan(0)
})
