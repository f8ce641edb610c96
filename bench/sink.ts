import { createServer } from "node:http"

export interface Sink {
  readonly url: string
  /** Calls back with the reference of each delivered event, as soon as its body is in. */
  onEvent: (reference: string) => void
  received: number
  close(): Promise<void>
}

/** The merchant's endpoint: answers 200 and tells which payout it heard of. */
export async function startSink(): Promise<Sink> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
      const at = body?.indexOf('"reference":"bench-') ?? -1
      if (body !== undefined && at >= 0) {
        sink.received += 1
        sink.onEvent(body.toString("latin1", at + 13, body.indexOf('"', at + 13)))
      }
      response.writeHead(200, { "content-length": "0" })
      response.end()
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const sink: Sink = {
    url: `http://127.0.0.1:${port}/events`,
    onEvent: () => {},
    received: 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return sink
}
