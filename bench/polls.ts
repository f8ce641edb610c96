import { mkdtempSync, rmSync } from "node:fs"
import http from "node:http"
import type { AddressInfo } from "node:net"
import os from "node:os"
import path from "node:path"

import { idUuid } from "../src/ids.ts"
import type { PayoutEvent } from "../src/payout/event.ts"
import { minorFromAmount } from "../src/payout/money.ts"
import { createPool, type Pool } from "../src/postgres/pool.ts"
import { findProvider } from "../src/providers/index.ts"
import { copyUnderWay } from "../test/support/many-polls.ts"
import { callHub, startHubChild, type BenchDatabase } from "./bench-database.ts"
import type { Child } from "./children.ts"
import { row } from "./report.ts"

const sizes = { quick: { xendit: 300, pivot: 10_000 }, whole: { xendit: 10_000, pivot: 10_000 } }
const BATCH_SIZE = 1_000
const PER_PAGE = 100
const processesMax = 2

const SECRETS = {
  xendit: { callback_token: ["bench-callback-token"] },
  pivot: { callback_api_key: ["bench-callback-key"] },
} as const
const CREDENTIALS = {
  xendit: { api_key: "xnd_production_bench" },
  pivot: { merchant_id: "bench", merchant_secret: "bench-secret" },
} as const
const SAMPLES = { xendit: "v3_payout.pending_compliance", pivot: "payout.delayed" } as const
type Provider = keyof typeof SAMPLES

/**
 * 10,000 stuck payouts at a provider that answers and has nothing new: what two hubs on one database
 * ask it, how fast, and how long it takes until each payout was asked for once.
 */
