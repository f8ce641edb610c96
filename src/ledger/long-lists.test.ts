import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { newUuid } from "../ids.ts"
import { lookedAtMax } from "../postgres/bounded-page.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { listAttentionItems } from "./list-attention-items.ts"
import { listPayouts } from "./list-payouts.ts"
import type { PayoutFilter } from "./payout-page.ts"
import { readPayoutSearch } from "./payout-search.ts"

const LENGTH = 12_000
const LIMIT = 21

let database: TestDatabase
const merchantId = newUuid()
const [sourceId, quietSourceId] = [newUuid(), newUuid()]

beforeAll(async () => {
  database = await createTestDatabase()
  await database.pool.query("insert into merchants (id, name) values ($1, 'long')", [merchantId])
  await database.pool.query("alter table payouts set (autovacuum_enabled = off)")
  await database.pool.query("alter table attention_items set (autovacuum_enabled = off)")
})
afterAll(async () => {
  await database.drop()
})

describe("payouts", () => {
  beforeAll(async () => {
    // Analysed while each had failed, and each was of one source.
    await fillPayouts(200, "failed")
    await database.pool.query("analyze payouts")
    await database.pool.query("update payouts set status = 'paid'")
    await fillPayouts(LENGTH, "paid")
    // The oldest is another's in everything.
    await database.pool.query(
      `update payouts set status = 'failed', source_id = $2, currency = 'JPY', amount = 77,
         reference = 'rare', failure_code = 'unknown', destination_masked = '{"account_number": "**** 7731"}'
       where id = (select id from payouts where merchant_id = $1 order by id limit 1)`,
      [merchantId, quietSourceId],
    )
    await database.pool.query(
      `insert into attention_items (merchant_id, id, kind, subject, subject_id, advice)
       select merchant_id, id, 'failed', 'payout', id, 'look' from payouts
       where reference = 'rare'`,
    )
  })

  test("a filter that few pass is answered in bounded steps, and finds them all", async () => {
    const found: string[] = []
    const steps: (string | null)[] = []
    let before: string | undefined
    do {
      const page = await listPayouts(database.pool, {
        ...{ merchantId, limit: LIMIT, before, filter: { currency: "JPY" } },
      })
      found.push(...page.rows.map(({ amount }) => amount?.currency ?? ""))
      steps.push(page.lookedTo)
      before = page.lookedTo ?? undefined
    } while (before !== undefined)
    expect(found).toEqual(["JPY"])
    expect(steps).toHaveLength(Math.ceil((LENGTH + 200) / lookedAtMax))
    expect(steps.at(-1)).toBeNull()
  })

  test("a step that is full goes on behind the last that it shows", async () => {
    const page = await listPayouts(database.pool, { merchantId, limit: LIMIT, filter: {} })
    expect(page.rows).toHaveLength(LIMIT)
    expect(page.lookedTo).toBeNull()
  })

  const rare: readonly (readonly [string, PayoutFilter])[] = [
    ["its status", { status: "failed" }],
    ["its source", { sourceId: quietSourceId }],
    ["its reference", { reference: "rare" }],
    ["its amount", { amountFrom: "77", amountTo: "77" }],
    ["the end of its account", { accountTail: "7731" }],
    ["its failure", { failureCode: "unknown" }],
    ["its open attention item", { hasAttention: true }],
    ["its reference among all names", { search: readPayoutSearch("rare") }],
    ["its amount among all names", { search: readPayoutSearch("IDR 77") }],
    ["its account among all names", { search: readPayoutSearch("**** 7731") }],
    ["its status and currency", { status: "failed", currency: "JPY" }],
  ]
  test.each(rare)(
    "the oldest is found by %s alone, whatever the statistics say",
    async (_, filter) => {
      const { result, read } = await reading("payouts", (client) =>
        listPayouts(client, { merchantId, limit: LIMIT, filter }),
      )
      expect(result.rows).toHaveLength(1)
      expect(result.lookedTo).toBeNull()
      // Those that once had failed may still stand in the index, and no others.
      expect(read).toBeLessThan(500)
    },
  )
})

describe("attention items", () => {
  beforeAll(async () => {
    await fillItems(200)
    await database.pool.query("analyze attention_items")
    await fillItems(LENGTH)
    await database.pool.query(
      `update attention_items set closed_at = paidout_now()
       where id not in (select id from attention_items order by id limit 3)`,
    )
    await database.pool.query("vacuum attention_items")
  })

  test("a few open ones are found among many that were closed since the table was analysed", async () => {
    const { result, read } = await reading("attention_items", (client) =>
      listAttentionItems(client, { merchantId, limit: LIMIT, filter: { open: true } }),
    )
    expect(result.rows).toHaveLength(3)
    expect(read).toBeLessThan(50)
  })

  test("payouts with an open one are found without the closed ones", async () => {
    const { result, read } = await reading("attention_items", (client) =>
      listPayouts(client, { merchantId, limit: LIMIT, filter: { hasAttention: true } }),
    )
    expect(result.rows.map(({ reference }) => reference)).toEqual(["rare"])
    expect(read).toBeLessThan(50)
  })

  test("of a kind that is none of them a bounded number is read", async () => {
    const { result, read } = await reading("attention_items", (client) =>
      listAttentionItems(client, {
        merchantId,
        limit: LIMIT,
        filter: { open: false, kinds: ["stuck"] },
      }),
    )
    expect(result.rows).toHaveLength(0)
    expect(result.lookedTo).not.toBeNull()
    // The rows, and the bound by the index.
    expect(read).toBeLessThanOrEqual(2 * lookedAtMax)
  })
})

async function fillPayouts(count: number, status: string): Promise<void> {
  await database.pool.query(
    `insert into payouts (merchant_id, id, source_id, provider, provider_id, reference, amount,
       currency, status, certainty, live, sequence, facts, created_at, updated_at)
     select $1, overlay(uuid_at(at)::text placing right(gen_random_uuid()::text, 12) from 25)::uuid,
       $2, 'xendit', 'disb-' || n, 'order-' || n, 1000 + n, 'IDR', $4, 'confirmed', false, 1, '{}',
       at, at
     from generate_series(1, $3::integer) as n
     cross join lateral (select paidout_now() - interval '30 days' + n * interval '1 second' as at) as t`,
    [merchantId, sourceId, count, status],
  )
}

async function fillItems(count: number): Promise<void> {
  await database.pool.query(
    `insert into attention_items (merchant_id, id, kind, subject, subject_id, advice)
     select $1, overlay(uuid_at(paidout_now() + n * interval '1 millisecond')::text
         placing right(gen_random_uuid()::text, 12) from 25)::uuid,
       'failed', 'payout', gen_random_uuid(), 'look'
     from generate_series(1, $2::integer) as n`,
    [merchantId, count],
  )
}

/** How many rows of a table the work reads. */
async function reading<Result>(
  table: string,
  work: (client: PoolClient) => Promise<Result>,
): Promise<{ readonly result: Result; readonly read: number }> {
  const client = await database.pool.connect()
  const readSoFar = async () => {
    const { rows } = await client.query<{ read: number }>(
      `select (seq_tup_read + idx_tup_fetch)::integer as read
       from pg_stat_xact_user_tables where relname = $1`,
      [table],
    )
    return rows[0]?.read ?? Number.NaN
  }
  try {
    await client.query("begin")
    const before = await readSoFar()
    const result = await work(client)
    return { result, read: (await readSoFar()) - before }
  } finally {
    await client.query("rollback")
    client.release()
  }
}
