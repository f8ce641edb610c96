import { Type } from "typebox"

import { ORDERINGS, type Endpoint } from "../../delivery/endpoint.ts"
import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { listEndpoints } from "../../delivery/list-endpoints.ts"
import { changeEndpoint } from "../../pipeline/endpoints/change-endpoint.ts"
import { registerEndpoint } from "../../pipeline/endpoints/register-endpoint.ts"
import { removeEndpoint } from "../../pipeline/endpoints/remove-endpoint.ts"
import {
  OVERLAP_HOURS_DEFAULT,
  OVERLAP_HOURS_MAX,
  rotateEndpointSecret,
} from "../../pipeline/endpoints/rotate-endpoint-secret.ts"
import { switchEndpoint } from "../../pipeline/endpoints/switch-endpoint.ts"
import { testEndpoint } from "../../pipeline/endpoints/test-endpoint.ts"
import type { TestAnswer } from "../../pipeline/endpoints/try-endpoint.ts"
import { found, uuidOf, type Api } from "../api.ts"
import { answerWatched } from "../answer-watched.ts"
import { actorOf, type Caller } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import { viewEndpoints, type EndpointView, type NewEndpointView } from "../endpoint-view.ts"
import type { Hub } from "../hub.ts"
import { dialectDescription, EndpointSettingsInBody } from "../schemas/endpoint.ts"
import { LINES_TYPE } from "../lines.ts"
import { IdInPath, listOf, nullable, refTo } from "../schemas/parts.ts"

const changeable = {
  description: Type.Optional(nullable(Type.String({ maxLength: 500 }))),
  event_types: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      minItems: 1,
      maxItems: 50,
      description: "`*`, `payout.*`, `payout.paid`, …; all where it is not given.",
    }),
  ),
  ordering: Type.Optional(
    Type.Enum([...ORDERINGS], {
      description:
        "`payout`: the events of one payout, batch or payment arrive by their sequence. Not of raw.",
    }),
  ),
  settings: Type.Optional(EndpointSettingsInBody),
  basic: Type.Optional(
    nullable(
      Type.Object(
        { username: Type.String({ maxLength: 200 }), password: Type.String({ maxLength: 200 }) },
        {
          additionalProperties: false,
          description:
            "pivot, xendit, adyen: HTTP Basic authentication, besides the secret. Null: none. " +
            "Never shown again.",
        },
      ),
    ),
  ),
}
const Url = Type.String({ minLength: 1, maxLength: 2048 })
const Secret = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 4096, description }))

const NewEndpoint = Type.Object(
  {
    url: Url,
    ...changeable,
    dialect: Type.Optional(Type.String({ maxLength: 100, description: dialectDescription })),
    version: Type.Optional(Type.String({ maxLength: 100 })),
    secret: Secret("What your handler knows already: by default a new one is made."),
  },
  { additionalProperties: false },
)

const EndpointChange = Type.Object(
  { url: Type.Optional(Url), ...changeable },
  { additionalProperties: false },
)

const Rotation = Type.Object(
  {
    secret: Secret("The new one; by default one is made."),
    overlap_hours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: OVERLAP_HOURS_MAX,
        description:
          `How long those before it go on; ${OVERLAP_HOURS_DEFAULT} by default. 0 ends them at ` +
          "once: for a secret that leaked.",
      }),
    ),
  },
  { additionalProperties: false },
)

const watchable =
  "With `Accept: application/x-ndjson` the test is told line by line as it happens; the last line " +
  "is the answer. Who leaves before the endpoint has answered changes nothing."
const lines = { schema: refTo<unknown>("TestLine") }

/** Where a merchant wants its events. */
export function endpointRoutes(api: Api, hub: Hub): void {
  const tags = ["endpoints"]
  const one = { tags, params: IdInPath }

  api.post(
    "/endpoints",
    {
      config: { scope: "write", lines: true },
      schema: {
        tags,
        summary: "Register an endpoint; it must answer a test event with HTTP 200",
        description: watchable,
        body: NewEndpoint,
        response: {
          200: { description: "The test as it happens", content: { [LINES_TYPE]: lines } },
          201: refTo<NewEndpointView>("NewEndpoint"),
        },
      },
    },
    (request, reply) => {
      const { event_types: eventTypes, ...body } = request.body
      const { merchantId, scopes } = request.caller
      const actor = actorOf(request)
      const wanted = { merchantId, actor, scopes, eventTypes, ...body }
      return answerWatched(hub, { request, reply, status: 201 }, async (watch) => {
        const made = await registerEndpoint(hub, { ...wanted, watch })
        return { ...(await shown(hub, made.endpoint)), secret: made.secret }
      })
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
      const { merchantId } = request.caller
      const rows = await listEndpoints(hub.pool, { merchantId, ...page })
      const view = await viewEndpoints(hub, merchantId, rows)
      return listAnswer("endpoint", page, { rows, view })
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
    async (request) => shown(hub, found(await findEndpoint(hub.pool, targetOf(request)))),
  )

  api.patch(
    "/endpoints/:id",
    {
      config: { scope: "write", lines: true },
      schema: {
        ...one,
        summary: "Change an endpoint; a new URL is tested like a registration",
        description: watchable,
        body: EndpointChange,
        response: {
          200: {
            description: "The endpoint",
            content: {
              "application/json": { schema: refTo<EndpointView>("Endpoint") },
              [LINES_TYPE]: lines,
            },
          },
        },
      },
    },
    (request, reply) => {
      const { event_types: eventTypes, ...body } = request.body
      const { scopes } = request.caller
      const change = { ...targetOf(request), ...body, eventTypes, scopes }
      return answerWatched(hub, { request, reply, status: 200 }, async (watch) =>
        shown(hub, await changeEndpoint(hub, { ...change, watch })),
      )
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
      config: { scope: "write", lines: true },
      schema: {
        ...one,
        summary: "Send the test event and tell what came back",
        description: watchable,
        response: {
          200: {
            description: "What came back",
            content: {
              "application/json": { schema: refTo<TestAnswer>("TestAnswer") },
              [LINES_TYPE]: lines,
            },
          },
        },
      },
    },
    (request, reply) =>
      answerWatched(hub, { request, reply, status: 200 }, (watch) =>
        testEndpoint(hub, targetOf(request), watch),
      ),
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
      shown(hub, await switchEndpoint(hub, { ...targetOf(request), state: "active" })),
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
      shown(hub, await switchEndpoint(hub, { ...targetOf(request), state: "disabled" })),
  )

  api.post(
    "/endpoints/:id/rotate-secret",
    {
      config: { scope: "write" },
      schema: {
        ...one,
        summary: "Change over to another secret; for 24 hours the one before works too",
        body: Rotation,
        response: { 200: refTo<NewEndpointView>("NewEndpoint") },
      },
    },
    async (request) => {
      const { secret, overlap_hours: overlapHours } = request.body
      const wanted = { ...targetOf(request), secret, overlapHours }
      const rotated = await rotateEndpointSecret(hub, wanted)
      return { ...(await shown(hub, rotated.endpoint)), secret: rotated.secret }
    },
  )
}

/** As it stands, with how it does. */
async function shown(hub: Hub, endpoint: Endpoint): Promise<EndpointView> {
  return (await viewEndpoints(hub, endpoint.merchantId, [endpoint]))(endpoint)
}

function targetOf(request: { readonly caller: Caller; readonly params: { readonly id: string } }) {
  return {
    merchantId: request.caller.merchantId,
    id: uuidOf("endpoint", request.params.id),
    actor: actorOf(request),
  }
}
