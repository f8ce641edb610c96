import fc from "fast-check"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"

import {
  createHubFixture,
  sampleOf,
  webhookOf,
  type HubFixture,
} from "../../test/support/hub-fixture.ts"
import { insertPayoutRow } from "../../test/support/ledger-rows.ts"
import { foldTallies } from "../ledger/fold-tallies.ts"
import { pruneTallies } from "../ledger/prune-tallies.ts"
import type { Source } from "../merchants/source.ts"
import type { PayoutEvent } from "../payout/event.ts"
import { settleMessages } from "./settle.ts"
import { fillPortion } from "./start-tallying.ts"

let hub: HubFixture
let sources: readonly Source[]
beforeAll(async () => {
  hub = await createHubFixture()
})
afterAll(() => hub.close())
beforeEach(async () => {
  await hub.rows("truncate payouts, names, event_keys, tallies, tallies_new, tally_fills")
  const merchantId = await hub.addMerchant()
  sources = [
    await hub.addSource("xendit"),
    await hub.addSource("xendit", { live: true }),
    await hub.addSource("xendit", { merchantId }),
  ]
})

const NAMES = [
  "payout.succeeded",
  "payout.failed",
  "payout.reversed",
  "v3_payout.succeeded",
  "v3_payout.pending_compliance",
  "v3_payout.rejected",
] as const

interface Telling {
  readonly source: number
  readonly payout: number
  readonly name: (typeof NAMES)[number]
}
const telling: fc.Arbitrary<Telling> = fc.record({
  source: fc.nat(2),
  payout: fc.nat(7),
  name: fc.constantFrom(...NAMES),
})

/** Any news of a few payouts, in any order, twice or never. */
async function tell(tellings: readonly Telling[], run: string): Promise<void> {
  for (const { source: at, payout, name } of tellings) {
    const source = sources[at]
    if (source === undefined) throw new Error("there is no such source")
    const sample = sampleOf("xendit", name) as PayoutEvent
    const providerId = `${run}-${payout}`
    await hub.send(source, webhookOf(source, { ...sample, providerId }))
  }
}

