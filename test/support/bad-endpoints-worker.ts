import { once } from "node:events"
import net, { type AddressInfo } from "node:net"
import tls from "node:tls"
import { parentPort } from "node:worker_threads"

import { badEndpoints, type BadEndpoint } from "./bad-endpoints.ts"
import { createAuthority } from "./certificates.ts"

/** Runs every bad endpoint on a port of its own and tells where. */
const authority = createAuthority()
const past = { from: new Date(Date.now() - 2_000_000_000), to: new Date(Date.now() - 1_000_000) }
const certificates = {
  good: authority.issue("localhost"),
  expired: authority.issue("localhost", past),
  wrong_name: authority.issue("elsewhere.test"),
  self_signed: createAuthority().issue("localhost"),
}

const urls: Record<string, string> = {}
for (const [name, endpoint] of badEndpoints) urls[name] = await listen(endpoint)
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
parentPort?.postMessage({ urls, authority: authority.certificate })

async function listen({ tls: kind, serve }: BadEndpoint): Promise<string> {
  const onConnection = (socket: net.Socket) => {
    socket.on("error", () => {})
    socket.once("data", () => serve(socket))
  }
  const server =
    kind === undefined || kind === "plain" || kind === "hangs" || kind === "closes"
      ? net.createServer(onConnection)
      : tls.createServer(
          { key: certificates[kind].key, cert: certificates[kind].certificate },
          onConnection,
        )
  server.on("tlsClientError", () => {})
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return kind === undefined ? `http://127.0.0.1:${port}/` : `https://localhost:${port}/`
}
