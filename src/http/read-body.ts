import type { IncomingMessage } from "node:http"

/** What is still read of a body that is too large, so that its sender gets to see the answer. */
const discardedBytesMax = 8 * 1024 * 1024

/** What one request holds in memory. */
export interface HeldBytes {
  /** False when there is no room for so many more. */
  take(bytes: number): boolean
  leave(): void
}

/** Memory for the bodies of all requests together: without a bound, slow senders could fill it. */
export function createBodyRoom(bytesMax: number): { enter(): HeldBytes } {
  let taken = 0
  return {
    enter() {
      let own = 0
      return {
        take(bytes) {
          if (taken + bytes > bytesMax) return false
          taken += bytes
          own += bytes
          return true
        },
        leave() {
          taken -= own
          own = 0
        },
      }
    },
  }
}

/** The whole body, refused as soon as it is known to be larger than the limit or than the room. */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  held: HeldBytes,
): Promise<Buffer | "too_large" | "no_room" | "aborted"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const refuse = (because: "too_large" | "no_room") => {
      request.removeAllListeners("data")
      chunks.length = 0
      discard(request)
      resolve(because)
    }
    if (Number(request.headers["content-length"] ?? 0) > bytesMax) {
      refuse("too_large")
      return
    }
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > bytesMax) refuse("too_large")
      else if (!held.take(chunk.length)) refuse("no_room")
      else chunks.push(chunk)
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
