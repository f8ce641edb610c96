import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  createHubFixture,
  sampleOf,
  webhookOf,
  type HubFixture,
} from "../../test/support/hub-fixture.ts"
import type { PayoutEvent } from "../payout/event.ts"
import { PROVIDERS } from "../providers/index.ts"
import { settleMessages } from "./settle.ts"

let hub: HubFixture
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())

interface HistoryRow {
  applied: boolean
  sequence: number | null
  status: string
  refused_because: string | null
  type: string | null
}

const historyOf = (subjectId: string) =>
  hub.rows<HistoryRow>(
    `select applied, sequence, status, refused_because, type from history
     where merchant_id = $1 and subject_id = $2 order by id`,
    [hub.merchantId, subjectId],
  )

const payoutBy = async (providerId: string) => {
  const [row] = await hub.rows<Record<string, unknown>>(
    `select * from payouts where merchant_id = $1 and provider_id = $2`,
    [hub.merchantId, providerId],
  )
  if (row === undefined) throw new Error(`no payout ${providerId}`)
  return row
}

describe("a webhook moves the ledger", () => {
  for (const provider of PROVIDERS) {
    test(`every sample of ${provider.name} is settled and understood`, async () => {
      const source = await hub.addSource(provider.name)
      for (const name of Object.keys(provider.samples)) {
        const event = sampleOf(provider.name, name)
        expect(await hub.tell(source, event)).toMatchObject({ outcome: "accepted" })
        await hub.settle()
        const table = { payout: "payouts", batch: "batches", payment: "payments" }[event.subject]
        const [row] = await hub.rows<{ status: string; sequence: number }>(
          `select status, sequence from ${table} where merchant_id = $1 and provider_id = $2`,
          [hub.merchantId, event.providerId],
        )
        expect({ name, ...row }).toEqual({ name, status: event.status, sequence: 1 })
      }
      expect(await hub.rows("select 1 from unsettled")).toEqual([])
      expect(await hub.rows("select * from parked where source_id = $1", [source.id])).toEqual([])
    })
  }

  test("what the provider tells of a payout is kept, its account masked and sealed", async () => {
    const source = await hub.addSource("xendit")
    const sample = sampleOf("xendit", "payout.succeeded") as PayoutEvent
    const event: PayoutEvent = {
      ...sample,
      details: {
        ...sample.details,
        description: "July payout",
        channelCode: "ID_BCA",
        destination: { accountNumber: "000000000099", accountHolderName: "Michael Chen" },
      },
    }
    await hub.tell(source, event)
    await hub.settle()
    const row = await payoutBy(event.providerId)
    expect(row).toMatchObject({
      description: "July payout",
      channel_code: "ID_BCA",
      destination_masked: {
        account_number: "**** 0099",
        account_holder_name: "M*** C***",
        account_type: null,
      },
    })
    const whole = await hub.keyring.open(hub.merchantId, row["destination_sealed"] as Buffer)
    expect(JSON.parse(whole.toString())).toMatchObject({ accountNumber: "000000000099" })
    const [message] = await hub.rows<{ body_sealed: Buffer }>(
      "select body_sealed from messages where source_id = $1",
      [source.id],
    )
    expect(message?.body_sealed.includes("Michael")).toBe(false)
  })
})

describe("the same news again", () => {
  test("sent three times, it is applied once and kept three times", async () => {
    const source = await hub.addSource("xendit")
    const event = sampleOf("xendit", "payout.succeeded")
    for (let time = 0; time < 3; time += 1) await hub.tell(source, event)
    await hub.settle()
    const row = await payoutBy(event.providerId)
    expect(row["sequence"]).toBe(1)
    expect((await historyOf(String(row["id"]))).map((entry) => entry.refused_because)).toEqual([
      null,
      "duplicate",
      "duplicate",
    ])
  })

  test("in two batches settled at the same time, it makes one payout and is applied once", async () => {
    const source = await hub.addSource("pivot")
    const events = Array.from({ length: 40 }, () => sampleOf("pivot", "payout.success"))
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(events.map((event) => hub.tell(source, event)))
    }
    await Promise.all(Array.from({ length: 4 }, () => settleMessages(hub.settleContext, 25)))
    await hub.settle()
    const rows = await hub.rows<{ payouts: string; applied: string; entries: string }>(
      `select (select count(*) from payouts where source_id = $1) as payouts,
         (select count(*) from history h join payouts p on p.id = h.subject_id
          where p.source_id = $1 and h.applied) as applied,
         (select count(*) from history h join payouts p on p.id = h.subject_id
          where p.source_id = $1) as entries`,
      [source.id],
    )
    expect(rows).toEqual([{ payouts: "40", applied: "40", entries: "80" }])
  })
})