async function settleWith(workers: number): Promise<void> {
  const work = async () => {
    while ((await settleMessages(hub.settleContext, 5)) > 0) {
      // until nothing waits
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
}

async function fold(): Promise<void> {
  while ((await foldTallies(hub.database.pool, 3)) > 0) {
    // until nothing is left
  }
}

/** What the tallies say of payouts, folded or not; at each length of time. */
const told = () =>
  hub.rows(
    `select merchant_id, span_seconds, starts_at, subject_id, word, currency, live,
       sum(count)::text as count, sum(amount)::text as amount
     from (
       select merchant_id, span_seconds, starts_at, subject_id, word, currency, live, count, amount
       from tallies where kind = 'payout'
       union all
       select merchant_id, seconds, tally_start(seconds, starts_at), subject_id, word, currency,
         live, count, amount
       from tallies_new cross join tally_spans()
       where kind = 'payout' and starts_at > paidout_now() - kept
     ) as t
     group by 1, 2, 3, 4, 5, 6, 7
     having sum(count) <> 0 or sum(amount) <> 0
     order by 1, 2, 3, 4, 5, 6, 7`,
  )
const counted = () =>
  hub.rows(
    `select merchant_id, seconds as span_seconds, tally_start(seconds, created_at) as starts_at,
       source_id as subject_id, status as word, coalesce(currency, '') as currency, live,
       count(*)::text as count, sum(coalesce(amount, 0))::numeric(38, 4)::text as amount
     from payouts cross join tally_spans()
     where created_at > paidout_now() - kept
     group by 1, 2, 3, 4, 5, 6, 7
     order by 1, 2, 3, 4, 5, 6, 7`,
  )

describe("the tallies of payouts", () => {
  test("are what counting the payouts gives, after any history, whoever folds meanwhile", async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(telling, { minLength: 1, maxLength: 40 }), async (tellings) => {
        run += 1
        await tell(tellings, `run-${run}`)
        await Promise.all([settleWith(3), fold(), fold()])
        expect(await told()).toEqual(await counted())
        await fold()
        expect(await hub.rows("select 1 from tallies_new")).toEqual([])
        expect(await told()).toEqual(await counted())
      }),
      { numRuns: 12 },
    )
    expect((await told()).length).toBeGreaterThan(20)
  })

  test("count once what failed and was tried again", async () => {
    await tell([{ source: 0, payout: 1, name: "payout.succeeded" }], "again")
    await hub.rows(`
      create function fail_once() returns trigger language plpgsql as
      $$ begin raise exception using errcode = '40001'; end $$;
      create trigger fail_once after insert on history for each row execute function fail_once()`)
    await expect(settleMessages(hub.settleContext, 5)).rejects.toThrow()
    await hub.rows("drop function fail_once cascade")
    expect(await told()).toEqual([])
    await hub.settle()
    expect(await told()).toEqual(await counted())
    expect(
      await hub.rows("select sum(count)::int as count from tallies_new where kind = $1", [
        "received",
      ]),
    ).toEqual([{ count: 1 }])
  })

  test("take in the payouts of before, however they change while these are counted", async () => {
    await hub.rows("alter table payouts disable trigger user")
    const before: Telling[] = Array.from({ length: 24 }, (_, at) => ({
      ...{ source: at % 3, payout: at, name: NAMES[at % 2] ?? "payout.failed" },
    }))
    await tell(before, "fill")
    await settleWith(1)
    const [source] = sources
    if (source === undefined) throw new Error("there is no source")
    for (const days of [2, 4, 8, 12, 44, 50, 400]) {
      const createdAt = new Date(Date.now() - days * 86_400_000)
      const id = await insertPayoutRow(hub.database.pool, {
        merchantId: source.merchantId,
        sourceId: source.id,
      })
      await hub.rows("update payouts set created_at = $2 where id = $1", [id, createdAt])
    }
    await hub.rows("alter table payouts enable trigger user")
    // As the migration does.
    await hub.rows(`
      insert into tally_fills
      select merchant_id, '00000000-0000-0000-0000-000000000000', max(id::text)::uuid
      from payouts group by 1`)
    expect(await told()).toEqual([])

    const changes = before.map((each) => ({ ...each, name: "payout.reversed" as const }))
    await tell([...changes, { source: 1, payout: 99, name: "payout.failed" }], "fill")
    const fill = async () => {
      while (await fillPortion(hub.database.pool, 2)) {
        // until all are counted
      }
    }
    await Promise.all([settleWith(2), fill(), fill(), fold()])
    await hub.settle()
    await fold()
    expect(await told()).toEqual(await counted())
    expect(await hub.rows("select 1 from tally_fills")).toEqual([])
    expect((await told()).length).toBeGreaterThan(20)
  })

  test("of old times lose the short ones, and never what long ones say", async () => {
    const [source] = sources
    if (source === undefined) throw new Error("there is no source")
    for (const days of [1, 5, 20, 100]) {
      await hub.rows(
        `insert into tallies select $1, seconds, 'payout', tally_start(seconds, at), $2, 'paid',
           'IDR', true, 1, 5, null
         from tally_spans() cross join (select paidout_now() - make_interval(days => $3) as at) as t`,
        [source.merchantId, source.id, days],
      )
    }
    while ((await pruneTallies(hub.database.pool, { limit: 2 })) > 0) {
      // in portions
    }
    expect(
      await hub.rows(
        `select span_seconds, count(*)::int as left from tallies group by 1 order by 1`,
      ),
    ).toEqual([
      { span_seconds: 60, left: 1 },
      { span_seconds: 900, left: 2 },
      { span_seconds: 3600, left: 3 },
      { span_seconds: 21600, left: 4 },
    ])
  })
})

describe("the time that payouts take", () => {
  test("is counted once, when they become paid, from when their provider says they began", async () => {
    const [source] = sources
    if (source === undefined) throw new Error("there is no source")
    const owner = { merchantId: source.merchantId, sourceId: source.id }
    const { pool } = hub.database
    const told = { created_at: "2026-11-20T08:00:00Z", updated_at: "2026-11-20T08:01:00Z" }
    const began = { provider_created_at: "2026-11-20T07:01:00Z" }
    const id = await insertPayoutRow(pool, owner, { ...told, ...began, status: "processing" })
    // Its first news is that it was paid: then only its provider knows how long it took.
    await insertPayoutRow(pool, owner, { ...told, ...began })
    await insertPayoutRow(pool, owner, told)
    const moves: readonly (readonly [string, string])[] = [
      ["paid", "presumed"],
      ["paid", "confirmed"],
      ["reversed", "confirmed"],
    ]
    for (const [status, certainty] of moves) {
      await hub.rows("update payouts set status = $2, certainty = $3 where id = $1", [
        id,
        status,
        certainty,
      ])
    }
    expect(
      await hub.rows(
        "select word, sum(count)::int as count from tallies_new where kind = $1 group by 1",
        ["paid_after"],
      ),
    ).toEqual([{ word: "48", count: 2 }])
  })

  test.each([
    [0, "0"],
    [1, "0"],
    [60, "24"],
    [64, "24"],
    [3_600, "48"],
    [86_400, "66"],
  ])("%d seconds are in step %s, up to a tenth", async (seconds, word) => {
    expect(await hub.rows("select tally_duration($1) as word", [seconds])).toEqual([{ word }])
    expect(2 ** (Number(word) / 4)).toBeGreaterThanOrEqual(seconds)
  })
})
