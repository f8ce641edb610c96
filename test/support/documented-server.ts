import http from "node:http"
import type { AddressInfo } from "node:net"

/** A webhook as a merchant's handler sees it. */
export interface HandledRequest {
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
  /** What was answered. */
  readonly status: number
}

export interface DocumentedServer {
  readonly url: string
  /** Everything that came, registration included. */
  readonly requests: HandledRequest[]
  /** What did not look as the documentation says, and why. */
  readonly faults: string[]
  close(): Promise<void>
}

/**
 * A merchant's HTTP server around a handler that was written by a vendor's documentation: it answers
 * with the status that the handler returns, and 400 where the handler stumbled over the request.
 */
export async function serveDocumented(
  handle: (headers: http.IncomingHttpHeaders, body: string) => number,
): Promise<DocumentedServer> {
  const requests: HandledRequest[] = []
  const faults: string[] = []
  const server = http.createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => (body += text))
    request.on("end", () => {
      let status = 400
      try {
        status = handle(request.headers, body)
      } catch (error) {
        faults.push(`${String(error)} in ${body}`)
      }
      requests.push({ headers: request.headers, body, status })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    requests,
    faults,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
