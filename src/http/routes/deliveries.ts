import { Type } from "typebox"

import { DELIVERY_STATES, type Delivery } from "../../delivery/delivery.ts"
import { findDelivery } from "../../delivery/find-delivery.ts"
import { listAttempts, type RecordedAttempt } from "../../delivery/list-attempts.ts"
import { listDeliveries } from "../../delivery/list-deliveries.ts"
import { idText } from "../../ids.ts"
import { findDeliveredSubject } from "../../pipeline/resend/find-delivered-subject.ts"
import { resendDelivery } from "../../pipeline/resend/resend-delivery.ts"
import { attemptView } from "../attempt-view.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import type { Hub } from "../hub.ts"
import { prunedAttempts } from "../pruned-attempts.ts"
import { Moment, momentOf } from "../moment.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"

const attemptsShownMax = 100

/** Events on their way to endpoints. */
export function deliveryRoutes(api: Api, hub: Hub): void {
  const tags = ["deliveries"]

  api.get(
    "/deliveries",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List deliveries",
        description: mayBeShort,
        querystring: listQuery({
          endpoint_id: Type.Optional(Id("endpoint")),
          event_id: Type.Optional(Id("event")),
          payout_id: Type.Optional(Id("payout")),
          message_id: Type.Optional(Id("message", "A request that raw endpoints get as it came.")),
          state: Type.Optional(Type.Enum([...DELIVERY_STATES])),
          type: Type.Optional(
            Type.String({ minLength: 1, maxLength: 100, description: "`payout.paid`, `payout.*`" }),
          ),
          created_after: Moment,
          created_before: Moment,
        }),
        response: { 200: listOf<DeliveryView>("Delivery") },
      },
    },
    async (request) => {
      const { query } = request
      const page = pageOf("delivery", query)
      const { merchantId } = request.caller
      const eventId = filterUuid("event", query.event_id)
      const payoutId = filterUuid("payout", query.payout_id)
      const messageId = filterUuid("message", query.message_id)
      const found = await listDeliveries(hub.pool, {
        merchantId,
        endpointId: filterUuid("endpoint", query.endpoint_id),
        subjectId:
          messageId ?? (await findDeliveredSubject(hub.pool, { merchantId, payoutId, eventId })),
        eventId,
        state: query.state,
        type: query.type,
        createdAfter: momentOf("created_after", query.created_after),
        createdBefore: momentOf("created_before", query.created_before),
        ...page,
      })
      return listAnswer("delivery", page, { ...found, view: deliveryView })
    },
  )

  api.get(
    "/deliveries/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One delivery and its attempts",
        params: IdInPath,
        response: { 200: refTo<WholeDeliveryView>("WholeDelivery") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const key = { merchantId, id: uuidOf("delivery", request.params.id) }
      const delivery = found(await findDelivery(hub.pool, key))
      const attempts = await listAttempts(hub.pool, { ...key, limit: attemptsShownMax })
      const listed = { count: attempts.length, limit: attemptsShownMax }
      return wholeDeliveryView(delivery, {
        attempts,
        pruned: await prunedAttempts(hub.pool, delivery, listed),
      })
    },
  )

  api.post(
    "/deliveries/:id/resend",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Send a delivery again under the same webhook-id, whatever became of it",
        params: IdInPath,
        response: { 202: refTo<DeliveryView>("Delivery") },
      },
    },
    async (request, reply) => {
      const delivery = await resendDelivery(hub, {
        merchantId: request.caller.merchantId,
        id: uuidOf("delivery", request.params.id),
        actor: actorOf(request),
      })
      return reply.code(202).send(deliveryView(delivery))
    },
  )
}

export type DeliveryView = ReturnType<typeof deliveryView>
type WholeDeliveryView = ReturnType<typeof wholeDeliveryView>

export function deliveryView(delivery: Delivery) {
  return {
    id: idText("delivery", delivery.id),
    endpoint_id: idText("endpoint", delivery.endpointId),
    event_id: delivery.subject === "message" ? null : idText("event", delivery.eventId),
    type: delivery.type,
    wire_event: delivery.wireEvent,
    subject: delivery.subject,
    subject_id: idText(delivery.subject, delivery.subjectId),
    sequence: delivery.sequence,
    state: delivery.state,
    attempt_count: delivery.attempts,
    last_status: delivery.lastStatus,
    last_cause: delivery.lastCause,
    next_attempt_at: delivery.dueAt?.toISOString() ?? null,
    created_at: delivery.createdAt.toISOString(),
    finished_at: delivery.finishedAt?.toISOString() ?? null,
  }
}

function wholeDeliveryView(
  delivery: Delivery,
  shown: { readonly attempts: readonly RecordedAttempt[]; readonly pruned: number },
) {
  return {
    ...deliveryView(delivery),
    attempts: shown.attempts.map(attemptView),
    attempts_pruned: shown.pruned,
  }
}
