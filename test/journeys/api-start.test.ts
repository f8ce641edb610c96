import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { pino } from "pino"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { startHub, type RunningHub } from "../../src/app.ts"
import { readConfig, type Config } from "../../src/config.ts"
import { call } from "../support/test-hub.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"

const log = pino({ level: "silent" })
let folder: string
let database: TestDatabase
const running: RunningHub[] = []

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "paidout-start-"))
  database = await createTestDatabase()
})
afterAll(async () => {
  for (const hub of running) await hub.stop()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

function config(environment: Record<string, string> = {}): Config {
  return readConfig({
    PORT: "0",
    DATA_DIR: path.join(folder, "data"),
    DATABASE_URL: database.connectionString,
    PAIDOUT_SECRET_KEY: "the secret key of this database",
    ...environment,
  })
}

async function start(environment?: Record<string, string>): Promise<RunningHub> {
  const hub = await startHub(config(environment), { log })
  running.push(hub)
  return hub
}

describe("startHub", () => {
  test("makes an API key once, mode 600, and is ready", async () => {
    const first = await start()
    const file = path.join(folder, "data", "api-key")
    expect(first.madeApiKey).toMatch(/^pd_/)
    expect(readFileSync(file, "utf8").trim()).toBe(first.madeApiKey)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700)
    expect((await call(first, "GET /readyz", { key: null })).json).toEqual({
      status: "ready",
      checks: { database: true, migrated: true, loops: true },
      roles: ["receive", "settle", "deliver", "reconcile", "http", "mail", "sandbox"],
      // No mail loop without SMTP_URL, and no sandbox on a database of one's own.
      loops: Object.fromEntries(
        ["settle", "resend", "deliver", "presume", "confirm", "poll", "report"].map((loop) => [
          loop,
          "running",
        ]),
      ),
    })
    expect((await call(first, "GET /v1/merchant", { key: first.madeApiKey })).status).toBe(200)
    const second = await start()
    expect(second.madeApiKey).toBeNull()
    expect((await call(second, "GET /v1/merchant", { key: first.madeApiKey })).status).toBe(200)
  })

  test("ensures PAIDOUT_API_KEY at every start, also after it was revoked", async () => {
    const key = "sixteen characters or more"
    const hub = await start({ PAIDOUT_API_KEY: key })
    expect(hub.madeApiKey).toBeNull()
    const { json } = await call(hub, "GET /v1/api-keys", { key })
    await call(hub, `DELETE /v1/api-keys/${json.data[0].id}`, { key })
    expect((await call(hub, "GET /v1/merchant", { key })).status).toBe(401)
    const again = await start({ PAIDOUT_API_KEY: key })
    expect((await call(again, "GET /v1/merchant", { key })).status).toBe(200)
  })

  test("another PAIDOUT_SECRET_KEY is refused before anything listens", async () => {
    await expect(start({ PAIDOUT_SECRET_KEY: "some other secret key" })).rejects.toMatchObject({
      code: "secret_key_wrong",
    })
  })

  test("a port that is taken is said so, naming PORT", async () => {
    const other = createServer().listen(0, "127.0.0.1")
    await new Promise((resolve) => other.once("listening", resolve))
    const { port } = other.address() as AddressInfo
    await expect(start({ PORT: String(port) })).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringMatching(`${port} .*taken.*PORT`),
    })
    await new Promise((resolve) => other.close(resolve))
  })

  test("ALLOW_ENDPOINT_CIDRS that are none are refused, naming the variable", async () => {
    await expect(start({ ALLOW_ENDPOINT_CIDRS: "everywhere" })).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining("ALLOW_ENDPOINT_CIDRS"),
    })
  })

  test("stop answers the requests in flight, closes idle connections and frees the port", async () => {
    const key = "sixteen characters or more"
    const hub = await startHub(config({ PAIDOUT_API_KEY: key }), { log })
    const source = await call(hub, "POST /v1/sources", {
      key,
      body: { name: "p", provider: "pivot", secrets: { callback_api_key: "k" } },
    })
    const port = Number(new URL(hub.url).port)
    const head = `POST /in/${source.json.id} HTTP/1.1\r\nhost: hub\r\nx-api-key: k\r\n`
    const idle = open(port, "")
    const halfSent = open(port, `${head}content-length: 2\r\n\r\n{`)
    await Promise.all([idle.connected, halfSent.connected])
    const sentLate = open(port, "")
    await sentLate.connected
    // Connected for the client means only that the kernel took it: let the hub accept it too.
    await new Promise((resolve) => setTimeout(resolve, 50))
    const begun = performance.now()
    const stopped = Promise.all([hub.stop(), hub.stop()])
    sentLate.socket.write(`${head}content-length: 2\r\n\r\n{}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
    halfSent.socket.write("}")
    expect(await halfSent.answer).toMatch(/^HTTP\/1\.1 200/)
    expect(await sentLate.answer).toMatch(/^HTTP\/1\.1 200/)
    expect(await idle.answer).toBe("")
    await stopped
    expect(performance.now() - begun).toBeLessThan(5_000)
    const next = createServer().listen(port, "127.0.0.1")
    await new Promise((resolve) => next.once("listening", resolve))
    await new Promise((resolve) => next.close(resolve))
  })
})

/** A connection of our own: what it sends, and all that comes back until it is closed. */
function open(port: number, text: string) {
  const socket = connect(port, "127.0.0.1")
  let received = ""
  socket.on("data", (chunk) => (received += chunk.toString()))
  socket.on("error", () => {})
  const connected = new Promise<void>((resolve) => {
    socket.once("connect", () => {
      if (text === "") resolve()
      else socket.write(text, () => resolve())
    })
  })
  const answer = new Promise<string>((resolve) => socket.once("close", () => resolve(received)))
  return { socket, connected, answer }
}

describe("startHub on the embedded server", () => {
  test("starts, keeps its keys, and refuses to make a new secret key over old data", async () => {
    const embedded = readConfig({ PORT: "0", DATA_DIR: path.join(folder, "embedded") })
    const first = await startHub(embedded, { log })
    const key = first.madeApiKey ?? ""
    await first.stop()
    const second = await startHub(embedded, { log })
    expect((await call(second, "GET /v1/merchant", { key })).status).toBe(200)
    await second.stop()
    const file = path.join(folder, "embedded", "secret-key")
    const kept = readFileSync(file, "utf8")
    rmSync(file)
    await expect(startHub(embedded, { log })).rejects.toMatchObject({ code: "secret_key_wrong" })
    writeFileSync(file, kept)
    const third = await startHub(embedded, { log })
    await third.stop()
  })
})
