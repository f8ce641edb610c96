import type { Pool } from "../src/postgres/pool.ts"
import { EMPTY_SUMMARY } from "../src/reconcile/reconciliation-summary.ts"
import { withoutIndexes } from "./fill-indexes.ts"

const PORTION = 100_000
const days = 730
/** What retention leaves of bodies and of attempts. */
const bodyDays = 90
const attemptDays = 30
const underWay = 1_000
const openItems = 2_000
const parkedMessages = 1_000

/** Tables whose rows are copied with each payout. */
const BIG = ["payouts", "history", "deliveries", "messages", "attempts", "attention_items"]

/** Copies of the kept templates, over two years up to now; the newest are under way. */
export async function fillRows(pool: Pool, payouts: number): Promise<void> {
  await pool.query(
    `select make_partition(parent, paidout_now() - day * interval '1 day')
     from unnest(
       array['history', 'deliveries', 'messages', 'event_bodies', 'attempts'],
       array[$1::integer, $1, $2, $2, $3]
     ) as t (parent, days)
     cross join generate_series(0, days + 31, 7) as day`,
    [days, bodyDays, attemptDays],
  )
  await makeRanges(pool)
  const begun = performance.now()
  await withoutIndexes(pool, BIG, async () => {
    for (let from = 0; from < payouts; from += PORTION) {
      await fillPortion(pool, { from, to: Math.min(payouts, from + PORTION), payouts })
      const rate = Math.min(payouts, from + PORTION) / ((performance.now() - begun) / 1_000)
      console.log(`  ${Math.min(payouts, from + PORTION)} payouts, ${Math.round(rate)}/s`)
    }
  })
  await fillTheRest(pool, payouts)
  await pool.query("drop schema bench cascade")
  await pool.query("vacuum analyze")
}

/** A course per number below 100,000, so that a payout's is one look-up. */
async function makeRanges(pool: Pool): Promise<void> {
  await pool.query(`
    create unlogged table bench.lots as
    select lot, course from (
      select course, sum(share) over (order by course) - share as first,
        sum(share) over (order by course) as past
      from bench.courses
    ) as c
    cross join lateral generate_series(c.first, c.past - 1) as lot;
    create unique index on bench.lots (lot)`)
}

interface Portion {
  readonly from: number
  readonly to: number
  readonly payouts: number
}

async function fillPortion(pool: Pool, { from, to, payouts }: Portion): Promise<void> {
  await pool.query("drop table if exists bench.portion")
  await pool.query(`
    create unlogged table bench.portion as
    select r.n, r.at, c.course, c.marker, upper(left(md5('name' || r.n), 16)) as token,
      bench.id_at(r.at, 'p' || r.n) as payout_id,
      (10000 + hash % 5000 * 1000)::numeric as amount, lpad((hash % 10000)::text, 4, '0') as tail,
      case when c.source_id = pivot.source_id and hash % 2 = 0
        then bench.id_at(r.batch_at, 'b' || r.n / 500) end as batch_id
    from (
      select n, hashint8(n)::bigint + 2147483648 as hash,
        paidout_now() - (${payouts} - n) * (interval '${days} days' / ${payouts}) as at,
        paidout_now() - (${payouts} - n / 500 * 500) * (interval '${days} days' / ${payouts})
          as batch_at
      from generate_series(${from}, ${to - 1}) as n
    ) as r
    cross join (select source_id from bench.courses where course = 4) as pivot
    join bench.lots as l on l.lot = r.hash % 100000
    join bench.courses as c on c.course = case
      when r.n >= ${payouts - underWay} then
        (select course from bench.courses where place = 'under_way' order by course offset r.n % 3 limit 1)
      when r.n < ${Math.round(payouts / 4)} and r.n % ${Math.max(1, Math.round(payouts / 400))} = 7 then
        (select course from bench.courses where place = 'old')
      else l.course end`)
  await pool.query("analyze bench.portion")
  const named = (column: string) => `replace(t.${column}, r.marker, r.token)`
  await copy(pool, "payouts", {
    join: "using (course)",
    set: {
      id: "r.payout_id",
      provider_id: named("provider_id"),
      reference: named("reference"),
      batch_id: "r.batch_id",
      amount: "r.amount",
      destination_masked:
        "t.destination_masked || jsonb_build_object('account_number', '**** ' || r.tail)",
      provider_created_at: "r.at - interval '1 minute'",
      created_at: "r.at",
      updated_at: `least(paidout_now(), r.at + (select max(after_minutes) from bench.steps as s
        where s.course = r.course) * interval '1 minute')`,
    },
  })
  await copy(pool, "names", {
    join: "using (course)",
    set: { name: named("name"), subject_id: "r.payout_id" },
  })
  await pool.query(`
    insert into event_keys (merchant_id, source_id, key_hash)
    select t.merchant_id, t.source_id,
      encode(substr(sha256(convert_to(replace(k.key, r.marker, r.token), 'UTF8')), 1, 16), 'hex')::uuid
    from bench.portion as r
    join bench.payouts as t using (course)
    join bench.keys as k using (course)`)
  await copySteps(pool)
}

