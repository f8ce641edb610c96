import { once } from "node:events"
import net, { type AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { createAddressPolicy } from "./address-guard.ts"
import { createGuardedAgent } from "./guarded-agent.ts"
import { createAttemptSender, type AttemptResult, type AttemptSender } from "./send-attempt.ts"

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
/** What the server does with a request: the how-manieth on which connection, both from 1. */
type Serve = (socket: net.Socket, at: { request: number; connection: number }) => void
let serve: Serve
let server: net.Server
let sender: AttemptSender
let connections: number
let requests: number

beforeEach(async () => {
  connections = 0
  requests = 0
  const sockets = new Set<net.Socket>()
  server = net.createServer((socket) => {
    sockets.add(socket)
    connections += 1
    const connection = connections
    let request = 0
    socket.on("error", () => {})
    socket.on("data", () => {
      requests += 1
      request += 1
      serve(socket, { request, connection })
    })
  })
  server.on("close", () => sockets.forEach((socket) => socket.destroy()))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const agent = createGuardedAgent(createAddressPolicy(["127.0.0.0/8"]))
  sender = createAttemptSender(agent, { userAgent: "Paidout/test" })
})
afterEach(async () => {
  await sender.close()
  server.close()
})

async function send(timeoutMs = 5_000): Promise<AttemptResult> {
  // The connection of the attempt before is free a moment after its answer.
  await setTimeout(20)
  return sender.send({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    path: "/",
    headers: [],
    body: Buffer.from("{}"),
    timeoutMs,
  })
}

describe("a kept connection that dies under a request", () => {
  test.each<[string, (socket: net.Socket) => void]>([
    ["closed", (socket) => socket.end()],
    ["reset", (socket) => socket.resetAndDestroy()],
  ])("and is %s is no failure: the request goes over a fresh one", async (_, die) => {
    serve = (socket, { request, connection }) => {
      if (connection === 1 && request === 2) die(socket)
      else socket.write(OK)
    }
    expect(await send()).toMatchObject({ outcome: "success" })
    expect(await send()).toMatchObject({ outcome: "success", responseBody: Buffer.from("ok") })
    expect({ connections, requests }).toEqual({ connections: 2, requests: 3 })
  })

  test("is replaced even where all kept ones die", async () => {
    serve = (socket, { request }) => {
      if (request === 2) socket.end()
      else void setTimeout(20).then(() => socket.write(OK))
    }
    await Promise.all(Array.from({ length: 8 }, () => send()))
    expect(await send()).toMatchObject({ outcome: "success" })
    expect({ connections, requests }).toEqual({ connections: 9, requests: 10 })
  })

  test("is tried again once, not over and over", async () => {
    serve = (socket, { connection }) => {
      if (connection === 1 && requests === 1) socket.write(OK)
      else socket.end()
    }
    await send()
    expect(await send()).toMatchObject({ cause: "connection_reset" })
    expect({ connections, requests }).toEqual({ connections: 2, requests: 3 })
  })

  test("is the endpoint's doing once a byte of the answer was there", async () => {
    serve = (socket, { request }) => {
      if (request === 1) socket.write(OK)
      else socket.end("HTTP/1.1 2")
    }
    await send()
    expect(await send()).toMatchObject({ cause: "connection_reset" })
    expect({ connections, requests }).toEqual({ connections: 1, requests: 2 })
  })

  test("leaves no more time than the attempt has", async () => {
    serve = (socket, { request, connection }) => {
      if (connection > 1) return
      if (request === 1) socket.write(OK)
      else void setTimeout(150).then(() => socket.end())
    }
    await send()
    const result = await send(300)
    expect(result).toMatchObject({ cause: "timeout" })
    expect(result.durationMs).toBeGreaterThanOrEqual(300)
    expect(result.durationMs).toBeLessThan(3_000)
    expect(requests).toBe(3)
  })
})

test("a connection that dies under its first request is the endpoint's doing", async () => {
  serve = (socket) => void socket.end()
  expect(await send()).toMatchObject({ cause: "connection_reset" })
  expect(await send()).toMatchObject({ cause: "connection_reset" })
  expect({ connections, requests }).toEqual({ connections: 2, requests: 2 })
})

test("a kept connection that hangs is not tried again: that may be the endpoint working", async () => {
  serve = (socket, { request }) => {
    if (request === 1) socket.write(OK)
  }
  await send()
  expect(await send(300)).toMatchObject({ cause: "timeout" })
  expect(requests).toBe(2)
})
