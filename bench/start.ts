import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:net"

import { median, row } from "./report.ts"

/** Start to ready on an embedded database that exists already, and what the hub holds when idle. */
export async function measureStart(dataDir: string): Promise<void> {
  const first = await start(dataDir)
  await first.stop()
  const times: number[] = []
  let residentMb = 0
  for (let round = 0; round < 3; round += 1) {
    const hub = await start(dataDir)
    times.push(hub.readyMs)
    await sleep(5_000)
    residentMb = Math.max(residentMb, residentMegabytes(hub.pid))
    await hub.stop()
  }
  console.log("\nStart")
  row("first start (makes the database)", `${(first.readyMs / 1_000).toFixed(2)} s`)
  row(
    "start to ready, existing database",
    `${(median(times) / 1_000).toFixed(2)} s`,
    "budget ≤ 3 s",
  )
  row("idle memory of the hub", `${residentMb.toFixed(0)} MB`, "budget ≤ 150 MB")
}

/** `paidout start`, as a user starts it; ready is when /readyz says so. */
async function start(dataDir: string) {
  const port = await freePort()
  const begun = performance.now()
  const hub = spawn(process.execPath, ["bin/paidout.js", "start"], {
    cwd: new URL("..", import.meta.url),
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "error" },
    stdio: ["ignore", "ignore", "inherit"],
  })
  while (!(await isReady(port))) {
    if (hub.exitCode !== null) throw new Error("The hub ended before it was ready.")
    await sleep(10)
  }
  return {
    pid: hub.pid ?? 0,
    readyMs: performance.now() - begun,
    async stop() {
      const gone = once(hub, "exit")
      hub.kill("SIGTERM")
      await gone
    },
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" && address !== null ? address.port : 0
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