const EVENT = "bench.id_at(moment.at, 'e' || r.n || '.' || t.step)"
const MESSAGE = "bench.id_at(moment.at, 'm' || r.n || '.' || t.step)"
const DELIVERY = "bench.id_at(moment.at, 'd' || r.n || '.' || t.step)"

/** What each step of a course left behind; only as much of it as retention would have. */
async function copySteps(pool: Pool): Promise<void> {
  const join = `using (course) join bench.steps as s using (course, step)
    cross join lateral (
      select least(paidout_now(), r.at + s.after_minutes * interval '1 minute') as at
    ) as moment`
  const since = (some: number) => `where moment.at > paidout_now() - interval '${some} days'`
  await copy(pool, "history", {
    join,
    set: {
      id: EVENT,
      subject_id: "r.payout_id",
      message_id: MESSAGE,
      occurred_at: "moment.at - interval '2 seconds'",
      recorded_at: "moment.at",
    },
  })
  // Of a thousand deliveries one is exhausted.
  await copy(pool, "deliveries", {
    join,
    set: {
      id: DELIVERY,
      event_id: EVENT,
      subject_id: "r.payout_id",
      state: "case when r.n % 1000 = 500 then 'exhausted' else t.state end",
      last_status: "case when r.n % 1000 = 500 then 500 else t.last_status end",
      last_cause: "case when r.n % 1000 = 500 then 'status' else t.last_cause end",
      created_at: "moment.at",
      received_at: "moment.at",
      finished_at: "moment.at + interval '1 second'",
    },
  })
  await copy(pool, "messages", {
    join,
    where: since(bodyDays),
    set: { id: MESSAGE, received_at: "moment.at" },
  })
  await copy(pool, "event_bodies", { join, where: since(bodyDays), set: { event_id: EVENT } })
  await copy(pool, "attempts", {
    join,
    where: since(attemptDays),
    set: {
      id: "bench.id_at(moment.at, 'a' || r.n || '.' || t.step)",
      delivery_id: DELIVERY,
      started_at: "moment.at",
    },
  })
  await copy(pool, "attention_items", {
    join: "using (course)",
    set: {
      id: "bench.id_at(r.at, 'i' || r.n || t.kind)",
      subject_id: "r.payout_id",
      opened_at: "r.at",
      closed_at: "r.at + interval '1 day'",
      closed_because: "'bench'",
    },
  })
  const set = { payout_id: "r.payout_id" }
  await copy(pool, "silence_timers", {
    join: "using (course)",
    where: "where place = 'under_way'",
    set,
  })
  await copy(pool, "polls", {
    join: "using (course)",
    where: "where place = 'under_way'",
    // No provider is there to be asked.
    set: { subject_id: "r.payout_id", due_at: "paidout_now() + interval '10 days'" },
  })
}

