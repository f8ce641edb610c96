import { createPool } from "../src/postgres/pool.ts"
import { idText } from "../src/ids.ts"
import { API_KEY, type BenchDatabase } from "./bench-database.ts"
import { percentile } from "./load-generator.ts"
import { row } from "./report.ts"

const budgetMs = 50
const rounds = 40
/** Calls that a rare match may take. */
const pagesMax = 5

interface ListCase {
  readonly name: string
  /** Queries of like kind, taken in turns. */
  readonly paths: readonly string[]
}

/**
 * Every list and filter of the API against the filled database: first page, pages deep within, and
 * filters that match nothing or only what is very old. Tells the p95 of each, and the slowest.
 */
export async function measureLists(
  database: BenchDatabase,
  options: { readonly port: number; readonly quick: boolean },
): Promise<void> {
  const cases = await listCases(database)
  const times = options.quick ? rounds / 4 : rounds
  console.log(`\nLists, ${times} calls each, p95 (budget ≤ ${budgetMs} ms)`)
  let worst = 0
  for (const { name, paths } of cases) {
    const latencies: number[] = []
    let empty = 0
    for (let round = 0; round < times; round += 1) {
      let path = paths[round % paths.length] ?? ""
      for (let page = 0; page < pagesMax; page += 1) {
        const begun = performance.now()
        const answer = await get(options.port, path)
        latencies.push(performance.now() - begun)
        if (answer.data.length > 0 || answer.next_cursor === null) break
        empty += 1
        path = withCursor(path, answer.next_cursor)
      }
    }
    const sorted = Float64Array.from(latencies).sort()
    const p95 = percentile(sorted, 0.95)
    worst = Math.max(worst, p95)
    row(
      name,
      `p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
      [empty > 0 ? `${empty} empty pages` : "", p95 > budgetMs ? "MISSED" : ""].join(" "),
    )
  }
  row("slowest list, p95", `${worst.toFixed(1)} ms`, `budget ≤ ${budgetMs} ms`)
  const scrapes: number[] = []
  for (let round = 0; round < times; round += 1) {
    const begun = performance.now()
    const answer = await fetch(`http://127.0.0.1:${options.port}/metrics`)
    await answer.text()
    scrapes.push(performance.now() - begun)
  }
  const sorted = Float64Array.from(scrapes).sort()
  row(
    "GET /metrics",
    `p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p95 ${percentile(sorted, 0.95).toFixed(1)} ms`,
  )
}

async function get(
  port: number,
  path: string,
): Promise<{ readonly data: readonly unknown[]; readonly next_cursor: string | null }> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/${path}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as never
}

function withCursor(path: string, cursor: string): string {
  const url = new URL(path, "http://hub/")
  url.searchParams.set("cursor", cursor)
  return url.pathname.slice(1) + url.search
}

