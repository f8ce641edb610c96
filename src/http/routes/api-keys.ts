import { Type } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { ApiKey } from "../../merchants/api-key.ts"
import { createApiKey } from "../../merchants/create-api-key.ts"
import { findMakers } from "../../merchants/find-makers.ts"
import { listApiKeys } from "../../merchants/list-api-keys.ts"
import { revokeApiKey } from "../../merchants/revoke-api-key.ts"
import { uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import type { Authentication } from "../auth.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { ScopeSchema } from "../schemas/merchant.ts"
import { IdInPath, listOf, refTo } from "../schemas/parts.ts"

export function apiKeyRoutes(api: Api, hub: Hub, authentication: Authentication): void {
  const tags = ["API keys"]

  api.get(
    "/api-keys",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "List API keys, revoked ones too",
        querystring: listQuery({}),
        response: { 200: listOf<ApiKeyView>("ApiKey") },
      },
    },
    async (request) => {
      const page = pageOf("apiKey", request.query)
      const { merchantId } = request.caller
      const rows = await listApiKeys(hub.pool, { merchantId, ...page })
      const makers = await findMakers(hub.pool, {
        merchantId,
        action: "api_key.create",
        objects: rows.map(({ id }) => idText("apiKey", id)),
      })
      return listAnswer("apiKey", page, {
        rows,
        view: (row) => apiKeyView(row, makers.get(idText("apiKey", row.id)) ?? null),
      })
    },
  )

  api.post(
    "/api-keys",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Another API key; it is shown this once",
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 200 }),
            scopes: Type.Array(ScopeSchema, { minItems: 1, maxItems: 4, uniqueItems: true }),
          },
          { additionalProperties: false },
        ),
        response: { 201: refTo<NewApiKeyView>("NewApiKey") },
      },
    },
    async (request, reply) => {
      const { name, scopes } = request.body
      const lacked = scopes.filter((scope) => !request.caller.scopes.includes(scope))
      if (lacked.length > 0) {
        throw new PaidoutError(
          "forbidden",
          `This key cannot give what it lacks: ${lacked.join(", ")}.`,
        )
      }
      const created = await createApiKey(hub.pool, hub.keyring, {
        merchantId: request.caller.merchantId,
        actor: actorOf(request),
        name,
        scopes,
      })
      return reply
        .code(201)
        .send(newApiKeyView(created.apiKey, { key: created.key, createdBy: actorOf(request) }))
    },
  )

  api.delete(
    "/api-keys/:id",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Revoke an API key",
        params: IdInPath,
        response: { 204: Type.Null({ description: "It works no more." }) },
      },
    },
    async (request, reply) => {
      const id = uuidOf("apiKey", request.params.id)
      const { merchantId } = request.caller
      const found = await revokeApiKey(hub.pool, { merchantId, id, actor: actorOf(request) })
      if (!found) throw new PaidoutError("not_found")
      authentication.forget(id)
      return reply.code(204).send(null)
    },
  )
}

type ApiKeyView = ReturnType<typeof apiKeyView>
export type NewApiKeyView = ReturnType<typeof newApiKeyView>

function apiKeyView(apiKey: ApiKey, createdBy: string | null) {
  return {
    id: idText("apiKey", apiKey.id),
    name: apiKey.name,
    hint: apiKey.hint,
    scopes: [...apiKey.scopes],
    created_by: createdBy,
    created_at: apiKey.createdAt.toISOString(),
    last_used_at: apiKey.lastUsedAt?.toISOString() ?? null,
    revoked_at: apiKey.revokedAt?.toISOString() ?? null,
  }
}

export function newApiKeyView(
  apiKey: ApiKey,
  made: { readonly key: string; readonly createdBy: string },
) {
  return { ...apiKeyView(apiKey, made.createdBy), key: made.key }
}
