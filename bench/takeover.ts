import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { addSource, callHub, startHubChild, TOKEN, type BenchDatabase } from "./bench-database.ts"
import { runClosedLoop } from "./load-generator.ts"
import { row } from "./report.ts"
import { startSink } from "./sink.ts"
import { webhookRequests } from "./webhooks.ts"

/** Fewer than one endpoint may have under way, so that the dead hub has sent them all. */
const deliveriesMax = 20
const waitMs = 30_000

/**
 * A hub is killed with deliveries under way that its endpoint has read and not answered. Another hub
 * on the same database sends them again: how long after the kill does the first and the last arrive?
 */
export async function measureTakeover(
  createDatabase: (name: string) => Promise<BenchDatabase>,
  options: { readonly quick: boolean },
): Promise<void> {
  const rounds = options.quick ? 1 : 3
  const taken: { firstMs: number; lastMs: number; count: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    taken.push(await takeOver(await createDatabase(`takeover_${round}`)))
  }
  console.log(`\nTakeover: a hub is killed with ${deliveriesMax} deliveries under way`)
  const worst = (of: "firstMs" | "lastMs") => Math.max(...taken.map((each) => each[of])) / 1_000
  row("kill -9 to the first sent again", `${worst("firstMs").toFixed(1)} s`, "budget ≤ 10 s")
  row("… to the last", `${worst("lastMs").toFixed(1)} s`, `of ${rounds} rounds the slowest`)
  row("lost", String(taken.reduce((sum, { count }) => sum + deliveriesMax - count, 0)), "budget 0")
}

async function takeOver(
  database: BenchDatabase,
): Promise<{ firstMs: number; lastMs: number; count: number }> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  const sink = await startSink()
  const doomed = await startHubChild(database, dataDir)
  try {
    const route = await addSource(doomed.port)
    await callHub(doomed.port, "POST /v1/endpoints", { url: sink.url })
    sink.hang()
    let sent = 0
    const { next } = webhookRequests({ path: route, port: doomed.port, token: TOKEN })
    await runClosedLoop(
      {
        port: doomed.port,
        nextRequest() {
          sent += 1
          return next()
        },
      },
      { connections: 1, seconds: 10, mayContinue: () => sent < deliveriesMax },
    )
    await until(() => sink.unanswered >= deliveriesMax)
    const survivor = await startHubChild(database, dataDir)
    try {
      const arrivedMs = new Map<string, number>()
      await doomed.kill()
      const killedAt = performance.now()
      sink.recover()
      sink.onEvent = (reference) => {
        if (!arrivedMs.has(reference)) arrivedMs.set(reference, performance.now() - killedAt)
      }
      await until(() => arrivedMs.size >= deliveriesMax)
      const times = [...arrivedMs.values()]
      return { firstMs: Math.min(...times), lastMs: Math.max(...times), count: times.length }
    } finally {
      await survivor.stop()
    }
  } finally {
    await Promise.all([doomed.stop(), sink.close()])
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function until(isDone: () => boolean): Promise<void> {
  const deadline = performance.now() + waitMs
  while (!isDone() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
