import { once } from "node:events"
import net from "node:net"
import type { AddressInfo } from "node:net"
import { gzipSync } from "node:zlib"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { createReceiver, type Receiver } from "../../test/support/receiver.ts"
import { createAddressPolicy } from "./address-guard.ts"
import { createGuardedAgent, type GuardedAgentOptions } from "./guarded-agent.ts"
import type { ResolveName } from "./name-resolver.ts"
import { createAttemptSender, type AttemptResult, type AttemptSender } from "./send-attempt.ts"

const loopback = createAddressPolicy(["127.0.0.0/8"])
let receiver: Receiver
let sender: AttemptSender

beforeEach(async () => {
  receiver = await createReceiver()
  sender = createSender()
})
afterEach(async () => {
  await sender.close()
  await receiver.close()
})

function createSender(policy = loopback, options: GuardedAgentOptions = {}): AttemptSender {
  return createAttemptSender(createGuardedAgent(policy, options), { userAgent: "Paidout/test" })
}

function send(
  target: string = receiver.url,
  options: {
    readonly timeoutMs?: number
    readonly by?: AttemptSender
    readonly headers?: readonly string[]
  } = {},
): Promise<AttemptResult> {
  const url = new URL(target)
  return (options.by ?? sender).send({
    origin: url.origin,
    path: url.pathname + url.search,
    headers: options.headers ?? ["content-type", "application/json", "webhook-id", "evt_1"],
    body: Buffer.from('{"a":"é"}'),
    timeoutMs: options.timeoutMs ?? 5_000,
  })
}

