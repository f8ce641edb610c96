import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { createMerchant } from "../../merchants/create-merchant.ts"
import { findMerchant } from "../../merchants/find-merchant.ts"
import { listAuditEntries, type AuditEntry } from "../../merchants/list-audit-entries.ts"
import type { Merchant } from "../../merchants/merchant.ts"
import { found, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { listOf, refTo } from "../schemas/parts.ts"
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
        api_key: newApiKeyView(created.apiKey, created.key),
      })
    },
  )

  api.get(
    "/audit",
    {
      config: { scope: "admin" },
      schema: {
        tags,
        summary: "Who changed what",
        querystring: listQuery({}),
        response: { 200: listOf<AuditEntryView>("AuditEntry") },
      },
    },
    async (request) => {
      const page = pageOf("audit", request.query)
      const { merchantId } = request.caller
      const rows = await listAuditEntries(hub.pool, { merchantId, ...page })
      return listAnswer("audit", page, { rows, view: auditEntryView })
    },
  )
}

type MerchantView = ReturnType<typeof merchantView>
type AuditEntryView = ReturnType<typeof auditEntryView>

export function merchantView(merchant: Merchant) {
  return {
    id: idText("merchant", merchant.id),
    name: merchant.name,
    created_at: merchant.createdAt.toISOString(),
  }
}

function auditEntryView(entry: AuditEntry) {
  return {
    id: idText("audit", entry.id),
    actor: entry.actor,
    action: entry.action,
    object: entry.object,
    before: entry.before as Record<string, unknown> | null,
    after: entry.after as Record<string, unknown> | null,
    at: entry.at.toISOString(),
  }
}
