import { once } from "node:events"
import net from "node:net"
import { expect, onTestFinished, test } from "vitest"

import { createTestDatabase } from "../support/database.ts"
import { expectKept } from "../support/failover-hub.ts"
import { SECRETS } from "../support/hub-fixture.ts"
import { createReceiver } from "../support/receiver.ts"
import { startHubProcess } from "../support/started-hub.ts"
import { sendSteadily } from "../support/steady-webhooks.ts"
import { call, createTestHub } from "../support/test-hub.ts"

const KEY = "the key of a hub with too much to do"
const STORM_MS = 4_000

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test("more than it can do costs 503s with Retry-After; what it acknowledged it keeps and delivers", async () => {
  const database = await createTestDatabase()
  onTestFinished(() => database.drop())
  const hub = await startHubProcess(undefined, {
    DATABASE_URL: database.connectionString,
    PAIDOUT_API_KEY: KEY,
    PAIDOUT_SECRET_KEY: "the secret of a hub with too much to do",
    ALLOW_ENDPOINT_CIDRS: "127.0.0.0/8",
    LOG_LEVEL: "silent",
  })
  onTestFinished(() => hub.remove())
  const endpoint = await createReceiver()
  onTestFinished(() => endpoint.close())
  const body = { name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] }
  const source = await call(hub, "POST /v1/sources", { key: KEY, body })
  await call(hub, "POST /v1/endpoints", { key: KEY, body: { url: endpoint.url } })
  endpoint.requests.length = 0
  const receiveUrl = `${hub.url}/in/${source.json.id as string}`

  const refused: number[] = []
  let storming = true
  const strangers = Array.from({ length: 100 }, async () => {
    while (storming) {
      const answer = await fetch(receiveUrl, { method: "POST", body: "{}" })
      refused.push(answer.status)
      await answer.arrayBuffer()
    }
  })
  const many = sendSteadily(receiveUrl, { senders: 200, pauseMs: 0 })
  const large = sendSteadily(receiveUrl, { senders: 20, pauseMs: 0, bodyBytes: 500_000 })
  await sleep(STORM_MS)
  storming = false
  await Promise.all([...strangers, many.stop(), large.stop()])

  for (const { answers } of [many, large]) {
    const wrong = answers.filter(
      ({ status, retryAfter }) => status !== 200 && !(status === 503 && retryAfter === "5"),
    )
    expect(wrong).toEqual([])
  }
  // A stranger's request is refused once it was looked at, and told to come again where it was not.
  expect(refused.filter((status) => status !== 401 && status !== 503)).toEqual([])
  expect(refused).toContain(503)

  const after = sendSteadily(receiveUrl, { senders: 1, pauseMs: 10 })
  await after.more(20)
  await after.stop()
  expect(after.answers.filter(({ status }) => status !== 200)).toEqual([])
  const acknowledged = [many, large, after].flatMap((load) => [...load.acknowledged])
  await expectKept(new Set(acknowledged), { at: database.connection, endpoint })
}, 120_000)

test("of many that waited too long in their sockets the later ones are refused unread", async () => {
  const database = await createTestDatabase()
  onTestFinished(() => database.drop())
  const hub = await createTestHub(database)
  onTestFinished(() => hub.stop())
  const body = { name: "Xendit", provider: "xendit", secrets: SECRETS["xendit"] }
  const source = await call(hub, "POST /v1/sources", { body })
  const { hostname, port } = new URL(hub.url)
  const sockets = Array.from({ length: 300 }, () => net.connect(Number(port), hostname))
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
  const request =
    `POST /in/${source.json.id as string} HTTP/1.1\r\nhost: here\r\n` +
    `x-callback-token: ${SECRETS["xendit"]?.["callback_token"]?.[0] ?? ""}\r\n` +
    "content-length: 2\r\n\r\n{}"
  const ask = () =>
    sockets.map(async (socket) => {
      socket.write(request)
      return String((await once(socket, "data"))[0])
    })
  // Each connection is taken before the thread is busy with something else.
  expect((await Promise.all(ask())).every((answer) => answer.startsWith("HTTP/1.1 200"))).toBe(true)
  const answers = ask()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_300)
  const told = await Promise.all(answers)
  const busy = told.filter((answer) => answer.startsWith("HTTP/1.1 503"))
  expect(busy).toHaveLength(300 - 256)
  expect(busy.filter((answer) => !/^retry-after: 5\r$/im.test(answer))).toEqual([])
  expect(told.filter((answer) => answer.startsWith("HTTP/1.1 200"))).toHaveLength(256)
}, 30_000)
