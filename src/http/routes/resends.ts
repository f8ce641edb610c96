import { Type, type Static } from "typebox"

import { findResend } from "../../delivery/find-resend.ts"
import { listResends } from "../../delivery/list-resends.ts"
import { resendFilterView } from "../../delivery/resend-filter-view.ts"
import { RESEND_STATES, type Resend, type ResendFilter } from "../../delivery/resend.ts"
import { idText } from "../../ids.ts"
import { cancelRunningResend } from "../../pipeline/resend/cancel-resend.ts"
import {
  estimateResend,
  resendMany,
  type ResendEstimate,
} from "../../pipeline/resend/resend-many.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { momentOf } from "../moment.ts"
import { IdInPath, listOf, refTo } from "../schemas/parts.ts"
import { ResendFilterFields } from "../schemas/resend.ts"

/** Resends of many deliveries, done in the background. */
export function resendRoutes(api: Api, hub: Hub): void {
  const tags = ["deliveries"]

  api.post(
    "/deliveries/resend",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary:
          "Send all deliveries of a filter again, in the background; dry_run only counts them",
        body: Type.Object(
          { filter: ResendFilterFields, dry_run: Type.Optional(Type.Boolean()) },
          { additionalProperties: false },
        ),
        response: { 200: refTo<ResendCountView>("ResendCount"), 202: refTo<ResendView>("Resend") },
      },
    },
    async (request, reply) => {
      const { merchantId } = request.caller
      const asked = { merchantId, filter: filterOf(request.body.filter), actor: actorOf(request) }
      if (request.body.dry_run === true) {
        return reply.code(200).send(estimateView(await estimateResend(hub, asked)))
      }
      return reply.code(202).send(resendView(await resendMany(hub, asked)))
    },
  )

  api.post(
    "/endpoints/:id/resend-missed",
    {
      config: { scope: "write" },
      schema: {
        tags: ["endpoints"],
        summary: "Send everything that this endpoint never got, in the background",
        params: IdInPath,
        response: { 202: refTo<ResendView>("Resend") },
      },
    },
    async (request, reply) => {
      const endpointId = uuidOf("endpoint", request.params.id)
      const resend = await resendMany(hub, {
        merchantId: request.caller.merchantId,
        filter: { endpointId, neverDelivered: true },
        actor: actorOf(request),
      })
      return reply.code(202).send(resendView(resend))
    },
  )

  api.get(
    "/resends",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List resends of many deliveries",
        querystring: listQuery({ state: Type.Optional(Type.Enum([...RESEND_STATES])) }),
        response: { 200: listOf<ResendView>("Resend") },
      },
    },
    async (request) => {
      const page = pageOf("resend", request.query)
      const { merchantId } = request.caller
      const rows = await listResends(hub.pool, { merchantId, state: request.query.state, ...page })
      return listAnswer("resend", page, { rows, view: resendView })
    },
  )

  api.get(
    "/resends/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One resend and how far it has come",
        params: IdInPath,
        response: { 200: refTo<ResendView>("Resend") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("resend", request.params.id)
      return resendView(found(await findResend(hub.pool, { merchantId, id })))
    },
  )

  api.post(
    "/resends/:id/cancel",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Cancel a resend: what still waits is what it was before",
        params: IdInPath,
        response: { 202: refTo<ResendView>("Resend") },
      },
    },
    async (request, reply) => {
      const resend = await cancelRunningResend(hub, {
        merchantId: request.caller.merchantId,
        id: uuidOf("resend", request.params.id),
        actor: actorOf(request),
      })
      return reply.code(202).send(resendView(resend))
    },
  )
}

type ResendView = ReturnType<typeof resendView>
type ResendCountView = ReturnType<typeof estimateView>

function estimateView({ total, endpoints, seconds }: ResendEstimate) {
  return {
    total,
    endpoints: endpoints.map((share) => ({
      endpoint_id: idText("endpoint", share.id),
      url: share.url,
      count: share.count,
      active: share.isActive,
      rate_per_second: share.ratePerSecond,
    })),
    seconds,
  }
}

function resendView(resend: Resend) {
  const { requeued, withdrawn, waiting, retrying } = resend
  return {
    id: idText("resend", resend.id),
    state: resend.state,
    filter: resendFilterView(resend.filter) as object,
    total: resend.total,
    requeued,
    waiting,
    retrying,
    sent: requeued - withdrawn - waiting - retrying,
    delivered: resend.delivered,
    failed: resend.failed,
    withdrawn,
    skipped: resend.skipped,
    all_queued: resend.allQueued,
    created_by: resend.createdBy,
    created_at: resend.createdAt.toISOString(),
    finished_at: resend.finishedAt?.toISOString() ?? null,
  }
}

function filterOf(asked: Static<typeof ResendFilterFields>): ResendFilter {
  const endpointId = filterUuid("endpoint", asked.endpoint_id)
  const payoutId = filterUuid("payout", asked.payout_id)
  const eventId = filterUuid("event", asked.event_id)
  const createdAfter = momentOf("created_after", asked.created_after)
  const createdBefore = momentOf("created_before", asked.created_before)
  return {
    ...(endpointId !== undefined && { endpointId }),
    ...(asked.state !== undefined && { states: [asked.state].flat() }),
    ...(asked.never_delivered !== undefined && { neverDelivered: asked.never_delivered }),
    ...(asked.type !== undefined && { types: [asked.type].flat() }),
    ...(asked.cause !== undefined && { cause: asked.cause }),
    ...(asked.answer !== undefined && { answer: asked.answer }),
    ...(asked.dialect !== undefined && { dialect: asked.dialect }),
    ...(asked.delivery_ids !== undefined && { deliveryIds: idsOf(asked.delivery_ids) }),
    ...(payoutId !== undefined && { payoutId }),
    ...(eventId !== undefined && { eventId }),
    ...(createdAfter !== undefined && { createdAfter }),
    ...(createdBefore !== undefined && { createdBefore }),
  }
}

/** Their schema has checked them. */
function idsOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].flatMap((id) => filterUuid("delivery", id) ?? [])
}
