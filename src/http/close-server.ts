import type { Server } from "node:http"
import type { Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import type { FastifyInstance } from "fastify"

import { closeAcceptSockets } from "./accept-sockets.ts"

/** Requests that were sent before the end, and still stand in a socket's buffer, are read by then. */
const idleMsDefault = 150
const sweepMs = 50

/**
 * Accepts no more connections, answers what is under way, and cuts off what is left after
 * `timeoutMs`. Node's own close() would first end every connection that looks idle, among them
 * those whose request has just arrived: here all have `idleMs` to be used once more, and that
 * answer tells the client not to use it again.
 */
export async function closeServer(
  server: FastifyInstance,
  limits: { readonly timeoutMs: number; readonly idleMs?: number | undefined },
): Promise<void> {
  const { server: http } = server
  const ended = closeAcceptSockets(http)
  const late = sleep(limits.timeoutMs, "late", { ref: false })
  await Promise.race([ended, sleep(limits.idleMs ?? idleMsDefault)])
  const sweep = setInterval(() => {
    http.closeIdleConnections()
    for (const socket of socketsOf.get(http) ?? []) if (socket.bytesRead === 0) socket.destroy()
  }, sweepMs)
  if ((await Promise.race([ended, late])) === "late") http.closeAllConnections()
  clearInterval(sweep)
  await server.close()
}

const socketsOf = new WeakMap<Server, Set<Socket>>()

/** To Node a connection that never sent a byte is not idle: these are kept to be ended here. */
export function watchConnections(http: Server): void {
  const sockets = new Set<Socket>()
  socketsOf.set(http, sockets)
  http.on("connection", (socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
  })
}
