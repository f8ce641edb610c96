import { createServer, type ServerResponse } from "node:http"

export interface Sink {
  readonly url: string
  /** Calls back with the reference of each delivered event, as soon as its body is in. */
  onEvent: (reference: string) => void
  /** What it answers; 200 unless told otherwise. */
  answerTo: (event: { readonly reference: string; readonly path: string }) => number
  received: number
  /** Requests that it has read and not answered. */
  readonly unanswered: number
  /** From now on it reads what comes and does not answer. */
  hang(): void
  /** Answers again, also what it left unanswered. */
  recover(): void
  close(): Promise<void>
}

/** The merchant's endpoint: answers 200 and tells which payout it heard of. */
export async function startSink(): Promise<Sink> {
  let hangs = false
  let unanswered: (() => void)[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
      const answered = () => answer(request.url ?? "", body, response)
      if (hangs) unanswered.push(answered)
      else answered()
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0

  function answer(route: string, body: Buffer | undefined, response: ServerResponse): void {
    if (response.destroyed) return
    let status = 200
    const at = body?.indexOf('"reference":"bench-') ?? -1
    if (body !== undefined && at >= 0) {
      const reference = body.toString("latin1", at + 13, body.indexOf('"', at + 13))
      status = sink.answerTo({ reference, path: route })
      if (status === 200) {
        sink.received += 1
        sink.onEvent(reference)
      }
    }
    response.writeHead(status, { "content-length": "0" })
    response.end()
  }

  const sink: Sink = {
    url: `http://127.0.0.1:${port}/events`,
    onEvent: () => {},
    answerTo: () => 200,
    received: 0,
    get unanswered() {
      return unanswered.length
    },
    hang() {
      hangs = true
    },
    recover() {
      hangs = false
      for (const answered of unanswered) answered()
      unanswered = []
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return sink
}
