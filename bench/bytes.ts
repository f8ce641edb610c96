import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { createPool, type Pool } from "../src/postgres/pool.ts"
import { callHub, startHubChild, type BenchDatabase } from "./bench-database.ts"
import { FILL_SECRETS, webhookOf, type FillSource } from "./fill-templates.ts"
import { row } from "./report.ts"
import { startSink } from "./sink.ts"

const budgetBytes = 3_072
const prunedBudgetBytes = 819
const drainMsMax = 120_000
const atOnce = 64

/** What retention drops: the tables with bodies, and attempts. */
const PRUNED = /^(messages|event_bodies|attempts|readings)(_|$)/

/** Of a hundred payouts so many go through these webhooks of a provider. */
const MIX: readonly (readonly [FillSource["provider"], number, readonly string[]])[] = [
  ["xendit", 40, ["payout.succeeded"]],
  ["xendit", 15, ["v3_payout.succeeded"]],
  ["xendit", 3, ["payout.failed"]],
  ["xendit", 2, ["payout.succeeded", "payout.reversed"]],
  ["pivot", 20, ["payout.success"]],
  ["pivot", 8, ["payout.delayed", "payout.success"]],
  ["pivot", 2, ["payout.failed"]],
  ["adyen", 8, ["transfer.received", "transfer.booked", "transfer.credited"]],
  ["adyen", 2, ["payout.thirdparty", "payout.decline"]],
]

/** Bytes that an event takes with its indexes, after webhooks of all providers went the whole way. */
export async function measureBytes(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const payouts = options.quick ? 5_000 : 50_000
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const pool = createPool({ connectionString: database.url }, { statementTimeoutMs: 0 })
  const sink = await startSink()
  const hub = await startHubChild(database, dataDir)
  try {
    await callHub(hub.port, "POST /v1/endpoints", { url: sink.url })
    const before = await relationSizes(pool)
    const sent = await sendAll(hub.port, payouts)
    await isDrained(pool)
    await pool.query("vacuum")
    await tell(await relationSizes(pool), { before, sent })
  } finally {
    await hub.stop()
    await sink.close()
    await pool.end()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function sendAll(port: number, payouts: number): Promise<number> {
  const routes: Record<string, string> = {}
  for (const provider of ["pivot", "xendit", "adyen"] as const) {
    const source = (await callHub(port, "POST /v1/sources", {
      ...{ name: provider, provider, secrets: FILL_SECRETS[provider] },
    })) as { receive_url: string }
    routes[provider] = new URL(source.receive_url).pathname
  }
  let sent = 0
  let next = 0
  const work = async () => {
    while (next < payouts) {
      const number = next
      next += 1
      let place = (number * 37) % 100
      const [provider, , steps] = MIX.find(([, share]) => (place -= share) < 0) ?? MIX[0] ?? []
      if (provider === undefined || steps === undefined) return
      const marker = `BYTES${String(number).padStart(11, "0")}`
      for (const [step, sample] of steps.entries()) {
        const { headers, body } = webhookOf({ provider, marker }, { sample, step })
        const answer = await fetch(`http://127.0.0.1:${port}${routes[provider] ?? ""}`, {
          ...{ method: "POST", headers, body: Buffer.from(body) },
        })
        await answer.arrayBuffer()
        if (!answer.ok) throw new Error(`${provider} ${sample}: ${answer.status}`)
        sent += 1
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return sent
}

async function isDrained(pool: Pool): Promise<void> {
  const deadline = performance.now() + drainMsMax
  for (;;) {
    const { rows } = await pool.query<{ waiting: boolean }>(
      `select exists (select from unsettled) or exists (select from due_deliveries) as waiting`,
    )
    if (rows[0]?.waiting === false) return
    if (performance.now() > deadline) throw new Error("It was not all delivered in time.")
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

interface RelationSize {
  readonly table: string
  readonly heap: number
  readonly indexes: number
}

/** Partitions count as their table. */
async function relationSizes(pool: Pool): Promise<readonly RelationSize[]> {
  const { rows } = await pool.query<{ table: string; heap: string; indexes: string }>(
    `select coalesce(parent.relname, c.relname)::text as table,
       sum(pg_table_size(c.oid)) as heap, sum(pg_indexes_size(c.oid)) as indexes
     from pg_class as c
     left join pg_inherits as i on i.inhrelid = c.oid
     left join pg_class as parent on parent.oid = i.inhparent
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
     group by 1`,
  )
  return rows.map(({ table, heap, indexes }) => ({
    table,
    heap: Number(heap),
    indexes: Number(indexes),
  }))
}

async function tell(
  sizes: readonly RelationSize[],
  of: { readonly before: readonly RelationSize[]; readonly sent: number },
): Promise<void> {
  console.log(`\nBytes per event, ${of.sent} webhooks of three providers, one endpoint`)
  const each = sizes
    .map(({ table, heap, indexes }) => {
      const before = of.before.find((other) => other.table === table)
      return {
        table,
        heap: (heap - (before?.heap ?? 0)) / of.sent,
        indexes: (indexes - (before?.indexes ?? 0)) / of.sent,
      }
    })
    .filter(({ heap, indexes }) => heap + indexes >= 1)
    .toSorted((a, b) => b.heap + b.indexes - a.heap - a.indexes)
  let total = 0
  let kept = 0
  for (const { table, heap, indexes } of each) {
    const isPruned = PRUNED.test(table)
    total += heap + indexes
    if (!isPruned) kept += heap + indexes
    row(
      table,
      `${Math.round(heap)} + ${Math.round(indexes)} of indexes`,
      isPruned ? "pruned when old" : "",
    )
  }
  row("an event with its body", `${Math.round(total)} bytes`, `budget ≤ ${budgetBytes}`)
  row("… once that is pruned", `${Math.round(kept)} bytes`, `budget ≤ ${prunedBudgetBytes}`)
}
