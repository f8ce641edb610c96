import { createServer, type RequestListener } from "node:http"

/** Tells the parent its port, as every contender does. */
export function listen(handler: RequestListener): void {
  const server = createServer(handler)
  server.keepAliveTimeout = 60_000
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    process.send?.({ port: typeof address === "object" && address !== null ? address.port : 0 })
  })
}
