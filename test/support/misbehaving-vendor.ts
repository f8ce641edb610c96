import http from "node:http"
import type { AddressInfo } from "node:net"

/** What was asked, as it came over the wire. */
export interface VendorQuestion {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/** What the server does with a question that it has read. */
export type Behaviour = (response: http.ServerResponse) => void

export interface MisbehavingVendor {
  /** Without a slash at its end. */
  readonly url: string
  /** In the order in which they came. */
  readonly questions: VendorQuestion[]
  /** Decides each answer by its question; at first everything is 404 with an empty object. */
  answer: (question: VendorQuestion) => Behaviour | Promise<Behaviour>
  close(): Promise<void>
}

/** A provider's API on the loopback that answers as badly as a test wants. */
export async function startMisbehavingVendor(
  answer: MisbehavingVendor["answer"] = () => says(404, {}),
): Promise<MisbehavingVendor> {
  const questions: VendorQuestion[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("error", () => {})
    response.on("error", () => {})
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://vendor.test")
      const question = {
        method: request.method ?? "",
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      }
      questions.push(question)
      void Promise.resolve(vendor.answer(question)).then((behave) => behave(response))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const vendor: MisbehavingVendor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    questions,
    answer,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return vendor
}

type Headers = Readonly<Record<string, string>>

/** JSON, with this status. */
export function says(status: number, body: unknown, headers: Headers = {}): Behaviour {
  return saysText(status, JSON.stringify(body), { "content-type": "application/json", ...headers })
}

/** Any bytes, with this status. */
export function saysText(
  status: number,
  body: string | Buffer,
  headers: Headers = { "content-type": "application/json" },
): Behaviour {
  return (response) => void response.writeHead(status, headers).end(body)
}

const MEBIBYTE = 1024 * 1024

/** What any API may do one day, whatever it was asked. */
export const MISBEHAVIOURS = {
  "HTML with 200": saysText(200, "<!doctype html><title>Maintenance</title>", {
    "content-type": "text/html",
  }),
  "nothing with 200": saysText(200, ""),
  "204": saysText(204, ""),
  "JSON cut short": saysText(200, '{"code":"00","message":"Success","data":{"uu'),
  "JSON of no object": says(200, [1, "two", null]),
  "an empty object": says(200, {}),
  "9 MiB": saysText(200, Buffer.alloc(9 * MEBIBYTE, 0x20)),
  "a body without end": (response) => {
    response.writeHead(200)
    const piece = Buffer.alloc(65_536, 0x20)
    const pour = () => {
      while (!response.destroyed && response.write(piece)) {
        // until the other side is slower
      }
    }
    response.on("drain", pour)
    pour()
  },
  "more headers than anybody reads": (response) => {
    for (let index = 0; index < 300; index += 1) response.setHeader(`x-${index}`, "v".repeat(1_000))
    response.end("{}")
  },
  "no answer": () => {},
  "half a body, then silence": (response) => {
    response.writeHead(200, { "content-length": "1000" })
    response.write('{"code"')
  },
  "a reset": (response) => void response.socket?.resetAndDestroy(),
  "a reset in the body": (response) => {
    response.writeHead(200, { "content-length": "1000" })
    response.write('{"code"', () => response.socket?.resetAndDestroy())
  },
  "a redirect": saysText(302, "", { location: "http://169.254.169.254/latest/" }),
  "401": says(401, {}),
  "403": says(403, {}),
  "404": says(404, {}),
  "408": says(408, {}),
  "429 with Rate-Limit-Reset": says(429, {}, { "rate-limit-reset": "58.37" }),
  "429 with Retry-After": says(429, {}, { "retry-after": "17" }),
  "429 alone": says(429, {}),
  "500": says(500, {}),
  "500 with HTML": saysText(500, "<h1>Internal Server Error</h1>", { "content-type": "text/html" }),
  "503": says(503, {}),
  "503 with Retry-After": says(503, {}, { "retry-after": "90" }),
} as const satisfies Readonly<Record<string, Behaviour>>

export type MisbehaviourName = keyof typeof MISBEHAVIOURS
