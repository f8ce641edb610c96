import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createHubFixture, webhookOf, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { ledgerCopy } from "../../../test/support/ledger-copy.ts"
import { createImporting, type Importing } from "../../../test/support/importing.ts"
import { lineOf, savedWebhooks } from "../../../test/support/saved-webhooks.ts"
import { sampleOf } from "../../../test/support/hub-fixture.ts"
import type { PayoutEvent } from "../../payout/event.ts"
import { PROVIDERS } from "../../providers/index.ts"
import { chainLine } from "./import-line.ts"

let hub: HubFixture
let importing: Importing
beforeAll(async () => {
  hub = await createHubFixture()
  importing = createImporting(hub)
})
afterAll(() => hub.close())

const FROM = "2026-01-05T10:00:00.000Z"

const begin: Importing["begin"] = (...asked) => importing.begin(...asked)
const take: Importing["take"] = (...asked) => importing.take(...asked)
const takeAll: Importing["takeAll"] = (...asked) => importing.takeAll(...asked)

describe("an import leaves the ledger that receiving would have left", () => {
  for (const { name } of PROVIDERS) {
    test(`of ${name}, in one go or in parts that are brought twice`, async () => {
      const owners = await Promise.all([hub.addMerchant(), hub.addMerchant(), hub.addMerchant()])
      const [live, whole, parts] = await Promise.all(
        owners.map((merchantId) => hub.addSource(name, { merchantId })),
      )
      if (live === undefined || whole === undefined || parts === undefined) throw new Error()
      const saved = savedWebhooks(live, { payouts: 25, seed: 7, from: FROM })
      for (const { request } of saved) {
        expect(await hub.send(live, request)).toMatchObject({ outcome: "accepted" })
      }
      await hub.settle()
      const lines = saved.map(lineOf)

      const begun = await begin(whole)
      const done = await takeAll(begun, lines)
      const { applied, repeated, ignored, unrecognised, rejected } = done.counts
      expect(done.place).toBe(lines.length)
      expect(applied + repeated + ignored + unrecognised + rejected).toBe(lines.length)
      expect(done.verified).toBe(lines.length)
      expect(done.contentHash).toEqual(lines.reduce(chainLine, Buffer.alloc(32)))

      const inParts = await begin(parts)
      for (let from = 0; from < lines.length; from += 13) {
        const [first, second] = await Promise.all([
          take(inParts, from, lines.slice(from, from + 13)),
          take(inParts, Math.max(0, from - 5), lines.slice(Math.max(0, from - 5), from + 9)),
        ])
        expect([first.outcome, second.outcome]).toEqual(["taken", "taken"])
      }
      const expected = await ledgerCopy(hub.database.pool, live)
      expect(Object.values(expected).flat().length).toBeGreaterThan(100)
      expect(await ledgerCopy(hub.database.pool, whole)).toEqual(expected)
      expect(await ledgerCopy(hub.database.pool, parts)).toEqual(expected)
      const again = await takeAll(inParts, lines)
      expect(again).toMatchObject({
        place: lines.length,
        counts: done.counts,
        verified: done.verified,
      })
      const messages = await hub.rows(
        "select 1 from messages where merchant_id = any ($1) and source_id = any ($2)",
        [owners, [parts.id]],
      )
      expect(messages).toHaveLength(lines.length)
    })
  }
})

