import type { FastifyRequest } from "fastify"
import { Type, type Static, type TObject } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { idUuid } from "../../ids.ts"
import {
  attentionCountedMax,
  countAttentionOfKinds,
  type AttentionOfKind,
} from "../../ledger/count-attention-of-kinds.ts"
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
          kind: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 500,
              description: "One, or several with commas between them.",
            }),
          ),
          subject_id: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 100,
              description: "Of this payout, batch, payment, message, source or endpoint.",
            }),
          ),
          source_id: Type.Optional(Id("source")),
          ...Ownership,
          order: Type.Optional(
            Type.Enum(["newest", "oldest"], {
              default: "newest",
              description: "Which come first.",
            }),
          ),
        }),
        response: { 200: listOf<AttentionItemView>("AttentionItem") },
      },
    },
    async (request) => {
      const { state = "open", kind, subject_id: subjectId, source_id: sourceId } = request.query
      const { order } = request.query
      const { merchantId } = request.caller
      const page = pageOf("attention", request.query)
      const { rows: items, lookedTo } = await listAttentionItems(hub.pool, {
        ...{ merchantId, ...page, order },
        filter: {
          open: state === "all" ? undefined : state === "open",
          kinds: kind?.split(",").map((each) => each.trim()),
          ...ownershipOf(request),
          subjectId: subjectId === undefined ? undefined : subjectUuid(subjectId),
          sourceId: filterUuid("source", sourceId),
        },
      })
      const rows = await describeAttention(hub.pool, merchantId, items)
      return listAnswer("attention", page, { rows, lookedTo, view: attentionItemView })
    },
  )

  api.get(
    "/attention/counts",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "How many attention items are open, by kind",
        description: `Counted up to ${attentionCountedMax} of each kind.`,
        querystring: Type.Object(Ownership, { additionalProperties: false }),
        response: { 200: refTo<CountsView>("AttentionCounts") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const filter = ownershipOf(request)
      return countsView(await countAttentionOfKinds(hub.pool, { merchantId, ...filter }))
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

/** Whose items, and whether they may wait: of lists and of counts. */
const Ownership = {
  assignee: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: "`me`, `none`, or the `per_…` or `key_…` of who looks after them.",
    }),
  ),
  snoozed: Type.Optional(
    Type.Enum(["all", "hide", "only"], {
      default: "all",
      description: "`hide` leaves out what may wait until later.",
    }),
  ),
}

function ownershipOf(request: FastifyRequest<{ Querystring: Static<TObject<typeof Ownership>> }>) {
  const { assignee, snoozed = "all" } = request.query
  return {
    assignee: assignee === "me" ? actorOf(request) : assignee,
    snoozed: snoozed === "all" ? undefined : snoozed === "only",
  }
}

type CountsView = ReturnType<typeof countsView>

function countsView(kinds: readonly AttentionOfKind[]) {
  return {
    total: {
      count: kinds.reduce((sum, { count }) => sum + count, 0),
      is_capped: kinds.some(({ isCapped }) => isCapped),
    },
    kinds: kinds.map(({ kind, count, isCapped }) => ({ kind, count, is_capped: isCapped })),
  }
}

/** @throws PaidoutError request_invalid */
function subjectUuid(id: string): string {
  for (const kind of ATTENTION_SUBJECTS) {
    const uuid = idUuid(kind, id)
    if (uuid !== undefined) return uuid
  }
  throw new PaidoutError("request_invalid", "subject_id is no id of what an item can be about.")
}
