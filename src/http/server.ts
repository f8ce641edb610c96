import { randomUUID } from "node:crypto"
import { fastify, type FastifyInstance, type FastifyReply } from "fastify"
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox"

import { PaidoutError } from "../errors.ts"
import { methodsAt, watchMethods } from "./allowed-methods.ts"
import { answerMalformed, CONNECTION_LIMITS, createBareServer } from "./bare-server.ts"
import { dashboardRoutes } from "./dashboard.ts"
import type { Hub } from "./hub.ts"
import { addDocs, addOpenapi } from "./openapi.ts"
import { codedError, PROBLEM_TYPE, problemFrom } from "./problem.ts"
import { systemRoutes } from "./routes/system.ts"
import { securityHeaders } from "./security-headers.ts"
import { createPersonSessions } from "./person-sessions.ts"
import { loginRoutes } from "./routes/login.ts"
import { addV1, takeJsonOnly } from "./v1.ts"
import { validatorCompiler } from "./validator.ts"

export const apiBodyBytesMax = 1024 * 1024

/** The whole HTTP side of a hub: receive URLs, API, documents and health. Not yet listening. */
export async function createServer(hub: Hub): Promise<FastifyInstance> {
  const headers = securityHeaders(hub.mail.publicUrl)
  const server = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: apiBodyBytesMax,
    requestTimeout: CONNECTION_LIMITS.requestTimeoutMs,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 200 },
    serverFactory: (framework) => createBareServer(hub, framework),
    clientErrorHandler: (error, socket) => answerMalformed(error, socket, headers),
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const problem = problemFrom(codedError(error))
      void reply.code(problem.status).type(PROBLEM_TYPE).send(problem)
    },
  })
  server.setValidatorCompiler(validatorCompiler)
  // Answers are written as they are: a schema must not drop a field without a word.
  server.setSerializerCompiler(() => (value) => JSON.stringify(value))
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
  if (hub.roles?.includes("http") !== false) {
    await server.register(addDocs)
    await dashboardRoutes(server, hub.version)
    const sessions = createPersonSessions(hub)
    await server.register(
      async (api) => addV1(api.withTypeProvider<TypeBoxTypeProvider>(), hub, sessions),
      { prefix: "/v1" },
    )
    await server.register(
      async (api) => {
        const typed = api.withTypeProvider<TypeBoxTypeProvider>()
        takeJsonOnly(typed)
        loginRoutes(typed, hub, sessions)
      },
      { prefix: "/auth" },
    )
  }
  await server.ready()
  return server
}

function answerProblems(server: FastifyInstance, hub: Hub): void {
  server.setErrorHandler((error, request, reply) => {
    const coded = codedError(error)
    const problem = problemFrom(coded)
    if (coded.status >= 500) {
      hub.log.error(
        { err: error, request_id: request.id, url: request.routeOptions.url },
        "a request failed",
      )
    }
    const retryAfter = coded.detail["retry_after_seconds"] ?? (coded.status === 503 ? 5 : undefined)
    if (coded.retryable && retryAfter !== undefined) reply.header("retry-after", retryAfter)
    // The code speaks for itself, but a person can only look an internal one up in the log.
    const shown = coded.code === "internal" ? { ...problem, request_id: request.id } : problem
    return reply.code(problem.status).type(PROBLEM_TYPE).send(shown)
  })
}
