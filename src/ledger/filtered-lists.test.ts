import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"

import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts"
import { idText, newUuid } from "../ids.ts"
import { lookedAtMax } from "../postgres/bounded-page.ts"
import type { Queryable } from "../postgres/pool.ts"
import { listPayouts } from "./list-payouts.ts"
import type { PayoutFilter } from "./payout-page.ts"
import { readPayoutSearch } from "./payout-search.ts"

const COUNT = 120
const merchants = [newUuid(), newUuid()] as const
/** Of the first merchant two of one provider and one of another; the second has its own. */
const sources = [newUuid(), newUuid(), newUuid(), newUuid()] as const
const batches = [newUuid(), newUuid()] as const

interface Row {
  readonly id: string
  readonly source_id: string
  readonly provider: string
  readonly provider_id: string
  readonly status: string
  readonly reference: string
  readonly batch_id: string | null
  readonly currency: string
  readonly live: boolean
  readonly tail: string
  readonly amount: number
  readonly certainty: string
  readonly failure_code: string | null
  readonly has_attention: boolean
  readonly created_at: Date
  readonly updated_at: Date
}

let database: TestDatabase
let rows: readonly Row[]

beforeAll(async () => {
  database = await createTestDatabase()
  const { pool } = database
  await pool.query(
    "insert into merchants (id, name) select id, 'm' from unnest($1::uuid[]) as id",
    [merchants],
  )
  await pool.query(
    `insert into sources (merchant_id, id, name, provider, secrets_sealed)
     select case when place = 4 then $3 else $2 end::uuid, id, 's',
       case when place = 3 then 'pivot' else 'xendit' end, ''
     from unnest($1::uuid[]) with ordinality as s (id, place)`,
    [sources, ...merchants],
  )
  await pool.query(
    `insert into batches (merchant_id, id, source_id, provider, provider_id, status, live, sequence,
       facts, created_at, updated_at)
     select $2, id, $3, 'pivot', id, 'done', false, 1, '{}', paidout_now(), paidout_now()
     from unnest($1::uuid[]) as id`,
    [batches, merchants[0], sources[2]],
  )
  // Made in no order of time: an import brings what is old.
  await pool.query(
    `insert into payouts (merchant_id, id, source_id, provider, provider_id, reference, batch_id,
       amount, currency, status, certainty, live, sequence, destination_masked, facts, created_at,
       updated_at, failure_code)
     select s.merchant_id,
       overlay(uuid_at(at)::text placing right(gen_random_uuid()::text, 12) from 25)::uuid,
       s.id, s.provider, 'disb-' || n % 40, 'order-' || n % 7,
       case when n % 5 = 0 then ($2::uuid[])[1 + n % 2] end, n % 9, (array['IDR', 'JPY'])[1 + n % 2],
       (array['paid', 'failed', 'pending', 'processing'])[1 + n % 4],
       (array['confirmed', 'presumed'])[1 + n % 2], n % 3 = 0, 1,
       jsonb_build_object('account_number', '**** ' || 7000 + n % 6), '{}', at,
       at + n % 5 * interval '1 day',
       case when n % 4 = 1 then (array['destination_invalid', 'temporary_error'])[1 + n % 8 / 4] end
     from generate_series(1, $3::integer) as n
     join unnest($1::uuid[]) with ordinality as p (id, place) on place = 1 + (n / 40) % 4
     join sources as s on s.id = p.id
     cross join lateral (
       select paidout_now() - (n * 37 % 120) * interval '6 hours' as at) as t`,
    [sources, batches, COUNT + 40],
  )
  await pool.query(
    `insert into names (merchant_id, source_id, kind, name, subject_id)
     select merchant_id, source_id, 'payout', provider_id, id from payouts
     on conflict do nothing`,
  )
  // Some payouts have two open items, some a closed one.
  await pool.query(
    `insert into attention_items
       (merchant_id, id, kind, subject, subject_id, advice, opened_at, closed_at)
     select merchant_id, gen_random_uuid(), kind, 'payout', p.id, '', created_at,
       case when amount = 4 then paidout_now() end
     from payouts as p cross join unnest(array['failed', 'stuck']) as kind
     where amount in (3, 4) or (amount = 5 and kind = 'stuck')`,
  )
  const stored = await pool.query<Row>(
    `select id, source_id, provider, provider_id, status, reference, batch_id, currency, live,
       right(destination_masked ->> 'account_number', 4) as tail, amount::float8 as amount, created_at,
       certainty, failure_code, amount in (3, 5) as has_attention, updated_at
     from payouts where merchant_id = $1 order by id desc`,
    [merchants[0]],
  )
  rows = stored.rows
})
afterAll(() => database.drop())

/** Looks at so few candidates in one step that most pages are short. */
function lookingAt(
  count: number,
  afterwards: (before: unknown) => Promise<unknown> = async () => {},
): Queryable {
  const query = async (text: string, values: unknown[]) => {
    const bounded = values.map((value) => (value === lookedAtMax ? count : value))
    const answer = await database.pool.query(text, bounded)
    await afterwards(values[1])
    return answer
  }
  return { query } as unknown as Queryable
}

