import { once } from "node:events"
import net, { type AddressInfo, type Socket } from "node:net"

import type { PostgresConnection } from "../../src/postgres/pool.ts"

export interface DatabaseProxy {
  /** The same database through the proxy. */
  readonly connection: PostgresConnection
  /** The next statement that holds these bytes runs, and its answer never comes: a lost connection. */
  loseAnswerTo(text: string): void
  /** From now on nothing gets through and nothing is closed: a machine that is gone. */
  swallow(): void
  /** New connections get through again; those of before stay dead. */
  mend(): void
  /** New connections lead to another server from now on: a virtual address that moves. */
  moveTo(target: PostgresConnection): void
  close(): Promise<void>
}

/** Stands between a pool and PostgreSQL, and breaks what a network breaks. */
export async function startDatabaseProxy(target: PostgresConnection): Promise<DatabaseProxy> {
  if ("connectionString" in target) throw new Error("The proxy wants a host and a port.")
  let { host, port } = target
  const sockets = new Set<Socket>()
  let toLose: Buffer | undefined
  let swallowing = false

  const server = net.createServer((client) => {
    const database = host.startsWith("/")
      ? net.connect(`${host}/.s.PGSQL.${port}`)
      : net.connect(port, host)
    let dead = swallowing
    let lost = false
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => sockets.delete(socket))
    }
    client.on("close", () => database.destroy())
    database.on("close", () => !dead && client.destroy())
    client.on("data", (chunk: Buffer) => {
      dead ||= swallowing
      if (dead) return
      if (toLose !== undefined && chunk.includes(toLose)) {
        toLose = undefined
        lost = true
        setTimeout(() => client.destroy(), 100)
      }
      database.write(chunk)
    })
    database.on("data", (chunk: Buffer) => {
      dead ||= swallowing
      if (!dead && !lost) client.write(chunk)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    connection: { ...target, host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    loseAnswerTo(text) {
      toLose = Buffer.from(text)
    },
    swallow() {
      swallowing = true
    },
    mend() {
      swallowing = false
    },
    moveTo(next) {
      if ("connectionString" in next) throw new Error("The proxy wants a host and a port.")
      ;({ host, port } = next)
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, "close")
    },
  }
}
