import { Type } from "typebox"

import { ORDERINGS, type Endpoint } from "../../delivery/endpoint.ts"
import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { listEndpoints } from "../../delivery/list-endpoints.ts"
import { idText } from "../../ids.ts"
import { changeEndpoint } from "../../pipeline/change-endpoint.ts"
import { registerEndpoint } from "../../pipeline/register-endpoint.ts"
import { removeEndpoint } from "../../pipeline/remove-endpoint.ts"
import { rotateEndpointSecret } from "../../pipeline/rotate-endpoint-secret.ts"
import { switchEndpoint } from "../../pipeline/switch-endpoint.ts"
import { testEndpoint } from "../../pipeline/test-endpoint.ts"
import type { TestAnswer } from "../../pipeline/try-endpoint.ts"
import { actorOf, found, uuidOf, type Api } from "../api.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { IdInPath, listOf, refTo } from "../schemas/parts.ts"

const changeable = {
  description: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
  event_types: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      minItems: 1,
      maxItems: 50,
      description: "`*`, `payout.*`, `payout.paid`, …; all where it is not given.",
    }),
  ),
  settings: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: "timeout_ms, concurrency, retry_schedule or retry_delays_ms, include_presumed.",
    }),
  ),
}
const Url = Type.String({ minLength: 1, maxLength: 2048 })

const NewEndpoint = Type.Object(
  {
    url: Url,
    ...changeable,
    dialect: Type.Optional(Type.String({ maxLength: 100, description: "`paidout` by default." })),
    version: Type.Optional(Type.String({ maxLength: 100 })),
    ordering: Type.Optional(Type.Enum([...ORDERINGS])),
  },
  { additionalProperties: false },
)

const EndpointChange = Type.Object(
  { url: Type.Optional(Url), ...changeable },
  { additionalProperties: false },
)

/** Where a merchant wants its events. */
export function endpointRoutes(api: Api, hub: Hub): void {
  const tags = ["endpoints"]
  const one = { tags, params: IdInPath }

  api.post(
    "/endpoints",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Register an endpoint; it must answer a test event with HTTP 200",
        body: NewEndpoint,
        response: { 201: refTo<NewEndpointView>("NewEndpoint") },
      },
    },
    async (request, reply) => {
      const { event_types: eventTypes, ...body } = request.body
      const { merchantId } = request.apiKey
      const actor = actorOf(request)
      const made = await registerEndpoint(hub, { merchantId, actor, eventTypes, ...body })
      return reply.code(201).send(newEndpointView(made.endpoint, made.secret))
    },
  )

  api.get(
    "/endpoints",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List endpoints",
        querystring: listQuery({}),
        response: { 200: listOf<EndpointView>("Endpoint") },
      },
    },
    async (request) => {
      const page = pageOf("endpoint", request.query)
      const rows = await listEndpoints(hub.pool, {
        merchantId: request.apiKey.merchantId,
        ...page,
      })
      return listAnswer("endpoint", page, { rows, view: endpointView })
    },
  )

  api.get(
    "/endpoints/:id",
    {
      config: { scope: "read" },
      schema: {
        ...one,
        summary: "One endpoint",
        response: { 200: refTo<EndpointView>("Endpoint") },
      },
    },
    async (request) => endpointView(found(await findEndpoint(hub.pool, targetOf(request)))),
  )

  api.patch(
    "/endpoints/:id",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Change an endpoint; a new URL is tested like a registration",
        body: EndpointChange,
        response: { 200: refTo<EndpointView>("Endpoint") },
      },
    },
    async (request) => {
      const { event_types: eventTypes, ...body } = request.body
      return endpointView(await changeEndpoint(hub, { ...targetOf(request), ...body, eventTypes }))
    },
  )

  api.delete(
    "/endpoints/:id",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Delete an endpoint; what waits for it is discarded",
        response: { 204: Type.Null({ description: "It gets nothing any more." }) },
      },
    },
    async (request, reply) => {
      await removeEndpoint(hub, targetOf(request))
      return reply.code(204).send(null)
    },
  )

  api.post(
    "/endpoints/:id/test",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Send the test event and tell what came back",
        response: { 200: refTo<TestAnswer>("TestAnswer") },
      },
    },
    (request) => testEndpoint(hub, targetOf(request)),
  )

  api.post(
    "/endpoints/:id/enable",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Enable a disabled endpoint; what waits for it is sent",
        response: { 200: refTo<EndpointView>("Endpoint") },
      },
    },
    async (request) =>
      endpointView(await switchEndpoint(hub, { ...targetOf(request), state: "active" })),
  )

  api.post(
    "/endpoints/:id/disable",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Disable an endpoint; what waits for it goes on waiting",
        response: { 200: refTo<EndpointView>("Endpoint") },
      },
    },
    async (request) =>
      endpointView(await switchEndpoint(hub, { ...targetOf(request), state: "disabled" })),
  )

  api.post(
    "/endpoints/:id/rotate-secret",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Make a new secret; for 24 hours the one before signs too",
        response: { 200: refTo<NewEndpointView>("NewEndpoint") },
      },
    },
    async (request) => {
      const rotated = await rotateEndpointSecret(hub, targetOf(request))
      return newEndpointView(rotated.endpoint, rotated.secret)
    },
  )
}

type EndpointView = ReturnType<typeof endpointView>
type NewEndpointView = ReturnType<typeof newEndpointView>

function targetOf(request: {
  readonly apiKey: { readonly merchantId: string; readonly id: string }
  readonly params: { readonly id: string }
}) {
  return {
    merchantId: request.apiKey.merchantId,
    id: uuidOf("endpoint", request.params.id),
    actor: idText("apiKey", request.apiKey.id),
  }
}

function endpointView(endpoint: Endpoint) {
  return {
    id: idText("endpoint", endpoint.id),
    url: endpoint.url,
    description: endpoint.description,
    event_types: [...endpoint.eventTypes],
    dialect: endpoint.dialect,
    version: endpoint.version,
    ordering: endpoint.ordering,
    settings: { ...endpoint.settings } as Record<string, unknown>,
    state: endpoint.state,
    disabled_reason: endpoint.disabledReason,
    created_at: endpoint.createdAt.toISOString(),
    updated_at: endpoint.updatedAt.toISOString(),
  }
}

function newEndpointView(endpoint: Endpoint, secret: string | null) {
  return { ...endpointView(endpoint), secret }
}
