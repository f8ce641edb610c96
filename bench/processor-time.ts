import { readFileSync } from "node:fs"

import { createPool } from "../src/postgres/pool.ts"
import type { BenchDatabase } from "./bench-database.ts"

/** Seconds of processor time that each side has used so far; Linux only, NaN elsewhere. */
export interface ProcessorTime {
  readonly hub: number
  readonly database: number
  readonly bench: number
}

/** USER_HZ, in which /proc counts: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

export async function processorTime(
  hubPid: number,
  database: BenchDatabase,
): Promise<ProcessorTime> {
  const pool = createPool({ connectionString: database.url }, { connectionsMax: 1 })
  const { rows } = await pool.query<{ pid: number }>("select pid from pg_stat_activity")
  const used = rows.map(({ pid }) => secondsOf(pid)).reduce((sum, each) => sum + each, 0)
  await pool.end()
  const { user, system } = process.cpuUsage()
  return { hub: secondsOf(hubPid), database: used, bench: (user + system) / 1e6 }
}

function secondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    // The name before it may hold spaces; user and system time are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return process.platform === "linux" ? 0 : Number.NaN
  }
}
