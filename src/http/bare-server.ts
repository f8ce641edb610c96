import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http"

import { PaidoutError } from "../errors.ts"
import { ROLES } from "../roles.ts"
import { absentRole, answerAbsent } from "./absent-role.ts"
import { watchConnections } from "./close-server.ts"
import type { Hub } from "./hub.ts"
import { PROBLEM_TYPE, problemFrom } from "./problem.ts"
import { createEchoTaker } from "../sandbox/echo/take-echo-request.ts"
import { createReceiveHandler, isReceiveUrl } from "./receive-handler.ts"
import { createSandboxHandler, isSandboxUrl } from "./sandbox-handler.ts"
import {
  lacksHost,
  securityHeaders,
  setSecurityHeaders,
  type SecurityHeaders,
} from "./security-headers.ts"

/** What one connection may cost before anything of it is understood. */
export const CONNECTION_LIMITS = {
  /** For the whole request, from its first byte. */
  requestTimeoutMs: 30_000,
  headersTimeoutMs: 15_000,
  /** How often both are looked after: Node's default would let a slow body live for a minute. */
  timeoutsEveryMs: 5_000,
  keepAliveTimeoutMs: 72_000,
  headerBytesMax: 16 * 1024,
  /** Beyond it a connection is closed as it comes; providers try again. */
  connectionsMax: 10_000,
} as const

/** Webhooks are taken before the framework sees them: see receive-handler.ts. */
export function createBareServer(hub: Hub, framework: RequestListener): Server {
  const receive = createReceiveHandler(hub)
  const takeEcho = hub.sandbox && createEchoTaker(hub.sandbox.context)
  const play = createSandboxHandler({ ...hub, takeEcho })
  const { roles = ROLES } = hub
  const headers = securityHeaders(hub.mail.publicUrl)
  const options: ServerOptions = {
    maxHeaderSize: CONNECTION_LIMITS.headerBytesMax,
    requestTimeout: CONNECTION_LIMITS.requestTimeoutMs,
    headersTimeout: CONNECTION_LIMITS.headersTimeoutMs,
    connectionsCheckingInterval: CONNECTION_LIMITS.timeoutsEveryMs,
    keepAliveTimeout: CONNECTION_LIMITS.keepAliveTimeoutMs,
    requireHostHeader: false,
  }
  const server = createServer(options, (request, response) => {
    setSecurityHeaders(response, headers)
    if (!server.listening || hub.isStopping?.() === true) {
      response.setHeader("connection", "close")
    }
    const absent = absentRole(request.url, roles)
    if (lacksHost(request)) refuse(request, response, "400 Bad Request")
    else if (absent !== undefined) answerAbsent(request, response, absent)
    else if (isReceiveUrl(request.url)) receive(request, response)
    else if (isSandboxUrl(request.url)) play(request, response)
    else framework(request, response)
  })
  server.maxConnections = CONNECTION_LIMITS.connectionsMax
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    setSecurityHeaders(response, headers)
    refuse(request, response, "417 Expectation Failed")
  })
  watchConnections(server)
  return server
}

/** What is no HTTP, or has more headers than are taken, gets its answer without a request. */
export function answerMalformed(
  error: Error & { readonly code?: string },
  socket: { writable: boolean; destroyed: boolean; end(text: string): void; destroy(): void },
  headers: SecurityHeaders,
): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const status = STATUS_OF_MALFORMED[error.code ?? ""] ?? "400 Bad Request"
  const body = malformedProblem(status)
  const lines = Object.entries({
    ...headers,
    connection: "close",
    "content-type": PROBLEM_TYPE,
    "content-length": Buffer.byteLength(body),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n${body}`)
}

function refuse(request: IncomingMessage, response: ServerResponse, status: string): void {
  request.resume()
  const body = malformedProblem(status)
  response.writeHead(Number.parseInt(status, 10), {
    connection: "close",
    "content-type": PROBLEM_TYPE,
    "content-length": Buffer.byteLength(body),
  })
  response.end(body)
}

function malformedProblem(status: string): string {
  const coded = new PaidoutError("request_invalid", `This is no HTTP request: ${status}.`)
  return JSON.stringify({ ...problemFrom(coded), status: Number.parseInt(status, 10) })
}

const STATUS_OF_MALFORMED: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
}
