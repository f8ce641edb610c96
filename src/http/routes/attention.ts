import { Type } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { idUuid } from "../../ids.ts"
import { findAttentionItem } from "../../ledger/find-attention-item.ts"
import { listAttentionItems } from "../../ledger/list-attention-items.ts"
import { ATTENTION_SUBJECTS } from "../../payout/attention.ts"
import { actOnAttention } from "../../pipeline/attention/act-on-attention.ts"
import { describeAttention } from "../../pipeline/attention/describe-attention.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import {
  actedOnView,
  attentionItemView,
  type ActedOnView,
  type AttentionItemView,
} from "../attention-view.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { Reason } from "../schemas/attention.ts"
import { Id, IdInPath, listOf, nullable, refTo } from "../schemas/parts.ts"

/** What a person must act on, and what he does about it. */
export function attentionRoutes(api: Api, hub: Hub): void {
  const tags = ["attention"]

  api.get(
    "/attention",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List attention items; open ones where `state` is not given",
        description: mayBeShort,
        querystring: listQuery({
          state: Type.Optional(Type.Enum(["open", "closed", "all"], { default: "open" })),
          kind: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          subject_id: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 100,
              description: "Of this payout, batch, payment, message, source or endpoint.",
            }),
          ),
          source_id: Type.Optional(Id("source")),
        }),
        response: { 200: listOf<AttentionItemView>("AttentionItem") },
      },
    },
    async (request) => {
      const { state = "open", kind, subject_id: subjectId, source_id: sourceId } = request.query
      const { merchantId } = request.caller
      const page = pageOf("attention", request.query)
      const { rows: items, lookedTo } = await listAttentionItems(hub.pool, {
        ...{ merchantId, ...page },
        filter: {
          open: state === "all" ? undefined : state === "open",
          kind,
          subjectId: subjectId === undefined ? undefined : subjectUuid(subjectId),
          sourceId: filterUuid("source", sourceId),
        },
      })
      const rows = await describeAttention(hub.pool, merchantId, items)
      return listAnswer("attention", page, { rows, lookedTo, view: attentionItemView })
    },
  )

  api.get(
    "/attention/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One attention item, and what can be done about it",
        params: IdInPath,
        response: { 200: refTo<AttentionItemView>("AttentionItem") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("attention", request.params.id)
      const item = found(await findAttentionItem(hub.pool, { merchantId, id }))
      const [described] = await describeAttention(hub.pool, merchantId, [item])
      return attentionItemView(found(described))
    },
  )

  api.post(
    "/attention/:id/:action",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Act on an attention item: one of its `actions`",
        description: "Who did it and why is kept. Done twice by the same it is done once.",
        params: Type.Object({
          id: Type.String({ maxLength: 100 }),
          action: Type.String({ maxLength: 100 }),
        }),
        body: nullable(
          Type.Object({ reason: Type.Optional(Reason) }, { additionalProperties: false }),
        ),
        response: { 200: refTo<ActedOnView>("ActedOnAttention") },
      },
    },
    async (request) => {
      const { id, action } = request.params
      const acted = await actOnAttention(hub, {
        merchantId: request.caller.merchantId,
        itemId: uuidOf("attention", id),
        action,
        actor: actorOf(request),
        reason: request.body?.reason ?? null,
      })
      return actedOnView(acted)
    },
  )
}

/** @throws PaidoutError request_invalid */
function subjectUuid(id: string): string {
  for (const kind of ATTENTION_SUBJECTS) {
    const uuid = idUuid(kind, id)
    if (uuid !== undefined) return uuid
  }
  throw new PaidoutError("request_invalid", "subject_id is no id of what an item can be about.")
}
