import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import type { Source } from "../../src/merchants/source.ts"
import { SECRETS, sampleOf, webhookOf } from "../support/hub-fixture.ts"
import { createReceiver, type Receiver } from "../support/receiver.ts"
import { startHubProcess, type CommandResult, type StartedHub } from "../support/started-hub.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { call } from "../support/test-hub.ts"

const API_KEY = "pd_the_key_of_this_journey"
const paidout = path.join(import.meta.dirname, "../../bin/paidout.js")

let endpoint: Receiver
let hub: StartedHub
let dataDir: string
let sourceId: string

beforeAll(async () => {
  endpoint = await createReceiver()
  hub = await startHubProcess(undefined, { PAIDOUT_API_KEY: API_KEY })
  dataDir = hub.environment["DATA_DIR"] ?? ""
  const source = await call(hub, "POST /v1/sources", {
    key: API_KEY,
    body: { name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] },
  })
  sourceId = source.json.id
  const made = await call(hub, "POST /v1/endpoints", { key: API_KEY, body: { url: endpoint.url } })
  if (made.status !== 201) throw new Error(`The endpoint was refused: ${made.text}`)
}, 60_000)
afterAll(async () => {
  await hub.remove()
  await endpoint.close()
})

async function tellPaid(): Promise<string> {
  const event = sampleOf("xendit", "payout.succeeded")
  const source = { provider: "xendit", secrets: SECRETS["xendit"] } as unknown as Source
  const { headers, body } = webhookOf(source, event)
  const answer = await fetch(`${hub.url}/in/${sourceId}`, {
    method: "POST",
    headers: Object.entries(headers).map(([name, values]) => [name, values.join(", ")]),
    body: Buffer.from(body),
  })
  expect(answer.status).toBe(200)
  return "providerId" in event ? event.providerId : ""
}

async function run(
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
  input?: Buffer,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [paidout, ...words], {
    env: { PATH: process.env["PATH"], HOME: os.homedir(), PORT: "0", ...variables },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  })
  let [output, errors] = ["", ""]
  child.stdout?.setEncoding("latin1").on("data", (text: string) => (output += text))
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text))
  child.stdin?.end(input)
  const [exit] = (await once(child, "close")) as [number | null]
  return { exit, output, errors }
}

describe("a backup of a running hub, restored into a new data folder", () => {
  let folder: string
  let file: string
  const told: string[] = []

  test("is written while webhooks arrive, and is its owner's alone to read", async () => {
    folder = path.join(dataDir, "..", "backups")
    file = `${folder}.paidout`
    endpoint.answer = (_request, response) => void response.writeHead(500).end()
    for (let count = 0; count < 20; count += 1) told.push(await tellPaid())
    let writing = true
    const later = (async () => {
      while (writing) await tellPaid()
    })()
    const written = await hub.paidout("backup", file)
    writing = false
    await later
    expect(written.errors).toMatch(/rows of \d+ tables are in .*secret key too/s)
    expect(written).toMatchObject({ exit: 0, output: "" })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(path.dirname(file)).filter((name) => name.includes("partial"))).toEqual([])
  })

  test("is not written over another one unless told to", async () => {
    expect(await hub.paidout("backup", file)).toMatchObject({ exit: 2 })
    expect(await hub.paidout("backup", file, "--force")).toMatchObject({ exit: 0 })
  })

  test("comes out of standard output too, from a hub that stands still", async () => {
    await hub.end("SIGTERM")
    const piped = await run(["backup", "-"], { DATA_DIR: dataDir })
    expect(piped.exit).toBe(0)
    expect(piped.output.startsWith("paidout-backup 1\n")).toBe(true)
  })

  test("is refused without the key that opens it, before anything is done", async () => {
    const target = path.join(folder, "keyless")
    const refused = await run(["restore", file], { DATA_DIR: target })
    expect(refused).toMatchObject({ exit: 2 })
    expect(refused.errors).toContain("--secret-key-file")
    expect(existsSync(path.join(target, "postgres"))).toBe(false)
  })

  test("says so when the key is another one", async () => {
    const wrong = await run(["restore", file], {
      DATA_DIR: path.join(folder, "wrong"),
      PAIDOUT_SECRET_KEY: "some other key than the right one",
    })
    expect(wrong).toMatchObject({ exit: 1 })
    expect(wrong.errors).toContain("secret_key_wrong")
    expect(existsSync(path.join(folder, "wrong", "secret-key"))).toBe(false)
  })

  test("works again after a restore that was killed half-way", { timeout: 120_000 }, async () => {
    const target = path.join(folder, "new")
    const key = ["--secret-key-file", path.join(dataDir, "secret-key")]
    const bytes = readFileSync(file)
    const killed = spawn(process.execPath, [paidout, "restore", "-", ...key], {
      env: { PATH: process.env["PATH"], HOME: os.homedir(), DATA_DIR: target },
      stdio: ["pipe", "ignore", "ignore"],
    })
    killed.stdin.write(bytes.subarray(0, bytes.length >> 1))
    await expect.poll(() => existsSync(path.join(target, "postgres", "postmaster.pid"))).toBe(true)
    await sleep(1_000)
    killed.kill("SIGKILL")
    await once(killed, "exit")
    const restored = await run(["restore", "-", ...key], { DATA_DIR: target }, bytes)
    expect(restored.errors).not.toContain("paidout:")
    expect(restored).toMatchObject({ exit: 0 })
    expect(restored.output).toMatch(/rows of \d+ tables are restored, as of 20/)
    const again = await run(["restore", file], { DATA_DIR: target })
    expect(again.errors).toContain("database_not_empty")
  })

  test("is a hub that knows every payout, opens its secrets and delivers what was due", async () => {
    endpoint.requests.length = 0
    endpoint.answer = (_request, response) => void response.end()
    const next = await startHubProcess(undefined, { DATA_DIR: path.join(folder, "new") })
    try {
      const shown = { url: next.url }
      const known = new Set<string>()
      for (let cursor: string | null = ""; cursor !== null;) {
        const page = await call(
          shown,
          `GET /v1/payouts?limit=100&cursor=${cursor}`.replace(/&cursor=$/, ""),
          {
            key: API_KEY,
          },
        )
        expect(page.status).toBe(200)
        for (const payout of page.json.data) known.add(payout.provider_id)
        cursor = page.json.next_cursor
      }
      expect(told.filter((id) => !known.has(id))).toEqual([])
      await expect
        .poll(() => new Set(endpoint.requests.map(({ headers }) => headers["webhook-id"])).size, {
          timeout: 60_000,
        })
        .toBeGreaterThanOrEqual(told.length)
    } finally {
      await next.remove()
    }
  })
})

test("where there is no database, a backup says so and makes none", async () => {
  const folder = temporaryFolder()
  const none = await run(["backup", path.join(folder, "x")], { DATA_DIR: path.join(folder, "no") })
  expect(none).toMatchObject({ exit: 1 })
  expect(none.errors).toContain("There is no database in")
  expect(readdirSync(folder)).toEqual([])
})
