import { randomUUID } from "node:crypto"
import { readFileSync, mkdtempSync, rmSync } from "node:fs"
import http from "node:http"
import type { AddressInfo } from "node:net"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import type { BatchEvent, PaidoutEvent, PayoutEvent } from "../src/payout/event.ts"
import { findProvider } from "../src/providers/index.ts"
import { callHub, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import { processorTime } from "./processor-time.ts"
import { row } from "./report.ts"

const sizes = {
  quick: { single: 300, bulks: 4 },
  whole: { single: 4_000, bulks: 20 },
} as const
const perBulk = 1_000
const perPage = 100
/** The most that a source may be set to: a provider's own limit is far below. */
const callsPerSecond = 100
const sentAtOnce = 50
const CALLBACK_KEY = "bench-callback-key"

interface Report {
  readonly id: string
  readonly state: string
  readonly checked: number
  readonly differences: number
  readonly summary: { readonly equal: number }
}

/**
 * A day of single payouts, each a call of the provider's API, and one of bulk payouts, ten calls each:
 * how long a report takes, and what it costs the hub.
 */
export async function measureReconciliation(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const { single, bulks } = options.quick ? sizes.quick : sizes.whole
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const vendor = await startVendor()
  const hub = await startHubChild(database, dataDir)
  const day = new Date().toISOString().slice(0, 10)
  try {
    console.log(`\nReconciliation: at most ${callsPerSecond} calls a second`)
    const settings = { base_url: vendor.url, calls_per_second: callsPerSecond }
    const xendit = await addSource(hub.port, {
      provider: "xendit",
      secrets: { callback_token: TOKEN },
      credentials: { api_key: "xnd_development_bench" },
      settings,
    })
    const ids = Array.from({ length: single }, () => `disb-${randomUUID()}`)
    await tell(hub.port, xendit, ids.map(singlePayout))
    await known(hub.port, xendit, ids)
    await measure(`${single} single payouts`, xendit, single)

    const pivot = await addSource(hub.port, {
      provider: "pivot",
      secrets: { callback_api_key: CALLBACK_KEY },
      credentials: { merchant_id: "bench", merchant_secret: "bench-secret" },
      settings,
    })
    await tell(hub.port, pivot, Array.from({ length: bulks }, bulkPayout))
    // Its payouts are all missing here, unless a poll is sooner: then they are equal.
    await measure(`${bulks * perBulk} payouts of ${bulks} bulk payouts, first`, pivot, 0)
    await measure(`… again, once all are known`, pivot, bulks * perBulk)
  } finally {
    await hub.stop()
    await vendor.close()
    rmSync(dataDir, { recursive: true, force: true })
  }

  async function measure(name: string, sourceId: string, equal: number): Promise<void> {
    const [usedBefore, startedMs] = [await processorTime(hub.pid, database), performance.now()]
    let memory = residentMegabytes(hub.pid)
    const memoryBefore = memory
    const asked = { source_id: sourceId, day }
    const { id } = (await callHub(hub.port, "POST /v1/reconciliations", asked)) as Report
    let report: Report
    do {
      await sleep(100)
      memory = Math.max(memory, residentMegabytes(hub.pid))
      report = (await callHub(hub.port, `GET /v1/reconciliations/${id}`)) as Report
    } while (report.state === "running")
    const seconds = (performance.now() - startedMs) / 1_000
    const used = await processorTime(hub.pid, database)
    const { checked, differences, summary } = report
    if (summary.equal < equal) throw new Error(`${name}: only ${summary.equal} are equal`)
    const looked = Math.max(checked, differences)
    const cost = ((used.hub - usedBefore.hub) * 1e3) / Math.max(1, looked)
    row(
      name,
      `${seconds.toFixed(1)} s, ${(looked / seconds).toFixed(0)}/s`,
      `${cost.toFixed(1)} ms of the hub's processor each; memory ${memoryBefore} → ${memory} MB`,
    )
  }
}

async function addSource(port: number, source: object): Promise<string> {
  const made = await callHub(port, "POST /v1/sources", { name: "bench", ...source })
  return (made as { id: string }).id
}

function singlePayout(providerId: string): PaidoutEvent {
  const sample = findProvider("xendit")?.samples["payout.succeeded"]?.() as PayoutEvent
  return {
    ...sample,
    ...{ providerId, key: `payout:${providerId}:SUCCEEDED`, account: null, reference: providerId },
    amount: { amount: 100_000_000n, currency: "IDR" },
    details: { ...sample.details, createdAt: new Date().toISOString() },
  }
}

function bulkPayout(): PaidoutEvent {
  const sample = findProvider("pivot")?.samples["payout.done"]?.() as BatchEvent
  const none = { count: 0, amount: 0n }
  const success = { count: perBulk, amount: BigInt(perBulk) * 1_000_000_000n }
  const counters = { currency: "IDR", pending: none, success, failed: none, cancelled: none }
  return { ...sample, providerId: randomUUID(), account: null, counters }
}

async function tell(port: number, sourceId: string, events: PaidoutEvent[]): Promise<void> {
  const secrets = { callback_token: [TOKEN], callback_api_key: [CALLBACK_KEY] }
  const provider = findProvider(events[0]?.subject === "batch" ? "pivot" : "xendit")
  const send = async (event: PaidoutEvent) => {
    const encoded = provider?.encode(event, secrets)
    const answer = await fetch(`http://127.0.0.1:${port}/in/${sourceId}`, {
      method: "POST",
      headers: { ...encoded?.headers },
      body: Buffer.from(encoded?.body ?? []),
    })
    if (!answer.ok) throw new Error(`a webhook was answered ${answer.status}`)
  }
  for (let from = 0; from < events.length; from += sentAtOnce) {
    await Promise.all(events.slice(from, from + sentAtOnce).map(send))
  }
}

async function known(port: number, sourceId: string, ids: readonly string[]): Promise<void> {
  const last = `GET /v1/payouts?source_id=${sourceId}&provider_id=${ids.at(-1)}`
  while (((await callHub(port, last)) as { data: unknown[] }).data.length === 0) await sleep(100)
}

/** Answers as Xendit and Pivot do, at once. */
async function startVendor(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://vendor.bench")
    request.resume()
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify(answerTo(url)))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answerTo({ pathname, searchParams }: URL): object {
  const name = pathname.split("/").at(-1) ?? ""
  const now = new Date().toISOString()
  if (name === "access-token") {
    return { code: "00", data: { accessToken: "bench", expiresIn: "900", tokenType: "Bearer" } }
  }
  if (pathname.startsWith("/v2/payouts/")) {
    return {
      ...{ id: name, reference_id: name, amount: 10_000, currency: "IDR", status: "SUCCEEDED" },
      ...{ channel_code: "ID_BRI", description: "", created: now, updated: now },
      ...{ business_id: "bench", channel_properties: { account_number: "1" } },
    }
  }
  const page = Number(searchParams.get("page") ?? 1)
  const references = Array.from({ length: perPage }, (_, index) => (page - 1) * perPage + index)
  const totals = ["Pending", "Success", "Failed", "Cancelled"].flatMap((word) => {
    const count = word === "Success" ? perBulk : 0
    return [
      [`total${word}Count`, count],
      [`total${word}Amount`, count * 100_000],
    ]
  })
  const items = { totalItems: perBulk, totalPages: perBulk / perPage }
  return {
    ...{ code: "00", message: "Success", pagination: { page, perPage, ...items } },
    data: {
      ...{ uuid: name, status: "DONE", created: now, updated: now },
      ...Object.fromEntries(totals),
      payouts: references.map((reference) => ({
        amount: { currency: "IDR", value: "100000" },
        channelCode: "BRI",
        channelInformation: { accountName: "Bench", accountNumber: "888801000157508" },
        ...{ created: now, updated: now, inquiryId: "", description: "" },
        ...{ referenceId: `r-${reference}`, status: "SUCCESS", reason: "" },
      })),
    },
  }
}

/** Linux only; 0 elsewhere. */
function residentMegabytes(pid: number): number {
  try {
    const [, kilobytes = "0"] =
      /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? []
    return Math.round(Number(kilobytes) / 1_024)
  } catch {
    return 0
  }
}
