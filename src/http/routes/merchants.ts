import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { createMerchant } from "../../merchants/create-merchant.ts"
import { findMerchant } from "../../merchants/find-merchant.ts"
import type { Merchant } from "../../merchants/merchant.ts"
import { found, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import type { Hub } from "../hub.ts"
import { refTo } from "../schemas/parts.ts"
import { newApiKeyView, type NewApiKeyView } from "./api-keys.ts"

export function merchantRoutes(api: Api, hub: Hub): void {
  const tags = ["merchants"]

  api.get(
    "/merchant",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "The merchant of this API key",
        response: { 200: refTo<MerchantView>("Merchant") },
      },
    },
    async (request) => merchantView(found(await findMerchant(hub.pool, request.caller.merchantId))),
  )

  api.post(
    "/merchants",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Another merchant, with a first API key that is shown this once",
        body: Type.Object(
          { name: Type.String({ minLength: 1, maxLength: 200 }) },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({
            merchant: refTo<MerchantView>("Merchant"),
            api_key: refTo<NewApiKeyView>("NewApiKey"),
          }),
        },
      },
    },
    async (request, reply) => {
      const created = await createMerchant(hub.pool, hub.keyring, {
        name: request.body.name,
        createdBy: request.caller.merchantId,
        actor: actorOf(request),
      })
      return reply.code(201).send({
        merchant: merchantView(created.merchant),
        api_key: newApiKeyView(created.apiKey, { key: created.key, createdBy: actorOf(request) }),
      })
    },
  )
}

type MerchantView = ReturnType<typeof merchantView>

export function merchantView(merchant: Merchant) {
  return {
    id: idText("merchant", merchant.id),
    name: merchant.name,
    created_at: merchant.createdAt.toISOString(),
  }
}
