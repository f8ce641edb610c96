import { startChild } from "./children.ts"
import { median, row } from "./report.ts"
import { readFileSync } from "node:fs"

/** Start to ready on an embedded database that exists already, and what the hub holds when idle. */
export async function measureStart(dataDir: string): Promise<void> {
  const start = async () => {
    const begun = performance.now()
    const child = await startChild("./hub-server.ts", {
      DATA_DIR: dataDir,
      PORT: "0",
      LOG_LEVEL: "warn",
    })
    const ready = await fetch(`http://127.0.0.1:${child.port}/readyz`)
    if (!ready.ok) throw new Error(`not ready: ${ready.status}`)
    return { child, ms: performance.now() - begun }
  }
  const first = await start()
  await first.child.stop()
  const times: number[] = []
  let residentMb = 0
  for (let round = 0; round < 3; round += 1) {
    const { child, ms } = await start()
    times.push(ms)
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    residentMb = Math.max(residentMb, residentMegabytes(child.pid))
    await child.stop()
  }
  console.log("\nStart")
  row("first start (makes the database)", `${(first.ms / 1_000).toFixed(2)} s`)
  row(
    "start to ready, existing database",
    `${(median(times) / 1_000).toFixed(2)} s`,
    "budget ≤ 3 s",
  )
  row("idle memory of the hub", `${residentMb.toFixed(0)} MB`, "budget ≤ 150 MB")
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024
}
