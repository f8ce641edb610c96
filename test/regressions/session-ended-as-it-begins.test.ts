// A session that the server ended in the moment it was ready: both words came in one piece, before
// whoever had asked for the connection could listen for its loss. The whole hub ended with it.
import { once } from "node:events"
import net, { type AddressInfo } from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"

import { createPool, type PostgresConnection } from "../../src/postgres/pool.ts"
import { inTransaction } from "../../src/postgres/transaction.ts"
import { createTestDatabase, type TestDatabase } from "../support/database.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** ReadyForQuery, idle: what the server says last before it takes statements. */
const READY = Buffer.from("5a0000000549", "hex")

/** `FATAL 57P01`, as of pg_terminate_backend. */
const TERMINATED = errorResponse({
  S: "FATAL",
  V: "FATAL",
  C: "57P01",
  M: "terminating connection due to administrator command",
})

test("its loss is an error of whoever wanted it, and the process goes on", async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on("uncaughtException", note)
  const proxy = await startEndingProxy(database.connection)
  try {
    for (const pipelined of [false, true]) {
      const pool = createPool(proxy.connection, { pipelined, connectionsMax: 1 })
      const work = inTransaction(pool, (client) => client.query("select 1"))
      await expect(work).rejects.toThrow()
      await expect(pool.query("select 1")).rejects.toThrow()
      await pool.end()
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(uncaught).toEqual([])
  } finally {
    process.off("uncaughtException", note)
    await proxy.close()
  }
})

/** Every session through it is ended with the very bytes that say it is ready. */
async function startEndingProxy(target: PostgresConnection): Promise<{
  readonly connection: PostgresConnection
  close(): Promise<void>
}> {
  if ("connectionString" in target) throw new Error("The proxy wants a host and a port.")
  const { host, port } = target
  const server = net.createServer((client) => {
    const upstream = host.startsWith("/")
      ? net.connect(`${host}/.s.PGSQL.${port}`)
      : net.connect(port, host)
    upstream.on("error", () => {})
    client.on("error", () => {})
    client.on("close", () => upstream.destroy())
    client.pipe(upstream)
    upstream.on("data", (chunk: Buffer) => {
      if (!chunk.subarray(-READY.length).equals(READY)) return void client.write(chunk)
      client.end(Buffer.concat([chunk, TERMINATED]))
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    connection: { ...target, host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    async close() {
      server.close()
      await once(server, "close")
    },
  }
}

function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(fields).map(([name, value]) => `${name}${value}\0`)
  const body = Buffer.from(`${text.join("")}\0`)
  const head = Buffer.alloc(5)
  head.write("E")
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
