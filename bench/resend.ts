import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { addSource, callHub, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import { percentile, runClosedLoop, runOpenLoop, type LoadTarget } from "./load-generator.ts"
import { median, row } from "./report.ts"
import { startSink, type Sink } from "./sink.ts"
import { referenceOf, webhookRequests } from "./webhooks.ts"

/** Each hears of a source of its own; the first one is also resent to. */
const endpointsMax = 4
const freshPerSecond = 200
const sizes = {
  quick: { resent: 5_000, rounds: 1, aloneSeconds: 5 },
  whole: { resent: 20_000, rounds: 3, aloneSeconds: 15 },
} as const

interface Listener {
  readonly sink: Sink
  readonly endpointId: string
  readonly next: () => Buffer
}

interface ResendAnswer {
  readonly id: string
  readonly delivered: number
  readonly finished_at: string | null
}

/**
 * Webhook in → delivery, without and with a bulk resend of many deliveries to one of the endpoints
 * that hear of it. The two take turns in one run.
 */
export async function measureResend(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const { resent, rounds, aloneSeconds } = options.quick ? sizes.quick : sizes.whole
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const sinks = await Promise.all(Array.from({ length: endpointsMax }, startSink))
  const hub = await startHubChild(database, dataDir)
  try {
    const listeners: Listener[] = []
    for (const sink of sinks) listeners.push(await addListener(hub.port, sink))
    const [bulk] = listeners
    if (bulk === undefined) throw new Error("no endpoint")
    await miss(hub.port, bulk, resent)
    const fresh = createFresh(hub.port, listeners)
    await fresh.run(() => sleep(3_000))

    console.log(`\nResend: ${resent} deliveries to one of ${endpointsMax} endpoints with traffic`)
    const createdBefore = new Date().toISOString()
    const alone: Float64Array[] = []
    const beside: Float64Array[] = []
    const drained: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      alone.push(await fresh.run(() => sleep(aloneSeconds * 1_000)))
      const filter = {
        endpoint_id: bulk.endpointId,
        created_before: createdBefore,
        state: round === 0 ? "missed" : "delivered",
      }
      let seconds = Number.NaN
      beside.push(
        await fresh.run(async () => {
          const begunMs = performance.now()
          const delivered = await resendAll(hub.port, filter)
          seconds = (performance.now() - begunMs) / 1_000
          if (delivered < resent) throw new Error(`only ${delivered} were resent`)
        }),
      )
      drained.push(resent / seconds)
    }
    report({ alone, beside, drained })
  } finally {
    await hub.stop()
    await Promise.all(sinks.map((sink) => sink.close()))
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function addListener(port: number, sink: Sink): Promise<Listener> {
  const route = await addSource(port)
  const { id } = (await callHub(port, "POST /v1/endpoints", {
    url: sink.url,
    settings: { source_ids: [path.posix.basename(route)] },
  })) as { id: string }
  const { next } = webhookRequests({ path: route, port, token: TOKEN })
  return { sink, endpointId: id, next }
}

/** Makes deliveries that the endpoint never got, as they come to be: while it is disabled. */
async function miss(port: number, { endpointId, next }: Listener, count: number): Promise<void> {
  const find = async () =>
    (await callHub(port, "POST /v1/deliveries/resend", {
      filter: { state: "missed" },
      dry_run: true,
    })) as { total: number }
  await callHub(port, `POST /v1/endpoints/${endpointId}/disable`)
  let made = 0
  const target: LoadTarget = {
    port,
    nextRequest() {
      made += 1
      return next()
    },
  }
  await runClosedLoop(target, {
    connections: 32,
    seconds: 120,
    mayContinue: () => made < count,
    isDone: () => made >= count,
  })
  while ((await find()).total < count) await sleep(250)
  await callHub(port, `POST /v1/endpoints/${endpointId}/enable`)
}

/** Returns how many were delivered, once each of them was. */
async function resendAll(port: number, filter: object): Promise<number> {
  const begun = (await callHub(port, "POST /v1/deliveries/resend", { filter })) as ResendAnswer
  for (;;) {
    await sleep(100)
    const now = (await callHub(port, `GET /v1/resends/${begun.id}`)) as ResendAnswer
    if (now.finished_at !== null) return now.delivered
  }
}

function createFresh(port: number, listeners: readonly Listener[]) {
  const sentAt = new Map<string, number>()
  let latencies: number[] = []
  let count = 0
  const target: LoadTarget = {
    port,
    nextRequest() {
      count += 1
      const request = listeners[count % listeners.length]?.next() ?? Buffer.alloc(0)
      sentAt.set(referenceOf(request), performance.now())
      return request
    },
  }
  for (const { sink } of listeners) {
    sink.onEvent = (reference) => {
      const at = sentAt.get(reference)
      if (at === undefined) return
      sentAt.delete(reference)
      latencies.push(performance.now() - at)
    }
  }
  return {
    /** Latencies of all endpoints while the work runs, sorted. */
    async run(work: () => Promise<void>): Promise<Float64Array> {
      latencies = []
      let working = true
      const done = work().finally(() => (working = false))
      await runOpenLoop(target, {
        connections: 16,
        seconds: 600,
        perSecond: freshPerSecond,
        isDone: () => !working,
      })
      await done
      await sleep(500)
      if (sentAt.size > 0) throw new Error(`${sentAt.size} fresh deliveries are missing`)
      return Float64Array.from(latencies).sort()
    },
  }
}

function report(measured: {
  readonly alone: readonly Float64Array[]
  readonly beside: readonly Float64Array[]
  readonly drained: readonly number[]
}): void {
  const { alone, beside, drained } = measured
  const at = (rounds: readonly Float64Array[], share: number) =>
    median(rounds.map((latencies) => percentile(latencies, share)))
  const told = (rounds: readonly Float64Array[]) =>
    `${at(rounds, 0.5).toFixed(1)} / ${at(rounds, 0.95).toFixed(1)} ms`
  row(`fresh at ${freshPerSecond}/s alone: p50/p95`, told(alone))
  row("fresh beside the resend: p50/p95", told(beside))
  const ratio = at(beside, 0.95) / at(alone, 0.95)
  row("fresh p95, beside ÷ alone", ratio.toFixed(2), "budget ≤ 2.00")
  row("resent and answered", `${Math.round(median(drained))}/s`, "budget ≥ 1000/s")
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