export async function measurePolls(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const counts = options.quick ? sizes.quick : sizes.whole
  const folders: string[] = []
  const hubs: Child[] = []
  const vendor = await startVendor()
  const pool = createPool({ connectionString: database.url }, { connectionsMax: 2 })
  try {
    for (let index = 0; index < processesMax; index += 1) {
      const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
      folders.push(folder)
      hubs.push(await startHubChild(database, folder))
    }
    console.log(`\nPolls: stuck payouts, ${processesMax} hubs on one database`)
    for (const provider of ["pivot", "xendit"] as const) {
      await measureProvider(provider, {
        count: counts[provider],
        port: hubs[0]?.port ?? 0,
        pool,
        vendor,
      })
    }
  } finally {
    await Promise.all(hubs.map((hub) => hub.stop()))
    await pool.end()
    await vendor.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}

async function measureProvider(
  provider: Provider,
  bench: {
    readonly count: number
    readonly port: number
    readonly pool: Pool
    readonly vendor: Vendor
  },
): Promise<void> {
  const { count, port, pool, vendor } = bench
  const source = (await callHub(port, "POST /v1/sources", {
    name: `bench ${provider}`,
    provider,
    live: true,
    secrets: SECRETS[provider],
    credentials: CREDENTIALS[provider],
    settings: { base_url: vendor.url },
  })) as { id: string; receive_url: string }
  const id = idUuid("source", source.id) ?? ""
  const event = findProvider(provider)?.samples[SAMPLES[provider]]?.() as PayoutEvent
  vendor.event = event
  await tell(provider, port, { event, target: new URL(source.receive_url).pathname })
  while ((await pool.query("select from polls where source_id = $1", [id])).rowCount === 0) {
    await sleep(50)
  }
  await pool.query("delete from polls where source_id = $1", [id])
  const begunMs = performance.now()
  await copyUnderWay(pool, { id }, { count, nameOf: provider, batchSize: BATCH_SIZE })
  await pool.query("analyze polls")
  for (;;) {
    const { rows } = await pool.query<{ left: number }>(
      `select count(*)::integer as left from polls
       where source_id = $1 and subject = 'payout' and (asked_at is null or finding is not null)`,
      [id],
    )
    if (rows[0]?.left === 0) break
    await sleep(250)
  }
  const seconds = (performance.now() - begunMs) / 1_000
  const calls = vendor.calledAtMs[provider].length
  const perSecond = findProvider(provider)?.api?.callsPerSecondMax.live ?? 0
  row(`${provider}: ${count} payouts asked once`, `${calls} calls in ${seconds.toFixed(1)} s`)
  row("  calls per second", (calls / seconds).toFixed(2), `allowed ${perSecond}`)
  row("  most in any second", String(mostWithin(vendor.calledAtMs[provider], 1_000)), "budget ≤ 10")
}

function mostWithin(timesMs: readonly number[], withinMs: number): number {
  let from = 0
  let most = 0
  for (const [index, atMs] of timesMs.entries()) {
    while (atMs - (timesMs[from] ?? atMs) >= withinMs) from += 1
    most = Math.max(most, index - from + 1)
  }
  return most
}

async function tell(
  provider: Provider,
  port: number,
  webhook: { readonly event: PayoutEvent; readonly target: string },
): Promise<void> {
  const encoded = findProvider(provider)?.encode(webhook.event, SECRETS[provider])
  if (!encoded) throw new Error(`${provider} has no words for it`)
  const answer = await fetch(`http://127.0.0.1:${port}${webhook.target}`, {
    method: "POST",
    headers: encoded.headers,
    body: new Uint8Array(encoded.body),
  })
  if (!answer.ok) throw new Error(`the webhook was answered ${answer.status}`)
}

interface Vendor {
  readonly url: string
  readonly calledAtMs: Readonly<Record<Provider, number[]>>
  /** What every payout is a copy of. */
  event: PayoutEvent | undefined
  close(): Promise<void>
}

/** Both providers' APIs: each payout is as it was. */
async function startVendor(): Promise<Vendor> {
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://vendor.test")
    // Each has its own paths: the first one's polls go on while the second one's are measured.
    const provider = pathname.startsWith("/v3/") ? "xendit" : "pivot"
    vendor.calledAtMs[provider].push(performance.now())
    request.resume()
    response.writeHead(200, { "content-type": "application/json" })
    response.end(JSON.stringify(answerTo(pathname, searchParams, vendor.event)))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const vendor: Vendor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calledAtMs: { pivot: [], xendit: [] },
    event: undefined,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return vendor
}

function answerTo(
  pathname: string,
  query: URLSearchParams,
  event: PayoutEvent | undefined,
): object {
  const name = pathname.split("/").at(-1) ?? ""
  const value = Number((event?.amount?.amount ?? 0n) / 10_000n)
  const currency = event?.amount?.currency ?? "IDR"
  if (pathname === "/v1/access-token") {
    const data = { accessToken: "bench-token", expiresIn: "900", tokenType: "Bearer" }
    return { code: "00", message: "Success", data }
  }
  if (pathname.startsWith("/v3/payouts/")) {
    const exponent = currency === "IDR" ? 0 : 2
    const minor = Number(minorFromAmount(event?.amount?.amount ?? 0n, exponent))
    return {
      payout_id: name,
      status: "PENDING_COMPLIANCE_REVIEW",
      source_currency: currency,
      source_amount: minor,
      destination_currency: currency,
      destination_amount: minor,
    }
  }
  const page = Number(query.get("page"))
  const batch = Number(name.slice(-12))
  const payouts = Array.from({ length: PER_PAGE }, (_, index) => ({
    referenceId: `wage-${batch * BATCH_SIZE + (page - 1) * PER_PAGE + index}`,
    status: "PENDING",
    amount: { currency, value: String(value) },
    channelCode: "BRI",
    updated: "2026-01-01T00:00:00Z",
  }))
  const counts = { Pending: BATCH_SIZE, Success: 0, Failed: 0, Cancelled: 0 }
  const payoutResults = Object.fromEntries(
    Object.entries(counts).flatMap(([counted, each]) => [
      [`total${counted}Count`, each],
      [`total${counted}Amount`, each * value],
    ]),
  )
  const data = {
    uuid: name,
    merchantId: event?.account,
    status: "IN_PROGRESS",
    payoutResults,
    payouts,
  }
  const pagination = {
    page,
    perPage: PER_PAGE,
    totalItems: BATCH_SIZE,
    totalPages: BATCH_SIZE / PER_PAGE,
  }
  return { code: "00", message: "Success", data, pagination }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
