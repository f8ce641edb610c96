import { fork } from "node:child_process"
import { once } from "node:events"
import http from "node:http"
import net from "node:net"
import { expect, onTestFinished, test } from "vitest"

import { createServer } from "../../src/http/server.ts"
import { closeServer } from "../../src/http/close-server.ts"
import { listen } from "../../src/http/listen.ts"
import { createTestDatabase } from "../support/database.ts"
import { createTestHub } from "../support/test-hub.ts"

const CONNECTIONS = 200
const caller = new URL("../support/fresh-connections.ts", import.meta.url)
const HERE = { host: "127.0.0.1", port: 0 }

async function startServer() {
  const database = await createTestDatabase()
  onTestFinished(() => database.drop())
  const made = await createTestHub(database)
  onTestFinished(() => made.stop())
  const server = await createServer(made.hub)
  const url = await listen(server, HERE)
  return { server, url }
}

test.skipIf(process.platform !== "linux")(
  "a busy thread takes more than one new connection in each of its turns",
  async () => {
    const { server, url } = await startServer()
    onTestFinished(() => closeServer(server, { timeoutMs: 1_000 }))
    let turns = 0
    let busy = true
    const turn = () => {
      turns += 1
      const until = performance.now() + 5
      while (performance.now() < until) {
        // something else to do
      }
      if (busy) setImmediate(turn)
    }
    const child = fork(caller, [`${url}/healthz`, String(CONNECTIONS)])
    await once(child, "message")
    turn()
    child.send("begin")
    const [answered] = (await once(child, "message")) as [number]
    busy = false
    expect(answered).toBe(CONNECTIONS)
    // One per turn, and another turn or more for the request.
    expect(turns).toBeLessThan(CONNECTIONS / 2)
  },
  30_000,
)

test("a port that somebody listens at is refused, whichever way they share it", async () => {
  const { server, url } = await startServer()
  const { port } = new URL(url)
  const second = await startServerAt(Number(port))
  expect(second).toMatchObject({ code: "config_invalid" })
  await closeServer(server, { timeoutMs: 1_000 })
  const other = http.createServer().listen({ ...HERE, port: Number(port), reusePort: true })
  onTestFinished(() => void other.close())
  await once(other, "listening")
  expect(await startServerAt(Number(port))).toMatchObject({ code: "config_invalid" })
})

test("a stop answers what is under way on every one of its sockets, and takes no more", async () => {
  const { server, url } = await startServer()
  const { port } = new URL(url)
  const sockets = Array.from({ length: 40 }, () => net.connect(Number(port), HERE.host))
  await Promise.all(sockets.map((socket) => once(socket, "connect")))
  const answers = sockets.map(async (socket) => String((await once(socket, "data"))[0]))
  for (const socket of sockets) socket.write("GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n")
  const closed = closeServer(server, { timeoutMs: 5_000 })
  expect((await Promise.all(answers)).every((text) => text.startsWith("HTTP/1.1 200"))).toBe(true)
  await closed
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
})

async function startServerAt(port: number): Promise<unknown> {
  const database = await createTestDatabase()
  onTestFinished(() => database.drop())
  const made = await createTestHub(database)
  onTestFinished(() => made.stop())
  const server = await createServer(made.hub)
  return listen(server, { ...HERE, port }).catch((error: unknown) => error)
}
