import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import path from "node:path"
import { expect, onTestFinished, test } from "vitest"

import { serverProcesses } from "../support/embedded-process.ts"
import { argumentsOf, environmentOf, isAlive, spawnHubProcess } from "../support/spawned-hub.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call } from "../support/test-hub.ts"

const waitMs = 50_000

/** Two workers on an embedded server of their own. */
async function startWorkers(environment: Readonly<Record<string, string>> = {}) {
  const dataDir = path.join(temporaryFolder(), "data")
  const hub = spawnHubProcess({ DATA_DIR: dataDir, ...environment }, ["--workers", "2"])
  onTestFinished(() => void hub.end("SIGKILL"))
  const url = await hub.ready
  return { hub, url, dataDir, workers: hub.workers() }
}

test(
  "two workers on the embedded server are one hub: greeted once, with one key, ended together",
  { timeout: 120_000 },
  async () => {
    const { hub, url, dataDir, workers } = await startWorkers()
    expect(workers).toHaveLength(2)
    expect(hub.greeting.match(/is ready/g)).toHaveLength(1)
    const key = readFileSync(path.join(dataDir, "api-key"), "utf8").trim()
    expect(hub.greeting).toContain(`${key} (new; also in `)
    expect(hub.log.filter(({ msg }) => msg === "migration applied").length).toBeGreaterThan(0)

    // Whichever worker is free answers.
    for (let count = 0; count < 4; count += 1) {
      const answer = await fetch(`${url}/v1/api-keys`, {
        headers: { authorization: `Bearer ${key}`, connection: "close" },
      })
      expect(((await answer.json()) as { data: unknown[] }).data).toHaveLength(1)
    }
    // Whoever is scraped tells what all have counted.
    for (let count = 0; count < 6; count += 1) {
      const headers = { connection: "close" }
      const answer = await fetch(`${url}/in/src_nobody`, { method: "POST", body: "{}", headers })
      expect(answer.status).toBe(404)
    }
    for (let count = 0; count < 2; count += 1) {
      const answer = await fetch(`${url}/metrics`, { headers: { connection: "close" } })
      expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/)
      const text = await answer.text()
      expect(text).toContain('{provider="unknown",outcome="source_unknown"} 6\n')
      expect(text).toMatch(/^paidout_endpoints\{state="active"\} \d+$/m)
    }
    const { json } = await call({ url }, "GET /v1/sandbox/accounts", { key })
    const providers = (json.data as { provider: string }[]).map(({ provider }) => provider)
    expect(providers.toSorted()).toEqual(["adyen", "pivot", "xendit"])

    const secrets = ["secret-key", "api-key", "postgres-password"].flatMap((file) => {
      try {
        return [readFileSync(path.join(dataDir, file), "utf8").trim()]
      } catch {
        return []
      }
    })
    expect(secrets.length).toBeGreaterThanOrEqual(2)
    for (const pid of [hub.pid, ...workers]) {
      const shown = argumentsOf(pid) + environmentOf(pid)
      expect(shown).toContain("paidout.js start --workers 2")
      for (const secret of secrets) expect(shown).not.toContain(secret)
    }

    expect(await hub.end("SIGTERM")).toBe(0)
    expect(workers.filter(isAlive)).toEqual([])
    expect(serverProcesses(dataDir)).toEqual([])
    expect(hub.errors).toBe("")
  },
)

test(
  "a worker that is killed is started again, and the log says so",
  { timeout: 180_000 },
  async () => {
    const { hub, url, workers } = await startWorkers()
    const [victim = 0, other = 0] = workers
    process.kill(victim, "SIGKILL")
    const ends = () => hub.log.filter(({ msg }) => msg.startsWith("a worker ended by itself"))
    await expect
      .poll(ends, { timeout: waitMs })
      .toMatchObject([{ level: 50, worker_pid: victim, signal: "SIGKILL", pause_ms: 0 }])
    // The other one goes on meanwhile.
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const [second] = await until(() => hub.workers().filter((pid) => pid !== other))
    const ready = () => hub.log.filter(({ msg }) => msg === "a worker is ready")
    await expect.poll(ready, { timeout: waitMs }).toHaveLength(3)
    process.kill(second ?? 0, "SIGKILL")
    // It died soon: the next one waits.
    await expect.poll(ends, { timeout: waitMs }).toMatchObject([{}, { pause_ms: 1_000 }])
    await expect.poll(ready, { timeout: waitMs }).toHaveLength(4)
    // Asked politely, it ends with nothing under way, and is started again too.
    process.kill(other, "SIGTERM")
    await expect.poll(ends, { timeout: waitMs }).toMatchObject([{}, {}, { code: 0 }])
    await expect.poll(ready, { timeout: waitMs }).toHaveLength(5)
    expect(await hub.end("SIGINT")).toBe(0)
  },
)

test(
  "workers end when their parent is killed, and the next start takes over",
  { timeout: 180_000 },
  async () => {
    const { hub, dataDir, workers } = await startWorkers()
    expect(await hub.end("SIGKILL")).toBe("SIGKILL")
    await expect.poll(() => workers.filter(isAlive), { timeout: waitMs }).toEqual([])
    const next = spawnHubProcess({ DATA_DIR: dataDir }, ["--workers", "2"])
    onTestFinished(() => void next.end("SIGKILL"))
    const url = await next.ready
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(await next.end("SIGTERM")).toBe(0)
  },
)

test("without workers a SIGHUP ends the hub as a SIGTERM does", { timeout: 120_000 }, async () => {
  const dataDir = path.join(temporaryFolder(), "data")
  const alone = spawnHubProcess({ DATA_DIR: dataDir })
  await alone.ready
  expect(alone.workers()).toEqual([])
  expect(await alone.end("SIGHUP")).toBe(0)
  expect(serverProcesses(dataDir)).toEqual([])
})

test(
  "what keeps workers from starting is said once, and nothing is left behind",
  { timeout: 120_000 },
  async () => {
    const other = createServer().listen(0, "127.0.0.1")
    onTestFinished(() => void other.close())
    await new Promise((resolve) => other.once("listening", resolve))
    const { port } = other.address() as AddressInfo
    const dataDir = path.join(temporaryFolder(), "data")
    const hub = spawnHubProcess({ DATA_DIR: dataDir, PORT: String(port), WORKERS: "3" })
    await expect(hub.ready).rejects.toThrow(/ended with 1/)
    expect(hub.errors.trim().split("\n")).toEqual([
      expect.stringMatching(`Port ${port} of 127.0.0.1 is taken.*config_invalid`) as string,
    ])
    expect(hub.log.filter(({ msg }) => msg.startsWith("a worker ended"))).toEqual([])
    expect(serverProcesses(dataDir)).toEqual([])
  },
)

async function until<Value>(read: () => readonly Value[]): Promise<readonly Value[]> {
  await expect.poll(() => read().length, { timeout: waitMs }).toBeGreaterThan(0)
  return read()
}
