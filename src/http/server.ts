import { randomUUID } from "node:crypto"
import { createServer as createHttpServer, type Server, type ServerOptions } from "node:http"
import { fastify, type FastifyInstance, type FastifyReply } from "fastify"
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox"

import { PaidoutError } from "../errors.ts"
import { methodsAt, watchMethods } from "./allowed-methods.ts"
import { watchConnections } from "./close-server.ts"
import type { Hub } from "./hub.ts"
import { addDocs, addOpenapi } from "./openapi.ts"
import { codedError, PROBLEM_TYPE, problemFrom } from "./problem.ts"
import { createReceiveHandler, isReceiveUrl } from "./receive-handler.ts"
import { createSandboxHandler, isSandboxUrl } from "./sandbox-handler.ts"
import { systemRoutes } from "./routes/system.ts"
import { addV1 } from "./v1.ts"
import { validatorCompiler } from "./validator.ts"

const apiBodyBytesMax = 1024 * 1024
const requestTimeoutMs = 30_000
const headersTimeoutMs = 15_000
/** How often both are looked after: Node's default would let a slow body live for a minute. */
const timeoutsEveryMs = 5_000
const headerBytesMax = 16 * 1024

/** The whole HTTP side of a hub: receive URLs, API, documents and health. Not yet listening. */
export async function createServer(hub: Hub): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: apiBodyBytesMax,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 200 },
    serverFactory: (framework) => createBareServer(hub, framework),
    clientErrorHandler: (error, socket) => answerMalformed(error, socket),
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const problem = problemFrom(codedError(error))
      void reply.code(problem.status).type(PROBLEM_TYPE).send(problem)
    },
  })
  server.setValidatorCompiler(validatorCompiler)
  // Answers are written as they are: a schema must not drop a field without a word.
  server.setSerializerCompiler(() => (value) => JSON.stringify(value))
  server.addHook("onSend", (_request, reply, payload, done) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      if (!reply.hasHeader(name)) reply.header(name, value)
    }
    done(null, payload)
  })
  answerProblems(server, hub)
  const methods = watchMethods(server)
  server.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(methods, request.url)
    if (allowed.length === 0) throw new PaidoutError("not_found", "There is no such path here.")
    reply.header("allow", allowed.join(", "))
    throw new PaidoutError("method_not_allowed", `This path takes ${allowed.join(", ")}.`)
  })
  await addOpenapi(server, hub.version)
  systemRoutes(server, hub)
  await server.register(addDocs)
  await server.register(async (api) => addV1(api.withTypeProvider<TypeBoxTypeProvider>(), hub), {
    prefix: "/v1",
  })
  await server.ready()
  return server
}

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
}

/** Webhooks are taken before the framework sees them: see receive-handler.ts. */
function createBareServer(hub: Hub, framework: Parameters<typeof createHttpServer>[1]): Server {
  const receive = createReceiveHandler(hub)
  const play = createSandboxHandler(hub)
  const options: ServerOptions = {
    maxHeaderSize: headerBytesMax,
    requestTimeout: requestTimeoutMs,
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: timeoutsEveryMs,
    keepAliveTimeout: 72_000,
  }
  const server = createHttpServer(options, (request, response) => {
    if (!server.listening) response.setHeader("connection", "close")
    if (isReceiveUrl(request.url)) receive(request, response)
    else if (isSandboxUrl(request.url)) play(request, response)
    else framework?.(request, response)
  })
  watchConnections(server)
  return server
}

function answerProblems(server: FastifyInstance, hub: Hub): void {
  server.setErrorHandler((error, request, reply) => {
    const coded = codedError(error)
    const problem = problemFrom(coded)
    if (coded.status >= 500) {
      hub.log.error({ err: error, request_id: request.id, url: request.url }, "a request failed")
    }
    if (coded.retryable && coded.status === 503) reply.header("retry-after", "5")
    // The code speaks for itself, but a person can only look an internal one up in the log.
    const shown = coded.code === "internal" ? { ...problem, request_id: request.id } : problem
    return reply.code(problem.status).type(PROBLEM_TYPE).send(shown)
  })
}

/** What is no HTTP, or has more headers than are taken, gets its answer without a request. */
function answerMalformed(
  error: Error & { readonly code?: string },
  socket: { writable: boolean; destroyed: boolean; end(text: string): void; destroy(): void },
): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const status = STATUS_OF_MALFORMED[error.code ?? ""] ?? "400 Bad Request"
  const coded = new PaidoutError("request_invalid", `This is no HTTP request: ${status}.`)
  const body = JSON.stringify({ ...problemFrom(coded), status: Number.parseInt(status, 10) })
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

const STATUS_OF_MALFORMED: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
}
