import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createHubFixture, type HubFixture } from "../../../test/support/hub-fixture.ts"
import { createImporting, type Importing } from "../../../test/support/importing.ts"
import { lineOf, savedWebhooks } from "../../../test/support/saved-webhooks.ts"
import { reprocessMessage } from "../receive/release.ts"

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

describe("an imported message that was not understood", () => {
  test("is read once more at its own time, without telling anybody", async () => {
    const merchantId = await hub.addMerchant()
    const source = await hub.addSource("xendit", { merchantId, settings: { account: "another" } })
    const lines = savedWebhooks(source, { payouts: 1, seed: 21, from: FROM }).map(lineOf)
    const begun = await begin(source)
    const parkedAs = await takeAll(begun, lines)
    const { unrecognised } = parkedAs.counts
    expect(unrecognised).toBeGreaterThan(1)
    const parked = await hub.rows<{ message_id: string }>(
      "select message_id from parked where source_id = $1 order by message_id",
      [source.id],
    )
    const reprocess = (messageId: string) =>
      reprocessMessage(
        { pool: hub.settleContext.pool, keyring: hub.keyring, onCommitted: () => {} },
        { merchantId, messageId, actor: "key_test", reason: null },
      )
    const [first = { message_id: "" }] = parked
    expect(await reprocess(first.message_id)).toEqual({ outcome: "released" })
    const openItems = () =>
      hub.rows(
        "select 1 from attention_items where merchant_id = $1 and kind = 'unrecognised' and closed_at is null",
        [merchantId],
      )
    expect(await openItems()).toHaveLength(1)
    expect(await hub.rows("select 1 from parked where source_id = $1", [source.id])).toHaveLength(
      unrecognised,
    )

    await hub.rows("update sources set settings = '{}' where id = $1", [source.id])
    for (const { message_id: id } of parked) await reprocess(id)
    expect(await hub.rows("select 1 from parked where source_id = $1", [source.id])).toEqual([])
    expect(await openItems()).toEqual([])
    expect(await hub.rows("select 1 from unsettled where merchant_id = $1", [merchantId])).toEqual(
      [],
    )
    const done = await takeAll(begun, lines)
    const { applied, repeated, ignored } = done.counts
    expect({ sum: applied + repeated + ignored, left: done.counts.unrecognised }).toEqual({
      sum: lines.length,
      left: 0,
    })
    const history = await hub.rows<{ via: string; same: boolean }>(
      `select h.via, h.recorded_at = m.received_at as same from history h
       join messages m on m.id = h.message_id where m.source_id = $1`,
      [source.id],
    )
    expect(history.length).toBeGreaterThan(1)
    for (const entry of history) expect(entry).toEqual({ via: "import", same: true })
  })
})

describe("a line that cannot be applied", () => {
  test("is parked alone, and the others of its chunk go on in their order", async () => {
    const source = await hub.addSource("xendit")
    const lines = savedWebhooks(source, { payouts: 6, seed: 33, from: FROM }).map(lineOf)
    await hub.rows(`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin
        if new.provider_id = 'payout-33-3' then raise exception 'poison' using errcode = 'P0001'; end if;
        return new;
      end $$;
      create trigger refuse_poison before insert on payouts for each row execute function refuse_poison()`)
    try {
      const done = await takeAll(await begin(source), lines)
      expect(done.place).toBe(lines.length)
      const parked = await hub.rows<{ reason: string }>(
        "select reason from parked where source_id = $1",
        [source.id],
      )
      expect(new Set(parked.map(({ reason }) => reason))).toEqual(new Set(["settle_failed"]))
      expect(done.counts.unrecognised).toBe(parked.length)
      const payouts = await hub.rows("select 1 from payouts where source_id = $1", [source.id])
      expect(payouts).toHaveLength(5)
      const messages = await hub.rows("select 1 from messages where source_id = $1", [source.id])
      expect(messages).toHaveLength(lines.length)
    } finally {
      await hub.rows("drop function refuse_poison cascade")
    }
  })

  test("is none where two only waited for one another: they are taken once more", async () => {
    const source = await hub.addSource("xendit")
    const lines = savedWebhooks(source, { payouts: 2, seed: 35, from: FROM }).map(lineOf)
    await hub.rows(`
      create sequence deadlocks;
      create function deadlock_twice() returns trigger language plpgsql as $$
      begin
        if nextval('deadlocks') <= 2 then raise exception 'again' using errcode = '40P01'; end if;
        return new;
      end $$;
      create trigger deadlock_twice before insert on payouts for each row execute function deadlock_twice()`)
    try {
      const done = await takeAll(await begin(source), lines)
      expect(done).toMatchObject({ place: lines.length, counts: { unrecognised: 0, rejected: 0 } })
    } finally {
      await hub.rows("drop function deadlock_twice cascade; drop sequence deadlocks")
    }
  })

  test("is rejected when it cannot even be stored", async () => {
    const source = await hub.addSource("xendit")
    const lines = savedWebhooks(source, { payouts: 1, seed: 34, from: FROM }).map(lineOf)
    await hub.rows(`
      create function refuse_large() returns trigger language plpgsql as $$
      begin
        if new.headers ? 'x-poison' then raise exception 'poison' using errcode = 'P0001'; end if;
        return new;
      end $$;
      create trigger refuse_large before insert on messages for each row execute function refuse_large()`)
    try {
      const poison = Buffer.from('{"headers":{"x-poison":"1"},"body":"{}"}')
      const outcome = await take(await begin(source), 0, [
        ...lines.slice(0, 2),
        poison,
        ...lines.slice(2),
      ])
      expect(outcome).toMatchObject({
        outcome: "taken",
        import: { place: lines.length + 1, counts: { rejected: 1 } },
        rejected: [{ line: 2 }],
      })
    } finally {
      await hub.rows("drop function refuse_large cascade")
    }
  })
})
