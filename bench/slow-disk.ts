import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"

import { createPool, type Pool } from "../src/postgres/pool.ts"
import { addSource, startBenchServer, startHubChild, TOKEN } from "./bench-database.ts"
import { percentile, runClosedLoop } from "./load-generator.ts"
import { row } from "./report.ts"
import { webhookRequests } from "./webhooks.ts"

/**
 * PostgreSQL waits so long before each flush of its log, however few commit: as a disk does whose
 * fsync takes that long.
 */
const SLOW_COMMITS = { commit_delay: "50000", commit_siblings: "0" }
const connections = 256

/** What a disk that needs 50 ms per commit leaves of receiving, with all stages at work. */
export async function measureSlowDisk(
  dataDir: string,
  options: { readonly quick: boolean },
): Promise<void> {
  const server = await startBenchServer(dataDir, SLOW_COMMITS)
  const hubDir = mkdtempSync(path.join(os.tmpdir(), "paidout-bench-hub-"))
  try {
    const database = await server.createDatabase("slow_disk")
    const hub = await startHubChild(database, hubDir)
    const pool = createPool({ connectionString: database.url }, { connectionsMax: 1 })
    try {
      console.log(`\nSlow disk: each commit takes 50 ms more, ${connections} connections`)
      row("a commit alone", `${(await commitMs(pool)).toFixed(0)} ms`)
      const target = {
        port: hub.port,
        nextRequest: webhookRequests({
          ...{ path: await addSource(hub.port), port: hub.port },
          token: TOKEN,
        }).next,
      }
      await runClosedLoop(target, { connections, seconds: 2 })
      const before = await commits(pool)
      const load = await runClosedLoop(target, { connections, seconds: options.quick ? 5 : 20 })
      const made = (await commits(pool)) - before
      const { latenciesMs: sorted, statuses } = load
      row("acknowledged", `${Math.round(load.perSecond)}/s`, "budget ≥ 2000/s")
      row("answers", JSON.stringify(statuses))
      row(
        "until acknowledged",
        `p50 ${percentile(sorted, 0.5).toFixed(0)} ms, p99 ${percentile(sorted, 0.99).toFixed(0)} ms`,
      )
      row("webhooks per commit, of all stages", (load.answered / made).toFixed(1))
    } finally {
      await pool.end()
      await hub.stop()
    }
  } finally {
    await server.stop()
    rmSync(hubDir, { recursive: true, force: true })
  }
}

async function commitMs(pool: Pool): Promise<number> {
  await pool.query("create table commits_alone (number integer)")
  const begun = performance.now()
  for (let count = 0; count < 10; count += 1) {
    await pool.query("insert into commits_alone values (1)")
  }
  return (performance.now() - begun) / 10
}

async function commits(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ commits: string }>(
    "select xact_commit as commits from pg_stat_database where datname = current_database()",
  )
  return Number(rows[0]?.commits)
}
