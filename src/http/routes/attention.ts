import { Type } from "typebox"

import { idText } from "../../ids.ts"
import { listAttentionItems, type AttentionItem } from "../../ledger/list-attention-items.ts"
import type { Api } from "../api.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { listOf } from "../schemas/parts.ts"

/** What a person must act on. */
export function attentionRoutes(api: Api, hub: Hub): void {
  api.get(
    "/attention",
    {
      config: { scope: "read" },
      schema: {
        tags: ["attention"],
        summary: "List attention items; open ones where `state` is not given",
        querystring: listQuery({
          state: Type.Optional(Type.Enum(["open", "closed", "all"], { default: "open" })),
          kind: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
        }),
        response: { 200: listOf<AttentionItemView>("AttentionItem") },
      },
    },
    async (request) => {
      const { state = "open", kind } = request.query
      const page = pageOf("attention", request.query)
      const rows = await listAttentionItems(hub.pool, {
        merchantId: request.apiKey.merchantId,
        open: state === "all" ? undefined : state === "open",
        kind,
        ...page,
      })
      return listAnswer("attention", page, { rows, view: attentionItemView })
    },
  )
}

type AttentionItemView = ReturnType<typeof attentionItemView>

function attentionItemView(item: AttentionItem) {
  return {
    id: idText("attention", item.id),
    kind: item.kind,
    subject: item.subject,
    subject_id: idText(item.subject, item.subjectId),
    source_id: item.sourceId === null ? null : idText("source", item.sourceId),
    advice: item.advice,
    detail: item.detail,
    opened_at: item.openedAt.toISOString(),
    closed_at: item.closedAt?.toISOString() ?? null,
    closed_because: item.closedBecause,
  }
}
