import type { AddressInfo } from "node:net"
import { isIP, isIPv6 } from "node:net"
import type { FastifyInstance } from "fastify"

import { PaidoutError } from "../errors.ts"
import { addAcceptSockets, findFreePort, mayShareItsPort } from "./accept-sockets.ts"

/**
 * Connections that wait to be taken. Beyond it the kernel drops them without a word, and who connects
 * tries again after 1, 3, 7, 15 s; the system may set a lower bound (net.core.somaxconn).
 */
const waitingConnectionsMax = 4_096

/** Returns where it is reached. With port 0 the system chooses one. */
export async function listen(
  server: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    await listenAt(server, { host, port, backlog: waitingConnectionsMax })
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined
    const why =
      code === "EADDRINUSE"
        ? `Port ${port} of ${host} is taken. Another hub? Set PORT to another one.`
        : `Cannot listen on port ${port} of ${host} (${String(code)}). Set HOST and PORT.`
    throw new PaidoutError("config_invalid", why, { cause })
  }
  return urlOf(host, (server.server.address() as AddressInfo).port)
}

async function listenAt(
  server: FastifyInstance,
  at: { readonly host: string; readonly port: number; readonly backlog: number },
): Promise<void> {
  // A name may stand for several addresses, of which Fastify takes care.
  if (!mayShareItsPort() || isIP(at.host) === 0) {
    await server.listen(at)
    return
  }
  const shared = { ...at, port: await findFreePort(at) }
  await server.listen({ ...shared, reusePort: true } as typeof shared)
  await addAcceptSockets(server.server, shared)
}

function urlOf(host: string, port: number): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`
}