/** Inserts a row for each payout of the portion and each kept row of its course. */
async function copy(
  pool: Pool,
  table: string,
  options: {
    readonly join: string
    readonly where?: string
    readonly set: Readonly<Record<string, string>>
  },
): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
     order by attnum`,
    [table],
  )
  const names = rows.map(({ name }) => name)
  const values = names.map((name) => options.set[name] ?? `t.${name}`)
  await pool.query(`
    insert into ${table} (${names.join(", ")})
    select ${values.join(", ")}
    from bench.portion as r join bench.courses using (course)
    join bench.${table} as t ${options.join} ${options.where ?? ""}`)
}

/** Bulk payouts, payments, what waits for a person, and what persons did. */
async function fillTheRest(pool: Pool, payouts: number): Promise<void> {
  await pool.query(
    `update attention_items set closed_at = null, closed_because = null
     where (merchant_id, id) in (
       select merchant_id, id from attention_items where closed_because = 'bench'
       order by id desc limit $1)`,
    [openItems],
  )
  await pool.query(`
    insert into batches (merchant_id, id, source_id, provider, provider_id, status, live, sequence,
      currency, pending_count, pending_amount, success_count, success_amount, failed_count,
      failed_amount, cancelled_count, cancelled_amount, facts, created_at, updated_at)
    select merchant_id, batch_id, min(source_id::text)::uuid, 'pivot', batch_id::text, 'done',
      bool_or(live), 1, 'IDR', 0, 0, count(*), sum(amount), 0, 0, 0, 0,
      '{"paid:webhook": {}}', min(created_at), max(updated_at)
    from payouts where batch_id is not null group by merchant_id, batch_id`)
  await pool.query(
    `insert into payments (merchant_id, id, source_id, provider, provider_id, reference,
       payment_type, amount, currency, status, live, sequence, facts, created_at, updated_at)
     select c.merchant_id, bench.id_at(at, 'pay' || n), c.source_id, 'pivot',
       bench.id_at(at, 'pay' || n)::text, 'order-' || n, 'single', 10000 + n % 900 * 1000, 'IDR',
       'paid', false, 1, '{"paid:webhook": {}}', at, at
     from bench.payouts as c, generate_series(1, $1::integer) as n
     cross join lateral (
       select paidout_now() - ($1 - n) * (interval '${days} days' / $1) as at) as t
     where c.course = 4`,
    [Math.round(payouts / 25)],
  )
  await pool.query(`
    insert into names (merchant_id, source_id, kind, name, subject_id)
    select merchant_id, source_id, 'batch', provider_id, id from batches
    union all
    select merchant_id, source_id, 'payment', provider_id, id from payments`)
  await pool.query(
    `with copied as (
       select p.*, bench.id_at(p.received_at - n * interval '1 hour', p.state || n) as new_id, n
       from bench.parked as p, generate_series(1, $1::integer) as n
     ), kept as (
       insert into messages (merchant_id, id, source_id, received_at, remote_address, headers,
         body_sealed, body_bytes, answer_status)
       select c.merchant_id, c.new_id, c.source_id, c.received_at - n * interval '1 hour',
         m.remote_address, m.headers, m.body_sealed, m.body_bytes, m.answer_status
       from copied as c join messages as m on m.merchant_id = c.merchant_id and m.id = c.message_id
     )
     insert into parked (merchant_id, message_id, source_id, state, reason, hint, wire_event,
       body_hash, credential_hash)
     select merchant_id, new_id, source_id, state, reason, hint, wire_event,
       sha256(convert_to(state || n, 'UTF8')), credential_hash
     from copied`,
    [parkedMessages],
  )
  await pool.query(
    `insert into audit_log (merchant_id, id, actor, action, object, at)
     select c.merchant_id, bench.id_at(at, 'audit' || n), 'key', 'payout.mark', 'po_' || n, at
     from bench.payouts as c, generate_series(1, $1::integer) as n
     cross join lateral (
       select paidout_now() - ($1 - n) * (interval '${days} days' / $1) as at) as t
     where c.course = 0`,
    [Math.round(payouts / 50)],
  )
  await pool.query(
    `insert into reconciliations (merchant_id, id, source_id, day, state, phase, summary,
      is_daily, created_by, created_at, finished_at)
    select c.merchant_id, bench.id_at(at, 'rec' || c.course), c.source_id, at::date, 'done',
      'finished', $1, true, 'bench', at, at
    from bench.payouts as c, generate_series(paidout_now() - interval '${days} days',
      paidout_now() - interval '2 days', '1 day') as at
    where c.course in (0, 4, 7)`,
    [JSON.stringify(EMPTY_SUMMARY)],
  )
}
