import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { addSource, callHub, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import { percentile, runClosedLoop } from "./load-generator.ts"
import { sendOpenLoop, type OverloadAnswers, type OverloadRequest } from "./overload-generator.ts"
import { row } from "./report.ts"
import { startSink } from "./sink.ts"
import { referenceOf, webhookRequests } from "./webhooks.ts"

/** While the sustainable rate is found: what goes in is bounded by what comes out. */
const undeliveredMax = 1_500
const largeBytes = 256 * 1024
const drainSecondsMax = 600

/**
 * Twice the whole way's sustainable rate, in an open loop: most on kept connections, some on fresh
 * ones, some with large bodies, some with a wrong token. Then how soon all is as before.
 */
export async function measureOverload(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const sink = await startSink()
  const hub = await startHubChild(database, dataDir)
  try {
    const route = await addSource(hub.port)
    await callHub(hub.port, "POST /v1/endpoints", { url: sink.url })
    const undelivered = new Set<string>()
    // What is delivered before its acknowledgement is read here.
    const early = new Set<string>()
    sink.onEvent = (reference) => {
      if (!undelivered.delete(reference)) early.add(reference)
    }
    const acknowledge = (reference: string) => {
      if (!early.delete(reference)) undelivered.add(reference)
    }
    const requests = webhookRequests({ path: route, port: hub.port, token: TOKEN })
    const refused = webhookRequests({ path: route, port: hub.port, token: "wrong" })
    let sent = 0
    let count = 0
    const next = (): OverloadRequest => {
      count += 1
      if (count % 20 === 0) return { kind: "refused", bytes: refused.next(), fresh: false }
      const bytes = requests.next()
      const reference = referenceOf(bytes)
      const onAnswer = (status: number) => {
        if (status === 200) acknowledge(reference)
      }
      if (count % 200 === 1) return { kind: "large", bytes: padded(bytes), fresh: false, onAnswer }
      return { kind: "webhook", bytes, fresh: count % 20 === 1, onAnswer }
    }

    console.log("\nOverload: twice the rate that is sustained the whole way")
    const sustained = await findSustainedRate(hub.port, requests.next, {
      seconds: options.quick ? 3 : 10,
      isBehind: () => sent - sink.received > undeliveredMax,
      onSent: () => (sent += 1),
    })
    await until(() => sink.received >= sent, drainSecondsMax)
    early.clear()
    row("sustained the whole way", `${Math.round(sustained)}/s`)
    const calm = await sendOpenLoop(hub.port, { perSecond: 200, seconds: 3, next })
    tellAnswers("before, at 200/s", calm)

    const seconds = options.quick ? 10 : 60
    const memory = watchMemory(hub.pid)
    const storm = await sendOpenLoop(hub.port, { perSecond: sustained * 2, seconds, next })
    const backlog = undelivered.size
    tellAnswers(`at ${Math.round(sustained * 2)}/s for ${seconds} s`, storm)
    for (const [what, times] of [...storm.counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      row(`  ${what}`, String(times))
    row("  generator late by at most", `${storm.lateMs.toFixed(0)} ms`)
    if (storm.unsent > 0) row("  not sent, 4,000 wait", String(storm.unsent))

    for (let second = 1; second <= 5; second += 1) {
      const after = await sendOpenLoop(hub.port, { perSecond: 200, seconds: 1, next })
      tellAnswers(`${second} s after`, after)
    }
    const endedAt = performance.now()
    await until(() => undelivered.size === 0, drainSecondsMax)
    const drained = (performance.now() - endedAt) / 1_000
    row("acknowledged, not yet delivered at its end", String(backlog))
    row("… all delivered after", `${(drained + 5).toFixed(1)} s`)
    row("acknowledged and lost", String(undelivered.size), "budget 0")
    const { mostMb } = memory.stop()
    row(
      "memory of the hub, at most",
      `${mostMb} MB`,
      "bounded: see the page on failover and overload",
    )
  } finally {
    await hub.stop()
    await sink.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function findSustainedRate(
  port: number,
  nextRequest: () => Buffer,
  options: {
    readonly seconds: number
    readonly isBehind: () => boolean
    readonly onSent: () => void
  },
): Promise<number> {
  const target = {
    port,
    nextRequest: () => {
      options.onSent()
      return nextRequest()
    },
  }
  const mayContinue = () => !options.isBehind()
  await runClosedLoop(target, { connections: 64, seconds: 2, mayContinue })
  const load = await runClosedLoop(target, {
    connections: 128,
    seconds: options.seconds,
    mayContinue,
  })
  return load.perSecond
}

function tellAnswers(when: string, { latenciesMs }: OverloadAnswers): void {
  const told = [...latenciesMs]
    .toSorted(([a], [b]) => a - b)
    .map(([status, each]) => {
      const sorted = Float64Array.from(each).sort()
      const ms = (share: number) => percentile(sorted, share).toFixed(0)
      return `${status || "reset"}: p50 ${ms(0.5)}, p99 ${ms(0.99)}, most ${ms(1)} ms`
    })
  row(when, told.join(" · "))
}

/** The same webhook with white space behind it. */
function padded(request: Buffer): Buffer {
  const text = request.toString("latin1")
  const end = text.indexOf("\r\n\r\n") + 4
  const bytes = request.length - end + largeBytes
  const head = text.slice(0, end).replace(/content-length: \d+/, `content-length: ${bytes}`)
  return Buffer.concat([Buffer.from(head), request.subarray(end), Buffer.alloc(largeBytes, " ")])
}

function watchMemory(pid: number): { stop(): { readonly mostMb: number } } {
  let mostKb = 0
  const look = () => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8")
    mostKb = Math.max(mostKb, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0))
  }
  const timer = setInterval(look, 250)
  return {
    stop() {
      clearInterval(timer)
      return { mostMb: Math.round(mostKb / 1024) }
    },
  }
}

async function until(isSo: () => boolean, secondsMax: number): Promise<void> {
  const deadline = performance.now() + secondsMax * 1_000
  while (!isSo() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
