import { once } from "node:events"
import net from "node:net"
import { Worker } from "node:worker_threads"

/** Listens with room for one connection, and never looks whether there is one. */
const SLEEPER = `
  const { parentPort } = require("node:worker_threads")
  const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 })
  server.on("listening", () => {
    parentPort.postMessage(server.address().port)
    setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50)
  })`
const TAKEN_MS = 300

/** An address where connecting neither succeeds nor fails: its queue of connections is full. */
export async function createBlackHole(): Promise<{
  readonly url: string
  close(): Promise<void>
}> {
  const worker = new Worker(SLEEPER, { eval: true })
  const [port] = (await once(worker, "message")) as [number]
  await new Promise((resolve) => setTimeout(resolve, 100))
  const fillers: net.Socket[] = []
  let isFull = false
  while (!isFull) {
    const filler = net.connect(port, "127.0.0.1")
    filler.on("error", () => {})
    fillers.push(filler)
    isFull = await Promise.race([
      once(filler, "connect").then(() => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), TAKEN_MS)),
    ])
  }
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      for (const filler of fillers) filler.destroy()
      await worker.terminate()
    },
  }
}