describe("news out of order", () => {
  test("a reversal first, then success: reversed stands, success is kept as late", async () => {
    const source = await hub.addSource("xendit")
    const reversed = sampleOf("xendit", "payout.reversed") as PayoutEvent
    const paid: PayoutEvent = {
      ...(sampleOf("xendit", "payout.succeeded") as PayoutEvent),
      providerId: reversed.providerId,
      amount: reversed.amount,
      key: `payout:${reversed.providerId}:SUCCEEDED`,
    }
    await hub.tell(source, reversed)
    await hub.tell(source, paid)
    await hub.settle()
    const row = await payoutBy(reversed.providerId)
    expect(row).toMatchObject({ status: "reversed", sequence: 1 })
    expect(await historyOf(String(row["id"]))).toMatchObject([
      { applied: true, type: "payout.reversed" },
      { applied: false, refused_because: "late", status: "paid" },
    ])
  })

  test("failed and then paid by one teller: paid stands and a conflict opens", async () => {
    const source = await hub.addSource("xendit")
    const failed = sampleOf("xendit", "payout.failed") as PayoutEvent
    const paid: PayoutEvent = {
      ...(sampleOf("xendit", "payout.succeeded") as PayoutEvent),
      providerId: failed.providerId,
      amount: failed.amount,
      key: `payout:${failed.providerId}:SUCCEEDED`,
    }
    await hub.tell(source, failed)
    await hub.settle()
    await hub.tell(source, paid)
    await hub.settle()
    const row = await payoutBy(failed.providerId)
    expect(row).toMatchObject({ status: "paid", failure_code: null, sequence: 2 })
    expect(
      await hub.rows(
        "select kind, closed_because from attention_items where subject_id = $1 order by kind",
        [row["id"]],
      ),
    ).toEqual([
      { kind: "conflict", closed_because: null },
      { kind: "failed", closed_because: "it is paid now" },
    ])
  })

  test("another amount is held: the ledger keeps the first and a person is asked", async () => {
    const source = await hub.addSource("xendit")
    const failed = sampleOf("xendit", "payout.failed") as PayoutEvent
    await hub.tell(source, failed)
    const paid: PayoutEvent = {
      ...(sampleOf("xendit", "payout.succeeded") as PayoutEvent),
      providerId: failed.providerId,
      amount: { amount: 99_990_000n, currency: failed.amount?.currency ?? "IDR" },
    }
    await hub.tell(source, paid)
    await hub.settle()
    const row = await payoutBy(failed.providerId)
    expect(row).toMatchObject({ status: "failed", sequence: 1 })
    expect((await historyOf(String(row["id"])))[1]).toMatchObject({
      applied: false,
      refused_because: "amount_mismatch",
    })
    expect(
      await hub.rows("select kind from attention_items where subject_id = $1 order by kind", [
        row["id"],
      ]),
    ).toEqual([{ kind: "amount_mismatch" }, { kind: "failed" }])
  })
})

describe("one payout, several names", () => {
  test("Adyen's payout is found by its original reference and by its own", async () => {
    const source = await hub.addSource("adyen")
    const first = sampleOf("adyen", "payout.thirdparty") as PayoutEvent
    const reversed: PayoutEvent = {
      ...(sampleOf("adyen", "paidout.reversed") as PayoutEvent),
      providerId: first.providerId,
      amount: first.amount,
      reference: first.reference,
    }
    await hub.tell(source, first)
    await hub.tell(source, reversed)
    await hub.settle()
    expect(await payoutBy(first.providerId)).toMatchObject({ status: "reversed", sequence: 2 })
    const names = await hub.rows<{ subject_id: string }>(
      "select distinct subject_id from names where source_id = $1",
      [source.id],
    )
    expect(names).toHaveLength(1)
  })

  test("a Pivot payout joins its batch, whichever is heard of first", async () => {
    for (const order of ["batch first", "payout first"] as const) {
      const source = await hub.addSource("pivot")
      const batch = sampleOf("pivot", "payout.done")
      const single = sampleOf("pivot", "payout.success") as PayoutEvent
      const member: PayoutEvent = {
        ...single,
        providerId: `${batch.providerId}:${single.reference}`,
        batchProviderId: batch.providerId,
      }
      const events = order === "batch first" ? [batch, member] : [member, batch]
      for (const event of events) {
        await hub.tell(source, event)
        await hub.settle()
      }
      const rows = await hub.rows<{ same: boolean }>(
        `select p.batch_id = b.id as same from payouts p, batches b
         where p.source_id = $1 and b.source_id = $1`,
        [source.id],
      )
      expect({ order, rows }).toEqual({ order, rows: [{ same: true }] })
    }
  })
})