/** A server that says these bytes to every connection, and then nothing. */
async function rawServer(bytes: string | Buffer, end = false) {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    socket.once("data", () => {
      socket.write(bytes)
      if (end) socket.end()
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

describe("an attempt", () => {
  test("posts the exact bytes and headers, once", async () => {
    await send(`${receiver.url}/hook?a=b`)
    expect(receiver.requests).toMatchObject([
      {
        path: "/hook?a=b",
        body: '{"a":"é"}',
        headers: {
          "content-type": "application/json",
          "content-length": "10",
          "webhook-id": "evt_1",
          "user-agent": "Paidout/test",
          "accept-encoding": "identity",
        },
      },
    ])
  })

  test.each([200, 201, 202, 204, 299])("answered %i is a success", async (status) => {
    receiver.answer = (_, response) => void response.writeHead(status).end()
    expect(await send()).toMatchObject({
      outcome: "success",
      responseStatus: status,
      cause: null,
      error: null,
    })
  })

  test.each([
    [300, "redirect"],
    [400, "status"],
    [404, "status"],
    [410, "gone"],
    [429, "status"],
    [500, "status"],
    [503, "status"],
  ])("answered %i is a failure: %s", async (status, cause) => {
    receiver.answer = (_, response) => void response.writeHead(status).end("why")
    expect(await send()).toMatchObject({
      outcome: "failure",
      responseStatus: status,
      responseBody: Buffer.from("why"),
      cause,
    })
  })

  test.each([301, 302, 307, 308])("does not follow a %i", async (status) => {
    receiver.answer = (_, response) =>
      void response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end()
    expect(await send()).toMatchObject({
      cause: "redirect",
      responseStatus: status,
      responseHeaders: { location: `${receiver.url}/elsewhere` },
    })
    expect(receiver.requests).toHaveLength(1)
  })

  test("says its own accept in the place of the usual one, not beside it", async () => {
    await send()
    await send(receiver.url, { headers: ["Accept", "application/json"] })
    expect(receiver.requests.map(({ headers }) => headers.accept)).toEqual([
      "*/*",
      "application/json",
    ])
  })

  test("tells how long a 429 asks to wait", async () => {
    receiver.answer = (_, response) => void response.writeHead(429, { "retry-after": "120" }).end()
    expect(await send()).toMatchObject({ retryAfterMs: 120_000 })
  })

  test("keeps 16 KiB of an answer, and reads no more of one that never ends", async () => {
    let sent = 0
    receiver.answer = (_, response) => {
      const timer = setInterval(() => {
        response.write("x".repeat(8_192))
        sent += 8_192
      }, 1)
      response.on("close", () => clearInterval(timer))
    }
    const result = await send()
    expect(result).toMatchObject({ outcome: "success", responseStatus: 200 })
    expect(result.responseBody).toEqual(Buffer.alloc(16_384, "x"))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const sentThen = sent
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(sent).toBe(sentThen)
  })

  test("does not unpack an answer", async () => {
    const packed = gzipSync(Buffer.alloc(10_000_000))
    receiver.answer = (_, response) =>
      void response.writeHead(200, { "content-encoding": "gzip" }).end(packed)
    const result = await send()
    expect(result.responseBody).toEqual(packed.subarray(0, 16_384))
  })

  test("reuses connections", async () => {
    for (let count = 0; count < 20; count += 1) await send()
    expect(receiver.connections).toBeLessThanOrEqual(2)
  })

  test("bounds one answer, not all that come over one connection", async () => {
    receiver.answer = (_, response) => void response.end("x".repeat(15_000))
    for (let count = 0; count < 60; count += 1) {
      expect(await send()).toMatchObject({ outcome: "success" })
    }
    expect(receiver.connections).toBeLessThanOrEqual(2)
  })

  test("bounds the headers it keeps", async () => {
    receiver.answer = (_, response) => {
      for (let index = 0; index < 80; index += 1) response.setHeader(`x-${index}`, "v")
      response.end()
    }
    const { responseHeaders } = await send()
    expect(Object.keys(responseHeaders ?? {})).toHaveLength(64)
  })
})

describe("the deadline covers", () => {
  test("an endpoint that never answers", async () => {
    receiver.answer = () => {}
    const result = await send(undefined, { timeoutMs: 300 })
    expect(result).toMatchObject({ outcome: "failure", cause: "timeout", responseStatus: null })
    expect(result.durationMs).toBeGreaterThanOrEqual(300)
    expect(result.durationMs).toBeLessThan(5_000)
  })

  test("an answer that drips", async () => {
    receiver.answer = (_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write("."), 20)
      response.on("close", () => clearInterval(timer))
    }
    expect(await send(undefined, { timeoutMs: 300 })).toMatchObject({
      outcome: "failure",
      cause: "timeout",
      responseStatus: 200,
    })
  })

  test("headers that drip", async () => {
    await using server = await rawServer("HTTP/1.1 200 OK\r\nx-slow: ")
    expect(await send(server.url, { timeoutMs: 300 })).toMatchObject({ cause: "timeout" })
  })

  test("a connection that is not made in time: nothing is sent later", async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const slow: ResolveName = async () => {
      await promise
      return [{ address: "127.0.0.1", family: 4 }]
    }
    const slowSender = createSender(loopback, { resolve: slow })
    const { port } = new URL(receiver.url)
    const result = await send(`http://slow.test:${port}/`, { timeoutMs: 200, by: slowSender })
    expect(result).toMatchObject({ cause: "timeout" })
    resolve()
    await new Promise((done) => setTimeout(done, 100))
    expect(receiver.requests).toHaveLength(0)
    await slowSender.close()
  })
})

describe("a named cause for", () => {
  test("a name that does not resolve", async () => {
    const unknown: ResolveName = () =>
      Promise.reject(Object.assign(new Error("not found"), { code: "ENOTFOUND" }))
    const by = createSender(loopback, { resolve: unknown })
    expect(await send("http://nowhere.test/", { by })).toMatchObject({ cause: "dns" })
    await by.close()
  })

  test("a refused connection", async () => {
    await receiver.close()
    expect(await send()).toMatchObject({ cause: "connection_refused", responseStatus: null })
  })

  test("a connection that is cut", async () => {
    receiver.answer = (_, response) => void response.socket?.resetAndDestroy()
    expect(await send()).toMatchObject({ cause: "connection_reset" })
  })

  test("an answer that ends in the middle", async () => {
    await using server = await rawServer("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", true)
    expect(await send(server.url)).toMatchObject({ outcome: "failure", responseStatus: 200 })
  })

  test("an answer that is no HTTP", async () => {
    await using server = await rawServer("220 mail.example ESMTP\r\n")
    expect(await send(server.url)).toMatchObject({ cause: "protocol" })
  })

  test("300 kB of headers", async () => {
    const header = `x-big: ${"x".repeat(1_000)}\r\n`
    await using server = await rawServer(`HTTP/1.1 200 OK\r\n${header.repeat(300)}\r\n`)
    expect(await send(server.url)).toMatchObject({ cause: "response_too_large" })
  })

  test("plain HTTP where TLS is expected", async () => {
    await using server = await rawServer("HTTP/1.1 400 Bad Request\r\n\r\n", true)
    expect(await send(server.url.replace("http:", "https:"))).toMatchObject({ cause: "tls" })
  })
})

describe("the address guard at connect time", () => {
  const closed = createAddressPolicy([])

  test("refuses an address written out, without a connection", async () => {
    const by = createSender(closed)
    expect(await send(receiver.url, { by })).toMatchObject({ cause: "address_refused" })
    expect(receiver.connections).toBe(0)
    await by.close()
  })

  test("refuses a name that now resolves to the inside", async () => {
    const answers = ["93.184.216.34", "127.0.0.1"]
    const rebinding: ResolveName = () =>
      Promise.resolve([{ address: answers.pop() ?? "", family: 4 }])
    const by = createSender(closed, { resolve: rebinding })
    const { port } = new URL(receiver.url)
    expect(await send(`https://rebinding.test:${port}/`, { by })).toMatchObject({
      cause: "address_refused",
    })
    expect(receiver.connections).toBe(0)
    await by.close()
  })

  test("refuses a name with one forbidden address among others", async () => {
    const mixed: ResolveName = () =>
      Promise.resolve([
        { address: "93.184.216.34", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ])
    const by = createSender(closed, { resolve: mixed })
    const { port } = new URL(receiver.url)
    expect(await send(`https://mixed.test:${port}/`, { by })).toMatchObject({
      cause: "address_refused",
    })
    expect(receiver.connections).toBe(0)
    await by.close()
  })

  test("connects to the address it checked, whatever the name says next", async () => {
    let asked = 0
    const changing: ResolveName = () => {
      asked += 1
      const address = asked === 1 ? "127.0.0.1" : "10.9.9.9"
      return Promise.resolve([{ address, family: 4 }])
    }
    const by = createSender(loopback, { resolve: changing })
    const { port } = new URL(receiver.url)
    expect(await send(`http://changing.test:${port}/`, { by })).toMatchObject({
      outcome: "success",
    })
    expect(asked).toBe(1)
    await by.close()
  })
})
