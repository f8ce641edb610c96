import cluster from "node:cluster"
import { once } from "node:events"
import type { Server } from "node:http"
import { createServer, Server as NetServer, type Socket } from "node:net"
import { setImmediate as nextTurn } from "node:timers/promises"

/**
 * A turn of the event loop takes one connection per listening socket, however many wait. With one
 * socket a busy thread, whose turns take 30 ms, takes some 30 new connections a second, and the
 * others wait for many seconds without an answer.
 */
const socketsMax = 64

/** Who is about to close does not wait for a storm to end. */
const takingMsMax = 500

/** Only there a port is shared by sockets fairly; a worker gets its connections from its parent. */
export function mayShareItsPort(): boolean {
  return process.platform === "linux" && !cluster.isWorker
}

/**
 * A port of the host that nobody else listens at: sockets that share one would take half of another
 * hub's connections without a word. @throws what listen() throws, e.g. EADDRINUSE
 */
export async function findFreePort(at: {
  readonly host: string
  readonly port: number
}): Promise<number> {
  const probe = createServer().listen(at)
  await once(probe, "listening")
  const address = probe.address()
  probe.close()
  await once(probe, "close")
  return typeof address === "object" && address !== null ? address.port : at.port
}

/** More sockets at the port that `http` listens at (with `reusePort`), for the same requests. */
export async function addAcceptSockets(
  http: Server,
  at: { readonly host: string; readonly port: number; readonly backlog: number },
): Promise<void> {
  const more: NetServer[] = []
  moreOf.set(http, more)
  let open = 0
  http.on("connection", (connection: Socket) => {
    open += 1
    connection.once("close", () => (open -= 1))
  })
  while (more.length < socketsMax - 1) {
    const socket = createServer({ allowHalfOpen: true, noDelay: true }, (connection) => {
      // Node counts for each socket alone.
      if (open >= (http.maxConnections || Infinity)) connection.destroy()
      else http.emit("connection", connection)
    })
    socket.listen({ ...at, reusePort: true })
    await once(socket, "listening")
    more.push(socket)
  }
}

/** Takes what waits, accepts no more, and resolves when all that was accepted has ended. */
export async function closeAcceptSockets(http: Server): Promise<void> {
  if (http.listening && !cluster.isWorker) await takeWaiting(http)
  const all = [...(moreOf.get(http) ?? []), http].filter((socket) => socket.listening)
  await Promise.all(
    all.map((socket) => new Promise((resolve) => NetServer.prototype.close.call(socket, resolve))),
  )
}

/** The end of a socket resets what waits at it, though the client takes it for connected. */
async function takeWaiting(http: Server): Promise<void> {
  let taken = 0
  const count = () => (taken += 1)
  http.on("connection", count)
  const until = performance.now() + takingMsMax
  for (let before = -1; taken !== before && performance.now() < until;) {
    before = taken
    await nextTurn()
    await nextTurn()
  }
  http.off("connection", count)
}

const moreOf = new WeakMap<Server, NetServer[]>()
