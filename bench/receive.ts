import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { addSource, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import { startChild } from "./children.ts"
import { percentile, runClosedLoop, runOpenLoop, type LoadTarget } from "./load-generator.ts"
import { median, row } from "./report.ts"
import { webhookRequests } from "./webhooks.ts"

/**
 * Receive, i.e. authenticate, commit durably and acknowledge, against a bare server and against
 * what teams write by hand, which does nothing afterwards either: the later stages are off. The
 * contenders take turns, so that drift of the machine hits all.
 */
export async function measureReceive(
  database: BenchDatabase,
  options: { readonly quick: boolean },
): Promise<void> {
  const seconds = options.quick ? 2 : 6
  const rounds = options.quick ? 1 : 3
  const connections = 256
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const hub = await startHubChild(database, dataDir, { BENCH_ROLES: "receive,http" })
  const bare = await startChild("./bare-server.ts", {})
  const handwritten = await startChild("./handwritten-server.ts", {
    BENCH_DATABASE_URL: database.url,
    BENCH_TOKEN: TOKEN,
  })
  const express = await startChild("./peers/express-server.ts", {
    BENCH_DATABASE_URL: database.url,
    BENCH_TOKEN: TOKEN,
  })
  try {
    const target = (port: number, route: string): LoadTarget => ({
      port,
      nextRequest: webhookRequests({ path: route, port, token: TOKEN }).next,
    })
    const contenders = {
      "bare node:http": target(bare.port, "/webhook"),
      "Express + insert": target(express.port, "/webhook"),
      "Fastify + insert": target(handwritten.port, "/webhook"),
      "Paidout receive": target(hub.port, await addSource(hub.port)),
    }
    const rates: Record<string, number[]> = {}
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, contender] of Object.entries(contenders)) {
        const result = await runClosedLoop(contender, {
          connections,
          seconds: round < 0 ? 1.5 : seconds,
        })
        if (round < 0) continue
        const bad = Object.keys(result.statuses).filter((status) => status !== "200")
        if (bad.length > 0) console.log(`  ${name}: answers ${JSON.stringify(result.statuses)}`)
        rates[name] = [...(rates[name] ?? []), result.perSecond]
      }
    }
    console.log(`\nReceive, ${connections} connections, ${rounds} rounds of ${seconds} s in turns`)
    const floor = median(rates["bare node:http"] ?? [])
    const byHand = median(rates["Fastify + insert"] ?? [])
    const byExpress = median(rates["Express + insert"] ?? [])
    for (const [name, each] of Object.entries(rates)) {
      row(
        name,
        `${Math.round(median(each))}/s`,
        `min ${Math.round(Math.min(...each))}, max ${Math.round(Math.max(...each))}`,
      )
    }
    const ours = median(rates["Paidout receive"] ?? [])
    row("Paidout / bare", (ours / floor).toFixed(2), "budget ≥ 0.40")
    row("Paidout / Fastify + insert", (ours / byHand).toFixed(2), "budget ≥ 1.50")
    row("Paidout / Express + insert", (ours / byExpress).toFixed(2))

    const half = Math.round(ours / 2)
    const paced = await runOpenLoop(contenders["Paidout receive"], {
      connections,
      seconds: options.quick ? 3 : 10,
      perSecond: half,
    })
    row(
      `Paidout at half of that (${half}/s)`,
      `p50 ${percentile(paced.latenciesMs, 0.5).toFixed(1)} ms, p99 ${percentile(paced.latenciesMs, 0.99).toFixed(1)} ms`,
      "budget p99 ≤ 25 ms",
    )
  } finally {
    await Promise.all([hub, bare, handwritten, express].map((child) => child.stop()))
    rmSync(dataDir, { recursive: true, force: true })
  }
}
