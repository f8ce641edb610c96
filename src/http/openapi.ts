import swagger from "@fastify/swagger"
import swaggerUi from "@fastify/swagger-ui"
import type { FastifyInstance, RouteOptions } from "fastify"
import { Type } from "typebox"

import type { Problem } from "./problem.ts"
import { SCHEMAS } from "./schemas/index.ts"
import { refTo } from "./schemas/parts.ts"

const DESCRIPTION = `Know for certain where every payout stands.

Send an API key as bearer token. Lists answer \`{data, next_cursor}\`, newest first. Errors are
RFC 9457 problems with a stable \`code\`. A POST with an \`Idempotency-Key\` runs once: for 24 hours
the same request gets the same answer.`

/** OpenAPI 3.1, made from the routes; call it before they are added. */
export async function addOpenapi(server: FastifyInstance, version: string): Promise<void> {
  for (const schema of SCHEMAS) server.addSchema(schema)
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Paidout",
        version,
        description: DESCRIPTION,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: {
        securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "API key" } },
      },
    },
    convertConstToEnum: false,
    refResolver: { buildLocalReference: (schema) => schema["$id"] as string },
  })
  server.addHook("onRoute", describeApiRoute)
}

/** `/docs`, readable offline: everything it loads comes from here. */
export async function addDocs(server: FastifyInstance): Promise<void> {
  await server.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP:
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
      "base-uri 'self'; object-src 'none'; frame-ancestors 'none'",
    uiConfig: { deepLinking: true, tryItOutEnabled: false },
    theme: { title: "Paidout API" },
  })
}

export function openapiDocument(server: FastifyInstance): object {
  return server.swagger()
}

/** What all routes under /v1 share: the key, its scope, and problems as their errors. */
function describeApiRoute(route: RouteOptions): void {
  if (!route.url.startsWith("/v1/")) return
  const scope = route.config?.scope
  if (scope === undefined) throw new Error(`${route.url} names no scope.`)
  const { response = {}, description, ...schema } = route.schema ?? {}
  const isPost = [route.method].flat().includes("POST")
  route.schema = {
    ...schema,
    description: [`Needs the scope \`${scope}\`.`, description].filter(Boolean).join(" "),
    security: [{ apiKey: [] }],
    ...(isPost ? { headers: IdempotencyHeader } : {}),
    response: { ...(response as object), default: problemAnswer },
  }
}

const IdempotencyHeader = Type.Object({
  "idempotency-key": Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
})

const problemAnswer = {
  description: "A problem",
  content: { "application/problem+json": { schema: refTo<Problem>("Problem") } },
}
