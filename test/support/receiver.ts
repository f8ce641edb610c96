import http from "node:http"
import type { AddressInfo } from "node:net"

export interface ReceivedRequest {
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
  /** `performance.now()` when its body was whole. */
  readonly atMs: number
}

export interface Receiver {
  /** Without a slash at its end. */
  readonly url: string
  readonly requests: ReceivedRequest[]
  /** How many connections were made to it. */
  readonly connections: number
  /** What it does with a request from now on; at first it answers 200. */
  answer: (request: ReceivedRequest, response: http.ServerResponse) => void | Promise<void>
  close(): Promise<void>
}

/** A merchant's endpoint: a real HTTP server on the loopback that keeps what it is sent. */
export async function createReceiver(): Promise<Receiver> {
  const requests: ReceivedRequest[] = []
  let connections = 0
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("error", () => {})
    request.on("end", () => {
      const received = {
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
        atMs: performance.now(),
      }
      requests.push(received)
      void receiver.answer(received, response)
    })
  })
  server.on("connection", () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return connections
    },
    answer: (_request, response) => void response.end("ok"),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
