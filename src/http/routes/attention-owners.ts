import { Type } from "typebox"

import { findAttentionItem } from "../../ledger/find-attention-item.ts"
import { assignAttention } from "../../pipeline/attention/assign-attention.ts"
import { describeAttention } from "../../pipeline/attention/describe-attention.ts"
import { snoozeAttention, snoozeDaysMax } from "../../pipeline/attention/snooze-attention.ts"
import { found, uuidOf, type Api } from "../api.ts"
import { attentionItemView, type AttentionItemView } from "../attention-view.ts"
import { actorOf } from "../caller.ts"
import type { Hub } from "../hub.ts"
import { momentOf } from "../moment.ts"
import { IdInPath, nullable, refTo } from "../schemas/parts.ts"

/** Who looks after an attention item, and until when it may wait. */
export function attentionOwnerRoutes(api: Api, hub: Hub): void {
  const tags = ["attention"]

  api.put(
    "/attention/:id/assignee",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Say who looks after an attention item",
        params: IdInPath,
        body: Type.Object(
          {
            assignee: nullable(
              Type.String({
                minLength: 1,
                maxLength: 100,
                description: "`me`, or the `per_…` or `key_…` of another; null: nobody.",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: refTo<AttentionItemView>("AttentionItem") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("attention", request.params.id)
      const actor = actorOf(request)
      const assignee = request.body.assignee === "me" ? actor : request.body.assignee
      await assignAttention(hub, { merchantId, itemId: id, assignee, actor })
      return viewOf(hub, { merchantId, id })
    },
  )

  api.put(
    "/attention/:id/snooze",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Say until when an attention item may wait",
        description: "A fact that changes the item wakes it before.",
        params: IdInPath,
        body: Type.Object(
          {
            until: nullable(
              Type.String({
                format: "date-time",
                description: `Within ${snoozeDaysMax} days; null: it does not wait any more.`,
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: refTo<AttentionItemView>("AttentionItem") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("attention", request.params.id)
      const moment = momentOf("until", request.body.until ?? undefined)
      const until = moment === undefined ? null : new Date(moment)
      await snoozeAttention(hub, { merchantId, itemId: id, until, actor: actorOf(request) })
      return viewOf(hub, { merchantId, id })
    },
  )
}

async function viewOf(
  { pool }: Hub,
  key: { readonly merchantId: string; readonly id: string },
): Promise<AttentionItemView> {
  const item = found(await findAttentionItem(pool, key))
  const [described] = await describeAttention(pool, key.merchantId, [item])
  return attentionItemView(found(described))
}
