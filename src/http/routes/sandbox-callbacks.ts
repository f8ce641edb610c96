import { Type } from "typebox"

import { listCallbacks } from "../../sandbox/callbacks.ts"
import { registerCallback } from "../../sandbox/register-callback.ts"
import { removeCallback } from "../../sandbox/remove-callback.ts"
import { uuidOf, type Api } from "../api.ts"
import { accountKeyOf, accountOf, sandboxOf } from "../hosted-sandbox.ts"
import type { Hub } from "../hub.ts"
import { sandboxCallbackView, type SandboxCallbackView } from "../sandbox-views.ts"
import { EndpointSettingsInBody } from "../schemas/endpoint.ts"
import { IdInPath, listOf, nullable, refTo } from "../schemas/parts.ts"

type NewSandboxCallbackView = SandboxCallbackView & { readonly secret: string }

const NewCallback = Type.Object(
  {
    product: Type.Optional(
      Type.String({
        maxLength: 100,
        description: "Which webhooks; by default those of the provider's main product.",
      }),
    ),
    url: Type.String({ minLength: 1, maxLength: 2048 }),
    secret: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        description:
          "What your handler knows already. By default a new one; where the provider has one for " +
          "all of an account's webhooks, the one that the others carry.",
      }),
    ),
    settings: Type.Optional(EndpointSettingsInBody),
    basic: Type.Optional(
      nullable(
        Type.Object(
          { username: Type.String({ maxLength: 200 }), password: Type.String({ maxLength: 200 }) },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
)

/** Where the webhooks of a simulated account go. */
export function sandboxCallbackRoutes(api: Api, hub: Hub): void {
  const tags = ["sandbox"]

  api.get(
    "/sandbox/accounts/:id/callbacks",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "Where an account's webhooks go",
        params: IdInPath,
        response: { 200: listOf<SandboxCallbackView>("SandboxCallback") },
      },
    },
    async (request) => {
      const account = await accountOf(hub, request)
      const callbacks = await listCallbacks(sandboxOf(hub).context.pool, account, null)
      return { data: callbacks.map(sandboxCallbackView), next_cursor: null }
    },
  )

  api.post(
    "/sandbox/accounts/:id/callbacks",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Register a URL; it must answer the provider's test call as that provider demands",
        params: IdInPath,
        body: NewCallback,
        response: { 201: refTo<NewSandboxCallbackView>("NewSandboxCallback") },
      },
    },
    async (request, reply) => {
      const { context } = sandboxOf(hub)
      const { merchantId, id: accountId, actor } = accountKeyOf(request)
      const wanted = { ...request.body, merchantId, accountId, actor }
      const { callback, secret } = await registerCallback(context, wanted)
      return reply.code(201).send({ ...sandboxCallbackView(callback), secret })
    },
  )

  api.delete(
    "/sandbox/accounts/:id/callbacks/:callback_id",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Send no more webhooks to a URL; what waits for it is discarded",
        params: Type.Object({
          ...IdInPath.properties,
          callback_id: Type.String({ maxLength: 100 }),
        }),
        response: { 204: Type.Null({ description: "It gets nothing any more." }) },
      },
    },
    async (request, reply) => {
      const { context } = sandboxOf(hub)
      const { merchantId, id: accountId, actor } = accountKeyOf(request)
      const id = uuidOf("sandboxCallback", request.params.callback_id)
      await removeCallback(context, { merchantId, accountId, id, actor })
      return reply.code(204).send(null)
    },
  )
}
