import type { FastifyInstance } from "fastify"

import { ROLES } from "../../roles.ts"
import type { Hub } from "../hub.ts"
import { openapiDocument } from "../openapi.ts"
import { errorsPage, PAGE_POLICY } from "../pages.ts"

/** Health, metrics and documents: open to anybody who reaches the port, and without any data. */
export function systemRoutes(server: FastifyInstance, hub: Hub): void {
  const hidden = { schema: { hide: true } }

  server.get("/healthz", hidden, () => ({ status: "ok", version: hub.version }))

  server.get("/readyz", hidden, async (_request, reply) => {
    const { database, migrated, loops, isStopping } = await hub.readiness()
    const checks = {
      database,
      migrated,
      loops: Object.values(loops).every((state) => state === "running"),
    }
    const isWell = checks.database && checks.migrated && checks.loops
    const status = isStopping ? "stopping" : isWell ? "ready" : "not_ready"
    const { roles = ROLES } = hub
    return reply.code(status === "ready" ? 200 : 503).send({ status, checks, roles, loops })
  })

  server.get("/metrics", hidden, async (_request, reply) => {
    const text = await (hub.metricsText?.() ?? hub.metrics.registry.metrics())
    return reply.type(hub.metrics.registry.contentType).send(text)
  })

  // The rest is the role `http`'s: see absent-role.ts.
  server.get("/openapi.json", hidden, (_request, reply) =>
    reply.type("application/json; charset=utf-8").send(openapiDocument(server)),
  )

  server.get("/docs/errors", hidden, (_request, reply) =>
    reply
      .header("content-security-policy", PAGE_POLICY)
      .type("text/html; charset=utf-8")
      .send(errorsPage()),
  )
}
