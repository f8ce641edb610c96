import { spawn } from "node:child_process"
import { once } from "node:events"
import { openSync, readFileSync, statSync } from "node:fs"
import path from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"

import { openDataFolder } from "../../src/postgres/embedded/data-folder.ts"
import { serverConnection } from "../../src/postgres/embedded/server-connection.ts"
import { createPool, type PostgresConnection } from "../../src/postgres/pool.ts"
import { killServers, postmasterPid } from "../support/embedded-process.ts"
import { expectKept, expectQuickAnswers } from "../support/failover-hub.ts"
import { SECRETS } from "../support/hub-fixture.ts"
import { createReceiver } from "../support/receiver.ts"
import { mountDisk, whyNoSmallDisk, type SmallDisk } from "../support/small-disk.ts"
import { sendSteadily } from "../support/steady-webhooks.ts"
import { call } from "../support/test-hub.ts"

const command = path.join(import.meta.dirname, "../../bin/paidout.js")
const KEY = "the key of a hub without room"
const DISK_MB = 320
/** Large enough that a few of them need a new page, and some hundred a new segment. */
const LOAD = { senders: 6, pauseMs: 10, bodyBytes: 30_000 }

const whyNot = whyNoSmallDisk()
const name = `a full disk${whyNot === undefined ? "" : ` (skipped: ${whyNot})`}`

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe.skipIf(whyNot !== undefined)(name, () => {
  test("refuses with 503, keeps what was acknowledged, and works again once there is room", async () => {
    const hub = await startOnDisk()
    const load = sendSteadily(hub.receiveUrl, LOAD)
    await load.more(60)

    hub.disk.fill()
    await untilRefused(load)
    await expect.poll(hub.readyStatus, { timeout: 10_000 }).toBe(503)
    const acknowledged = load.acknowledged.size
    await sleep(2_000)
    expect(load.acknowledged.size - acknowledged).toBeLessThan(20)

    hub.disk.free()
    await load.more(60)
    await load.stop()
    expectQuickAnswers(load)
    await expect.poll(hub.readyStatus, { timeout: 15_000 }).toBe(200)
    await expectKept(load.acknowledged, { at: hub.database, endpoint: hub.endpoint })
    expect(hub.isRunning()).toBe(true)
  }, 120_000)

  test("that stops the database server is survived by the hub, which starts it again", async () => {
    const hub = await startOnDisk()
    const load = sendSteadily(hub.receiveUrl, LOAD)
    await load.more(60)
    const server = postmasterPid(hub.dataDir)

    hub.disk.fill()
    await useUpWriteAheadLog(hub.database)
    await expect.poll(hub.readyStatus, { timeout: 10_000 }).toBe(503)
    // Longer than the quick restarts last: from then on it rests between two.
    await sleep(8_000)
    expect(hub.isRunning()).toBe(true)
    expect(await hub.readyStatus()).toBe(503)

    hub.disk.free()
    await load.more(60)
    await load.stop()
    expect(postmasterPid(hub.dataDir)).not.toBe(server)
    expectQuickAnswers(load)
    await expect.poll(hub.readyStatus, { timeout: 15_000 }).toBe(200)
    await expectKept(load.acknowledged, { at: hub.database, endpoint: hub.endpoint })
  }, 120_000)
})

interface HubOnDisk {
  readonly disk: SmallDisk
  readonly dataDir: string
  readonly receiveUrl: string
  readonly database: PostgresConnection
  readonly endpoint: Awaited<ReturnType<typeof createReceiver>>
  readonly readyStatus: () => Promise<number>
  isRunning(): boolean
}

/** `paidout start` as a user runs it, with its data folder and its log on a disk of its own. */
async function startOnDisk(): Promise<HubOnDisk> {
  const disk = mountDisk(DISK_MB)
  onTestFinished(() => disk.remove())
  const dataDir = path.join(disk.folder, "data")
  onTestFinished(() => killServers(dataDir))
  const log = path.join(disk.folder, "hub.log")
  const hub = spawn(process.execPath, [command, "start"], {
    env: {
      PATH: process.env["PATH"],
      DATA_DIR: dataDir,
      PORT: "0",
      PAIDOUT_API_KEY: KEY,
      LOG_LEVEL: "debug",
    },
    stdio: ["ignore", openSync(log, "a"), openSync(log, "a")],
  })
  onTestFinished(async () => {
    disk.free()
    if (hub.exitCode !== null) return
    hub.kill("SIGTERM")
    await once(hub, "exit")
  })
  const greeting = () => readFileSync(log, "utf8")
  await expect.poll(greeting, { timeout: 60_000 }).toContain("Stop it")
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting())?.[0] ?? ""
  const api = async (target: string, body: unknown) => {
    const answer = await call({ url }, target, { key: KEY, body })
    expect(answer.status, answer.text).toBe(201)
    return answer.json
  }
  const endpoint = await createReceiver()
  onTestFinished(() => endpoint.close())
  const secrets = SECRETS["xendit"]
  const source = await api("POST /v1/sources", { name: "Xendit", provider: "xendit", secrets })
  await api("POST /v1/endpoints", { url: endpoint.url })
  endpoint.requests.length = 0
  const folder = openDataFolder(dataDir)
  const password = readFileSync(folder.passwordFile, "utf8").trim()
  expect(statSync(log).dev).toBe(statSync(folder.root).dev)
  return {
    disk,
    dataDir,
    endpoint,
    receiveUrl: `${url}/in/${source.id as string}`,
    database: serverConnection(`/tmp/paidout-${folder.digest}`, password, "paidout"),
    readyStatus: async () => (await fetch(`${url}/readyz`)).status,
    isRunning: () => hub.exitCode === null && hub.signalCode === null,
  }
}

async function untilRefused(load: ReturnType<typeof sendSteadily>): Promise<void> {
  const refused = () => load.answers.slice(-6).every(({ status }) => status === 503)
  await expect.poll(refused, { timeout: 60_000, interval: 20 }).toBe(true)
}

/** Until the server stops itself, as it must when it can write no more of it. */
async function useUpWriteAheadLog(connection: PostgresConnection): Promise<void> {
  const pool = createPool(connection, { connectionsMax: 1 })
  for (let failures = 0; failures < 3;) {
    const megabytes = "select pg_logical_emit_message(false, 'full', repeat('x', 4194304))"
    await pool.query(megabytes).catch(() => (failures += 1))
  }
  await pool.end()
}