describe("what cannot be settled waits for a person", () => {
  test("an authentic body that is not understood is acknowledged, parked and pointed out", async () => {
    const source = await hub.addSource("xendit")
    const request = webhookOf(source, sampleOf("xendit", "payout.succeeded"))
    expect(await hub.send(source, { ...request, body: Buffer.from('{"event":') })).toMatchObject({
      outcome: "accepted",
    })
    await hub.settle()
    const [parked] = await hub.rows<{ message_id: string; state: string; reason: string }>(
      "select message_id, state, reason from parked where source_id = $1",
      [source.id],
    )
    expect(parked).toMatchObject({ state: "unrecognised", reason: "body_malformed" })
    expect(
      await hub.rows("select kind from attention_items where subject_id = $1", [
        parked?.message_id,
      ]),
    ).toEqual([{ kind: "unrecognised" }])
  })

  test("test and live never mix: the first event tells the mode, one of the other is parked", async () => {
    const source = await hub.addSource("adyen")
    await hub.tell(source, { ...sampleOf("adyen", "payout.thirdparty"), live: true })
    await hub.settle()
    await hub.tell(source, { ...sampleOf("adyen", "payout.thirdparty"), live: false })
    await hub.settle()
    expect(await hub.rows("select live from sources where id = $1", [source.id])).toEqual([
      { live: true },
    ])
    expect(await hub.rows("select reason from parked where source_id = $1", [source.id])).toEqual([
      { reason: "mode_mismatch" },
    ])
  })

  test("an event that names another merchant account is parked", async () => {
    const source = await hub.addSource("pivot", { settings: { account: "our-account" } })
    await hub.tell(source, { ...sampleOf("pivot", "payout.success"), account: "another-account" })
    await hub.settle()
    expect(await hub.rows("select reason from parked where source_id = $1", [source.id])).toEqual([
      { reason: "account_mismatch" },
    ])
  })

  test("a message that fails alone is found and parked; the others of its batch go on", async () => {
    const source = await hub.addSource("xendit")
    const events = Array.from({ length: 20 }, () => sampleOf("xendit", "payout.succeeded"))
    for (const event of events) await hub.tell(source, event)
    const poison = events[7]?.providerId
    await hub.database.pool.query(`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin
        if new.provider_id = '${poison}' then raise exception 'poison'; end if;
        return new;
      end $$;
      create trigger refuse_poison before insert on payouts
        for each row execute function refuse_poison()`)
    await hub.settle()
    await hub.database.pool.query("drop trigger refuse_poison on payouts")
    expect(await hub.rows("select reason from parked where source_id = $1", [source.id])).toEqual([
      { reason: "settle_failed" },
    ])
    expect(
      await hub.rows("select count(*)::int as n from payouts where source_id = $1", [source.id]),
    ).toEqual([{ n: 19 }])
  })
})

test("a worker that dies in the middle gives its messages back", async () => {
  const source = await hub.addSource("xendit")
  const event = sampleOf("xendit", "payout.succeeded")
  await hub.tell(source, event)
  const dying = await hub.database.pool.connect()
  await dying.query("begin")
  await dying.query("delete from unsettled")
  expect(await settleMessages(hub.settleContext, 250)).toBe(0)
  dying.release(new Error("killed"))
  // The server notices a moment later that the connection is gone.
  await expect
    .poll(async () => {
      await hub.settle()
      return await payoutBy(event.providerId)
    })
    .toMatchObject({ status: "paid" })
})