/** What to ask for: taken from rows of the first merchant, spread over its two years. */
async function listCases(database: BenchDatabase): Promise<readonly ListCase[]> {
  const pool = createPool({ connectionString: database.url }, { statementTimeoutMs: 60_000 })
  try {
    const { rows: sources } = await pool.query<{ id: string; name: string; merchant_id: string }>(
      `select s.id, s.name, s.merchant_id from sources as s
       where s.merchant_id = (select merchant_id from sources where name = 'xendit')`,
    )
    const source = (name: string) =>
      idText("source", sources.find((each) => each.name === name)?.id ?? "")
    const merchantId = sources[0]?.merchant_id ?? ""
    const { rows: some } = await pool.query<{
      id: string
      reference: string
      provider_id: string
      amount: string
      tail: string
      batch_id: string | null
      event_id: string | null
      endpoint_id: string
      at: Date
    }>(
      `select p.id, p.reference, p.provider_id, p.amount::text,
         right(p.destination_masked ->> 'account_number', 4) as tail, p.batch_id, d.event_id,
         (select id from endpoints where merchant_id = $1 order by id limit 1) as endpoint_id, p.created_at as at
       from generate_series(1, 24) as month
       cross join lateral (
         select * from payouts
         where merchant_id = $1 and id > uuid_at(paidout_now() - month * interval '1 month')
           and source_id = $2
         order by id limit 1
       ) as p
       left join lateral (select event_id from deliveries where subject_id = p.id limit 1) as d on true`,
      [merchantId, sources.find(({ name }) => name === "pivot")?.id],
    )
    const { rows: batches } = await pool.query<{ id: string; provider_id: string }>(
      `select id, provider_id from batches where merchant_id = $1 order by id limit 5`,
      [merchantId],
    )
    const { rows: items } = await pool.query<{ subject_id: string }>(
      `select subject_id from attention_items where merchant_id = $1 limit 5`,
      [merchantId],
    )
    const cursor = (kind: "payout" | "delivery" | "attention", id: string) =>
      Buffer.from(idText(kind, id)).toString("base64url")
    const each = (make: (one: (typeof some)[number]) => string) => some.map(make)
    const day = (at: Date, days: number) => new Date(at.getTime() + days * 86_400_000).toISOString()
    const one = (path: string) => ({ name: path, paths: [path] })
    const endpoint = idText("endpoint", some[0]?.endpoint_id ?? "")
    return [
      one("payouts"),
      one("payouts?limit=100"),
      { name: "payouts, deep", paths: each(({ id }) => `payouts?cursor=${cursor("payout", id)}`) },
      ...["pending", "processing", "paid", "failed", "cancelled", "reversed"].map((status) =>
        one(`payouts?status=${status}`),
      ),
      {
        name: "payouts?status=failed, deep",
        paths: each(({ id }) => `payouts?status=failed&cursor=${cursor("payout", id)}`),
      },
      { name: "payouts?reference", paths: each((p) => `payouts?reference=${p.reference}`) },
      { name: "payouts?provider_id", paths: each((p) => `payouts?provider_id=${p.provider_id}`) },
      { name: "payouts?account_tail", paths: each((p) => `payouts?account_tail=${p.tail}`) },
      { name: "payouts?amount", paths: each((p) => `payouts?amount=${p.amount}`) },
      {
        name: "payouts?amount_from&amount_to",
        paths: each(
          (p) => `payouts?amount_from=${p.amount}&amount_to=${Number(p.amount) + 50_000}`,
        ),
      },
      {
        name: "payouts?account_tail&amount",
        paths: each((p) => `payouts?account_tail=${p.tail}&amount=${p.amount}`),
      },
      {
        name: "payouts?batch_id",
        paths: batches.map(({ id }) => `payouts?batch_id=${idText("batch", id)}`),
      },
      ...["xendit", "pivot", "adyen"].map((provider) => one(`payouts?provider=${provider}`)),
      one("payouts?provider=stripe"),
      ...["xendit", "pivot", "given up"].map((name) => ({
        name: `payouts?source_id (${name})`,
        paths: [`payouts?source_id=${source(name)}`],
      })),
      {
        name: "payouts?source_id&status",
        paths: [`payouts?source_id=${source("given up")}&status=failed`],
      },
      one("payouts?currency=IDR"),
      one("payouts?currency=XXX"),
      one("payouts?live=true"),
      one("payouts?reference=nobody"),
      one("payouts?account_tail=zzzz"),
      one("payouts?amount=1"),
      {
        name: "payouts?created_from&created_to",
        paths: each(({ at }) => `payouts?created_from=${day(at, -1)}&created_to=${day(at, 0)}`),
      },
      {
        name: "payouts?created_…&status=reversed",
        paths: each(
          ({ at }) =>
            `payouts?status=reversed&created_from=${day(at, -7)}&created_to=${day(at, 0)}`,
        ),
      },
      {
        name: "payouts?created_…&currency=XXX",
        paths: each(
          ({ at }) => `payouts?currency=XXX&created_from=${day(at, -30)}&created_to=${day(at, 0)}`,
        ),
      },
      one("batches"),
      one("batches?status=pending"),
      one("batches?status=done"),
      {
        name: "batches?provider_id",
        paths: batches.map((b) => `batches?provider_id=${b.provider_id}`),
      },
      one("batches?provider=xendit"),
      one("payments"),
      one("payments?status=processing"),
      one("payments?status=paid"),
      one("payments?reference=order-77"),
      one("payments?provider_id=nothing"),
      one("payments?live=true"),
      one("messages"),
      ...["received", "settled", "quarantined", "unrecognised"].map((state) =>
        one(`messages?state=${state}`),
      ),
      { name: "messages?source_id (xendit)", paths: [`messages?source_id=${source("xendit")}`] },
      {
        name: "messages?source_id (given up)",
        paths: [`messages?source_id=${source("given up")}`],
      },
      one("deliveries"),
      {
        name: "deliveries, deep",
        paths: each(({ event_id: id }) => `deliveries?cursor=${cursor("delivery", id ?? "")}`),
      },
      one(`deliveries?endpoint_id=${endpoint}`),
      ...["queued", "retrying", "delivered", "exhausted", "discarded", "missed"].flatMap(
        (state) => [
          one(`deliveries?state=${state}`),
          {
            name: `deliveries?endpoint_id&state=${state}`,
            paths: [`deliveries?endpoint_id=${endpoint}&state=${state}`],
          },
        ],
      ),
      one("deliveries?type=payout.*"),
      one("deliveries?type=payout.reversed"),
      one("deliveries?type=batch.*"),
      {
        name: "deliveries?payout_id",
        paths: each(({ id }) => `deliveries?payout_id=${idText("payout", id)}`),
      },
      {
        name: "deliveries?event_id",
        paths: each(({ event_id: id }) => `deliveries?event_id=${idText("event", id ?? "")}`),
      },
      {
        name: "deliveries?created_…",
        paths: each(
          ({ at }) => `deliveries?created_after=${day(at, -1)}&created_before=${day(at, 0)}`,
        ),
      },
      one("attention"),
      one("attention?kind=failed"),
      one("attention?kind=conflict"),
      one("attention?state=closed"),
      one("attention?state=closed&kind=conflict"),
      one("attention?state=all"),
      {
        name: "attention?subject_id",
        paths: items.map((item) => `attention?subject_id=${idText("payout", item.subject_id)}`),
      },
      { name: "attention?source_id", paths: [`attention?source_id=${source("adyen")}`] },
      one("audit"),
      one("reconciliations"),
      {
        name: "reconciliations?source_id",
        paths: [`reconciliations?source_id=${source("adyen")}`],
      },
      one("reconciliations?state=running"),
      ...["sources", "endpoints", "imports", "resends", "api-keys"].map(one),
    ]
  } finally {
    await pool.end()
  }
}