describe("an import", () => {
  test("is told at its own times, under an id of that time, and marked as imported", async () => {
    const source = await hub.addSource("xendit")
    const lines = savedWebhooks(source, { payouts: 1, seed: 1, from: FROM }).map(lineOf)
    await takeAll(await begin(source), lines)
    const [payout] = await hub.rows<{ id: string; created_at: Date; at_id: boolean }>(
      `select id, created_at, id >= uuid_at(created_at) and id < uuid_at(created_at + interval '1 ms') as at_id
       from payouts where source_id = $1`,
      [source.id],
    )
    expect(payout).toMatchObject({ created_at: new Date(FROM), at_id: true })
    const history = await hub.rows<{
      via: string
      recorded_at: Date
      received_at: Date
      fresh: boolean
    }>(
      `select h.via, h.recorded_at, m.received_at, h.id > uuid_at(now() - interval '1 hour') as fresh
       from history h join messages m on m.id = h.message_id where h.subject_id = $1`,
      [payout?.id],
    )
    expect(history.length).toBeGreaterThan(2)
    for (const entry of history) {
      expect(entry).toMatchObject({ via: "import", fresh: true, recorded_at: entry.received_at })
    }
  })

  test("says where it stands when lines before these are missing, and changes nothing", async () => {
    const source = await hub.addSource("xendit")
    const lines = savedWebhooks(source, { payouts: 2, seed: 3, from: FROM }).map(lineOf)
    const begun = await begin(source)
    const outcome = await take(begun, 4, lines.slice(4))
    expect(outcome).toMatchObject({ outcome: "gap", import: { place: 0 } })
    expect(await hub.rows("select 1 from messages where source_id = $1", [source.id])).toEqual([])
  })

  test("waits for the lines before these while they are on their way", async () => {
    const source = await hub.addSource("xendit")
    const lines = savedWebhooks(source, { payouts: 2, seed: 3, from: FROM }).map(lineOf)
    const begun = await begin(source)
    const [second, first] = await Promise.all([
      take(begun, 4, lines.slice(4)),
      take(begun, 0, lines.slice(0, 4)),
    ])
    expect(first).toMatchObject({ outcome: "taken", import: { place: 4 } })
    expect(second).toMatchObject({ outcome: "taken", import: { place: lines.length } })
  })

  test("parks what is not understood, with one attention item for all of it", async () => {
    const source = await hub.addSource("xendit")
    const foreign = await hub.addSource("adyen")
    const lines = savedWebhooks(foreign, { payouts: 2, seed: 5, from: FROM }).map(lineOf)
    const begun = await begin(source)
    const half = lines.length >> 1
    await take(begun, 0, lines.slice(0, half))
    const done = await take(begun, half, lines.slice(half))
    expect(done).toMatchObject({ import: { counts: { unrecognised: lines.length }, verified: 0 } })
    const items = await hub.rows("select kind from attention_items where source_id = $1", [
      source.id,
    ])
    expect(items).toEqual([{ kind: "unrecognised" }])
    const parked = await hub.rows("select 1 from parked where source_id = $1", [source.id])
    expect(parked).toHaveLength(lines.length)
  })

  test("names lines that hold no webhook and goes on behind them", async () => {
    const source = await hub.addSource("xendit")
    const [good = Buffer.alloc(0)] = savedWebhooks(source, { payouts: 1, seed: 1, from: FROM }).map(
      lineOf,
    )
    const outcome = await take(await begin(source), 0, [
      Buffer.from('{"received_at":"yesterday","body":"{}"}'),
      good,
      Buffer.from('{"received_at":"2999-01-01T00:00:00Z","body":"{}"}'),
      Buffer.from('{"body_base64":"?"}'),
    ])
    expect(outcome).toMatchObject({
      outcome: "taken",
      import: { place: 4, counts: { applied: 1, rejected: 3 } },
      rejected: [{ line: 0 }, { line: 2, why: "received_at is in the future" }, { line: 3 }],
    })
  })

  test("opens nothing for what failed long ago, and delivers nothing unless asked to", async () => {
    const endpointOf = async (merchantId: string) =>
      hub.rows(
        `insert into endpoints (merchant_id, id, url, event_types, dialect, version, ordering, state, secrets_sealed)
         values ($1, gen_random_uuid(), 'https://example.com', '{*}', 'paidout', '2026-11-21', 'none', 'active', '\\x')`,
        [merchantId],
      )
    for (const isQuiet of [true, false]) {
      const merchantId = await hub.addMerchant()
      await endpointOf(merchantId)
      const source = await hub.addSource("xendit", { merchantId })
      const event = sampleOf("xendit", "payout.failed")
      const saved = { request: webhookOf(source, event), receivedAt: FROM }
      await takeAll(await begin(source, "f", isQuiet), [lineOf(saved)])
      const deliveries = await hub.rows("select 1 from deliveries where merchant_id = $1", [
        merchantId,
      ])
      expect(deliveries).toHaveLength(isQuiet ? 0 : 1)
      expect(
        await hub.rows("select 1 from attention_items where merchant_id = $1", [merchantId]),
      ).toEqual([])
    }
  })

  test("lets silence speak quietly, once the rest had the time to come, until somebody hears of it", async () => {
    const source = await hub.addSource("adyen")
    const event = sampleOf("adyen", "payout.thirdparty")
    const saved = { request: webhookOf(source, event), receivedAt: FROM }
    await takeAll(await begin(source), [lineOf(saved)])
    const timers = () =>
      hub.rows(
        `select is_quiet, due_at > now() + interval '50 minutes' as waits from silence_timers
         where source_id = $1`,
        [source.id],
      )
    expect(await timers()).toEqual([{ is_quiet: true, waits: true }])
  })

  test("is asked for quietly, by its own age, until a live webhook tells of it", async () => {
    const source = await hub.addSource("adyen")
    const [received, authorised] = ["transfer.received", "transfer.authorised"].map((name) => ({
      ...(sampleOf("adyen", name) as PayoutEvent),
      providerId: "transfer-of-this-test",
      aliases: [],
    }))
    if (received === undefined || authorised === undefined) throw new Error()
    const saved = { request: webhookOf(source, received), receivedAt: FROM }
    await takeAll(await begin(source), [lineOf(saved)])
    const polls = () =>
      hub.rows(
        `select is_quiet, since, due_at > now() + interval '50 minutes' as waits from polls
         where source_id = $1`,
        [source.id],
      )
    expect(await polls()).toEqual([{ is_quiet: true, since: new Date(FROM), waits: true }])
    await hub.tell(source, authorised)
    await hub.settle()
    expect(await polls()).toMatchObject([{ is_quiet: false }])
  })

  test("brought after newer ones stays below them: nothing moves back in time", async () => {
    const source = await hub.addSource("adyen")
    const told = ["transfer.received", "transfer.authorised", "transfer.credited"].map((name) => ({
      ...(sampleOf("adyen", name) as PayoutEvent),
      providerId: "transfer-told-backwards",
      aliases: [],
    }))
    const lines = told.map((event, index) =>
      lineOf({
        request: webhookOf(source, event),
        receivedAt: new Date(Date.parse(FROM) + index * 60_000).toISOString(),
      }),
    )
    await takeAll(await begin(source, "newer"), lines.slice(1, 2))
    await takeAll(
      await begin(source, "newest and oldest"),
      [lines[2], lines[0]].map((line) => line ?? Buffer.alloc(0)),
    )
    const [payout] = await hub.rows<{ status: string; updated_at: Date }>(
      "select status, updated_at from payouts where source_id = $1",
      [source.id],
    )
    expect(payout).toEqual({ status: "paid", updated_at: new Date("2026-01-05T10:02:00.000Z") })
    const reversed = {
      ...(sampleOf("adyen", "transfer.returned") as PayoutEvent),
      order: "9",
      providerId: "transfer-told-backwards",
      aliases: [],
    }
    await takeAll(await begin(source, "a clock that was behind"), [
      lineOf({ request: webhookOf(source, reversed), receivedAt: FROM }),
    ])
    expect(
      await hub.rows("select status, updated_at from payouts where source_id = $1", [source.id]),
    ).toEqual([{ status: "reversed", updated_at: new Date("2026-01-05T10:02:00.000Z") }])
  })

  test("is stored sealed and without credentials", async () => {
    const source = await hub.addSource("xendit")
    const [saved] = savedWebhooks(source, { payouts: 1, seed: 9, from: FROM })
    if (saved === undefined) throw new Error("no webhook")
    await takeAll(await begin(source), [lineOf(saved)])
    const [row] = await hub.rows<{ headers: object; body_sealed: Buffer; is_verified: boolean }>(
      "select headers, body_sealed, is_verified from messages where source_id = $1",
      [source.id],
    )
    expect(JSON.stringify(row?.headers)).not.toContain("xendit-callback-token-0001")
    expect(await hub.keyring.open(source.merchantId, row?.body_sealed ?? Buffer.alloc(0))).toEqual(
      Buffer.from(saved.request.body),
    )
    expect(row?.is_verified).toBe(true)
  })
})