async function idsOfAllPages(
  queryable: Queryable,
  filter: PayoutFilter,
  limit: number,
): Promise<readonly string[]> {
  const ids: string[] = []
  let before: string | undefined
  for (;;) {
    const page = await listPayouts(queryable, { merchantId: merchants[0], filter, before, limit })
    ids.push(...page.rows.map(({ id }) => id))
    const next = page.rows.length === limit ? page.rows.at(-1)?.id : page.lookedTo
    if (next === undefined || next === null) return ids
    before = next
  }
}

function passes(row: Row, filter: PayoutFilter): boolean {
  const same = <Value>(wanted: Value | undefined, value: Value) =>
    wanted === undefined || wanted === value
  const { amountFrom = "0", amountTo = "99", createdFrom, createdTo } = filter
  const { updatedFrom, updatedTo, search } = filter
  return (
    same(filter.provider, row.provider) &&
    same<string>(filter.status, row.status) &&
    same(filter.reference, row.reference) &&
    same(filter.providerId, row.provider_id) &&
    same(filter.sourceId, row.source_id) &&
    same<string | null>(filter.batchId, row.batch_id) &&
    same(filter.currency, row.currency) &&
    same(filter.live, row.live) &&
    same(filter.accountTail, row.tail) &&
    row.amount >= Number(amountFrom) &&
    row.amount <= Number(amountTo) &&
    same<string>(filter.certainty, row.certainty) &&
    same<string | null>(filter.failureCode, row.failure_code) &&
    same(filter.hasAttention, row.has_attention) &&
    (search === undefined || isFound(row, search.text)) &&
    (updatedFrom === undefined || row.updated_at >= new Date(updatedFrom)) &&
    (updatedTo === undefined || row.updated_at < new Date(updatedTo)) &&
    (createdFrom === undefined || row.created_at >= new Date(createdFrom)) &&
    (createdTo === undefined || row.created_at < new Date(createdTo))
  )
}

function isFound(row: Row, text: string): boolean {
  const names = [row.reference, row.provider_id, row.tail, idText("payout", row.id)]
  return names.includes(text) || row.amount === Number(text)
}

const rarely = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
const amounts = rarely(fc.integer({ min: 0, max: 9 }).map(String))
const moments = rarely(
  fc
    .integer({ min: 0, max: 31 })
    .map((days) => new Date(Date.now() - days * 86_400_000).toISOString()),
)
const filters: fc.Arbitrary<PayoutFilter> = fc.record({
  provider: rarely(fc.constantFrom("xendit", "pivot", "adyen")),
  status: rarely(fc.constantFrom("paid", "failed", "pending", "processing", "reversed")),
  reference: rarely(fc.constantFrom("order-0", "order-3", "order-9")),
  providerId: rarely(fc.constantFrom("disb-1", "disb-5", "disb-99")),
  sourceId: rarely(fc.constantFrom(...sources)),
  batchId: rarely(fc.constantFrom(...batches)),
  currency: rarely(fc.constantFrom("IDR", "JPY", "USD")),
  live: rarely(fc.boolean()),
  accountTail: rarely(fc.constantFrom("7001", "7004", "9999")),
  amountFrom: amounts,
  amountTo: amounts,
  createdFrom: moments,
  createdTo: moments,
  updatedFrom: moments,
  updatedTo: moments,
  certainty: rarely(fc.constantFrom("confirmed", "presumed")),
  failureCode: rarely(fc.constantFrom("destination_invalid", "temporary_error")),
  hasAttention: rarely(fc.boolean()),
  search: rarely(
    fc
      .oneof(
        fc.constantFrom("order-0", "disb-5", "7001", "3", "nothing"),
        fc.nat({ max: COUNT - 1 }).map((place) => idText("payout", rows[place]?.id ?? newUuid())),
      )
      .map(readPayoutSearch),
  ),
})

test("all pages together are what passes the filters, once each, newest first", async () => {
  expect(rows.length).toBeGreaterThan(100)
  await fc.assert(
    fc.asyncProperty(
      filters,
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 8, max: 60 }),
      async (filter, limit, looked) => {
        const ids = await idsOfAllPages(lookingAt(looked), filter, limit)
        expect(ids).toEqual(rows.filter((row) => passes(row, filter)).map(({ id }) => id))
      },
    ),
    { numRuns: 150 },
  )
}, 120_000)

test("rows that leave a list while it is read take no others with them", async () => {
  const failed = rows.filter(({ status }) => status === "failed").map(({ id }) => id)
  const stay = failed.filter((_, place) => place % 2 === 1)
  await database.pool.query("update payouts set currency = 'USD' where id = any ($1)", [stay])
  // After each statement the next of the others goes.
  const leave = (before: unknown) =>
    database.pool.query(
      `update payouts set status = 'paid', failure_code = null where id = (
         select id from payouts
         where status = 'failed' and currency <> 'USD' and merchant_id = $1
           and ($2::uuid is null or id < $2)
         order by id desc limit 1)`,
      [merchants[0], before],
    )
  const filter: PayoutFilter = { status: "failed", currency: "USD" }
  expect(await idsOfAllPages(lookingAt(6, leave), filter, 30)).toEqual(stay)
})
