import http from "node:http"
import net, { type AddressInfo } from "node:net"
import { pino } from "pino"
import { afterEach, expect, test } from "vitest"

import { createSandboxHandler } from "../../src/http/sandbox-handler.ts"
import { createSandboxFixture } from "../support/sandbox-fixture.ts"

const mebibyte = 1024 * 1024
const sockets: net.Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

/** A request that never ends: so many bytes of a body that is announced to have one more. */
function begin(url: string, bytes: number): Promise<net.Socket> {
  const { port, pathname } = new URL(url)
  const socket = net.connect(Number(port), "127.0.0.1")
  sockets.push(socket)
  socket.on("error", () => {})
  socket.write(`POST ${pathname} HTTP/1.1\r\nhost: a\r\ncontent-length: ${bytes + 1}\r\n\r\n`)
  return new Promise((resolve) => socket.write(Buffer.alloc(bytes), () => resolve(socket)))
}

const firstOf = (socket: net.Socket) =>
  new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())))

test("a hub without a sandbox answers strangers before their bodies, and holds none", async () => {
  const server = http.createServer(createSandboxHandler({ log: pino({ level: "silent" }) }))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const socket = await begin(`http://127.0.0.1:${port}/sandbox/xendit/v2/payouts`, 3)
  const answer = await firstOf(socket)
  expect(answer).toMatch(/^HTTP\/1\.1 404 /)
  expect(answer).toContain("sandbox_off")
  server.closeAllConnections()
  server.close()
})

test("slow bodies that fill the room cost others a wait, not a refusal", async () => {
  const fixture = await createSandboxFixture("xendit")
  const url = `${fixture.baseUrl}/v2/payouts`
  const full = Array.from({ length: 16 }, () => begin(url, 4 * mebibyte - 1))
  await Promise.all(full)
  await expect
    .poll(async () => {
      const refused = await fetch(url, { method: "POST", body: "x".repeat(100) })
      return [refused.status, refused.headers.get("retry-after")]
    })
    .toEqual([503, "5"])
  for (const socket of sockets.splice(0)) socket.destroy()
  await expect
    .poll(async () => (await fetch(url, { method: "POST", body: "x".repeat(100) })).status)
    .toBe(401)
  await fixture.close()
})
