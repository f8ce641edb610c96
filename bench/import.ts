import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import os from "node:os"
import path from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { promisify } from "node:util"
import { createGzip } from "node:zlib"

import { findProvider } from "../src/providers/index.ts"
import type { PaidoutEvent } from "../src/payout/event.ts"
import type { Provider, SourceSecrets } from "../src/providers/provider.ts"
import { API_KEY, callHub, startHubChild, type BenchDatabase } from "./bench-database.ts"
import { processorTime, type ProcessorTime } from "./processor-time.ts"
import { row } from "./report.ts"

/** A year of a merchant with some 500 webhooks a day. */
const sizes = { quick: 20_000, whole: 200_000 } as const
const rateBudget = 3_000
const yearMs = 365 * 24 * 60 * 60 * 1_000
const from = Date.parse("2025-11-01T00:00:00Z")

/** Every fifth is a file of its own: what a tool wrote down request by request. */
const ownFilesMax = 2_000

const SECRETS: Readonly<Record<string, SourceSecrets>> = {
  pivot: { callback_api_key: ["bench-callback-key"] },
  xendit: { callback_token: ["bench-callback-token"] },
  adyen: { hmac_key: [createHash("sha256").update("bench").digest("hex").toUpperCase()] },
}

/** What a year holds of each provider: a sample's name, and how many of a hundred it is. */
const MIX: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  pivot: [
    ["payout.success", 80],
    ["payout.failed", 8],
    ["payout.delayed", 7],
    ["payment.paid", 5],
  ],
  xendit: [
    ["payout.succeeded", 60],
    ["v3_payout.succeeded", 25],
    ["payout.failed", 10],
    ["payout.reversed", 5],
  ],
  adyen: [
    ["payout.thirdparty", 50],
    ["paidout.reversed", 5],
    ["transfer.received", 15],
    ["transfer.booked", 15],
    ["transfer.credited", 15],
  ],
}

const execute = promisify(execFile)

/** Saved webhooks of a year, in mixed forms, through `paidout import` into a running hub. */
export async function measureImport(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const total = options.quick ? sizes.quick : sizes.whole
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const hub = await startHubChild(database, dataDir)
  try {
    console.log(`\nImport: ${total} saved webhooks of three providers`)
    const brought: { folder: string; count: number; sourceId: string }[] = []
    for (const name of Object.keys(MIX)) {
      const folder = path.join(dataDir, `saved-${name}`)
      const count = await writeYear(folder, providerNamed(name), Math.round(total / 3))
      const source = (await callHub(hub.port, "POST /v1/sources", {
        ...{ name, provider: name, secrets: SECRETS[name] },
      })) as { id: string }
      brought.push({ folder, count, sourceId: source.id })
    }
    const bring = async () => {
      const begunMs = performance.now()
      for (const { folder, count, sourceId } of brought) {
        const words = [folder, "--source", sourceId, "--json"]
        const done = JSON.parse(await paidoutImport(hub.port, words)) as Counts
        if (done.place !== count) throw new Error(`${done.place} of ${count} were taken`)
        if (done.unrecognised + done.rejected > 0) throw new Error(JSON.stringify(done))
      }
      return (performance.now() - begunMs) / 1_000
    }
    const count = brought.reduce((sum, each) => sum + each.count, 0)
    const idle = memoryMb(hub.pid, "VmRSS")
    const before = await processorTime(hub.pid, database)
    const seconds = await bring()
    const after = await processorTime(hub.pid, database)
    row("taken in", `${Math.round(count / seconds)}/s`, `budget ≥ ${rateBudget}/s`)
    const each = (side: keyof ProcessorTime) =>
      `${Math.round(((after[side] - before[side]) / count) * 1e6)} µs`
    row("processor time per webhook", `hub ${each("hub")}, database ${each("database")}`)
    row("memory of the hub: idle, at most", `${idle} MB, ${memoryMb(hub.pid, "VmHWM")} MB`)
    const again = await bring()
    row("the same once more, nothing changes", `${again.toFixed(1)} s`)
  } finally {
    await hub.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

interface Counts {
  readonly place: number
  readonly unrecognised: number
  readonly rejected: number
}

function providerNamed(name: string): Provider {
  const provider = findProvider(name)
  if (provider === undefined) throw new Error(`no provider ${name}`)
  return provider
}

async function paidoutImport(port: number, words: readonly string[]): Promise<string> {
  const command = path.join(import.meta.dirname, "../bin/paidout.js")
  const { stdout } = await execute(process.execPath, [command, "import", ...words], {
    env: { ...process.env, PAIDOUT_URL: `http://127.0.0.1:${port}`, PAIDOUT_API_KEY: API_KEY },
    maxBuffer: 1024 * 1024,
  })
  return stdout
}

/** Half of them in one compressed file with headers, the others as bare lines and single files. */
async function writeYear(folder: string, provider: Provider, count: number): Promise<number> {
  mkdirSync(folder)
  const half = count >> 1
  const own = Math.min(ownFilesMax, Math.round(count / 5))
  await pipeline(
    Readable.from(wrappedLines(provider, { from: 0, to: half, count })),
    createGzip({ level: 1 }),
    createWriteStream(path.join(folder, "1-with-headers.ndjson.gz")),
  )
  await pipeline(
    Readable.from(bareLines(provider, { from: half, to: count - own, count })),
    createWriteStream(path.join(folder, "2-bare.ndjson")),
  )
  for (let index = count - own; index < count; index += 1) {
    const { headers, body } = webhookAt(provider, index)
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const bytes = Buffer.concat([Buffer.from(`${head.join("")}\r\n`), body])
    writeFileSync(path.join(folder, `request-${index}.http`), bytes)
  }
  return count
}

interface Span {
  readonly from: number
  readonly to: number
  readonly count: number
}

function* wrappedLines(provider: Provider, span: Span): Generator<string> {
  for (let index = span.from; index < span.to; index += 1) {
    const { headers, body } = webhookAt(provider, index)
    const at = new Date(from + (index / span.count) * yearMs).toISOString()
    yield `${JSON.stringify({ received_at: at, headers, body: Buffer.from(body).toString("utf8") })}\n`
  }
}

function* bareLines(provider: Provider, span: Span): Generator<string> {
  for (let index = span.from; index < span.to; index += 1) {
    yield `${Buffer.from(webhookAt(provider, index).body).toString("utf8").replaceAll("\n", "")}\n`
  }
}

/** Every twentieth repeats the one before it, as providers do. */
function webhookAt(provider: Provider, index: number) {
  const which = index % 20 === 19 ? index - 1 : index
  const encoded = provider.encode(eventAt(provider, which), SECRETS[provider.name] ?? {}, {
    sentAt: new Date(from + which).toISOString(),
  })
  if (encoded === null) throw new Error(`${provider.name} has no words for it`)
  return encoded
}

function eventAt(provider: Provider, index: number): PaidoutEvent {
  const mix = MIX[provider.name] ?? []
  let place = (index * 37) % 100
  const [name] = mix.find(([, share]) => (place -= share) < 0) ?? []
  const event = provider.samples[name ?? ""]?.()
  if (event === undefined) throw new Error(`no sample ${name}`)
  const id = `${event.subject}-bench-${index}`
  if (event.subject !== "payout") return { ...event, providerId: id }
  const providerId = event.providerId.includes(":") ? `${id}:${id}` : id
  return { ...event, providerId, aliases: [], reference: event.reference && id }
}

function memoryMb(pid: number, field: "VmRSS" | "VmHWM"): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1")
    return Math.round(Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024)
  } catch {
    return Number.NaN
  }
}
