import { hmacValidator } from "@adyen/api-library"
import http from "node:http"
import type { AddressInfo } from "node:net"

import { findProvider } from "../../src/providers/index.ts"
import type { SourceSecrets, WebhookRequest } from "../../src/providers/provider.ts"

export interface SeenRequest {
  /** As they came, connection headers left out; names in lower case, as HTTP compares them. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: Buffer
  /** What it answered: 200 where it is authentic, else 401. */
  readonly status: number
}

/** A merchant's handler as it was before Paidout: it looks at exact bytes and authenticates them. */
export interface VendorHandler {
  readonly port: number
  readonly url: string
  readonly seen: SeenRequest[]
  /** What it authenticates with from now on. */
  secrets: SourceSecrets
  answerAfterMs: number
  /** Waits for the next one, and takes it out of `seen`. */
  next(): Promise<SeenRequest>
  close(): Promise<void>
}

const OF_THE_CONNECTION = [
  ...["host", "connection", "keep-alive", "content-length", "transfer-encoding", "expect", "te"],
  ...["trailer", "upgrade"],
]

export async function createVendorHandler(
  provider: string,
  secrets: SourceSecrets,
): Promise<VendorHandler> {
  const seen: SeenRequest[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("error", () => {})
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const body = Buffer.concat(chunks)
      const headers = request.headersDistinct as Record<string, string[]>
      const status = isAuthentic(provider, { headers, body }, handler.secrets) ? 200 : 401
      const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name))
      seen.push({ headers: Object.fromEntries(kept), body, status })
      setTimeout(() => response.writeHead(status).end(), handler.answerAfterMs)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const handler: VendorHandler = {
    port,
    url: `http://127.0.0.1:${port}`,
    seen,
    secrets,
    answerAfterMs: 0,
    async next() {
      for (let look = 0; look < 1_000; look += 1) {
        const request = seen.shift()
        if (request !== undefined) return request
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error("nothing came")
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return handler
}

function isAuthentic(provider: string, request: WebhookRequest, secrets: SourceSecrets): boolean {
  if (findProvider(provider)?.verify(request, secrets).outcome !== "authentic") return false
  return provider !== "adyen" || passesAdyensLibrary(request, secrets["hmac_key"] ?? [])
}

/** Adyen's own library on what it can read: a JSON notification, or a signed body of text. */
function passesAdyensLibrary({ headers, body }: WebhookRequest, keys: readonly string[]): boolean {
  const validator = new hmacValidator()
  const [signature] = headers["hmacsignature"] ?? []
  const text = Buffer.from(body).toString("utf8")
  if (signature !== undefined) {
    const isText = Buffer.from(text, "utf8").equals(body)
    return !isText || keys.some((key) => validator.validateHMACSignature(key, signature, text))
  }
  if (!text.startsWith("{")) return true
  const { notificationItems } = JSON.parse(text) as {
    notificationItems: { NotificationRequestItem: Parameters<typeof validator.validateHMAC>[0] }[]
  }
  return notificationItems.every(({ NotificationRequestItem: item }) =>
    keys.some((key) => validator.validateHMAC(item, key)),
  )
}
