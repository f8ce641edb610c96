import type { IncomingMessage } from "node:http"

/** What is still read of a body that is too large, so that its sender gets to see the answer. */
const discardedBytesMax = 8 * 1024 * 1024

/** The whole body, refused as soon as it is known to be larger than the limit. */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Buffer | "too_large" | "aborted"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    if (Number(request.headers["content-length"] ?? 0) > bytesMax) {
      discard(request)
      resolve("too_large")
      return
    }
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= bytesMax) {
        chunks.push(chunk)
        return
      }
      request.removeAllListeners("data")
      discard(request)
      resolve("too_large")
    })
    request.on("end", () => {
      const [only] = chunks
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes))
    })
    request.on("error", () => resolve("aborted"))
    request.on("close", () => resolve("aborted"))
  })
}

function discard(request: IncomingMessage): void {
  let bytes = 0
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > discardedBytesMax) request.destroy()
  })
}
