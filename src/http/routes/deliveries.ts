import { createHash } from "node:crypto"
import { Type } from "typebox"

import { ATTEMPT_CAUSES } from "../../delivery/attempt-cause.ts"
import { ANSWER_CLASSES, DELIVERY_STATES, type Delivery } from "../../delivery/delivery.ts"
import { findDelivery } from "../../delivery/find-delivery.ts"
import { listAttempts, type RecordedAttempt } from "../../delivery/list-attempts.ts"
import { listDeliveries } from "../../delivery/list-deliveries.ts"
import { idText } from "../../ids.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import { listAuditEntriesOf } from "../../merchants/list-audit-entries-of.ts"
import type { AuditEntry } from "../../merchants/list-audit-entries.ts"
import { placeDeliveries, type PlacedDelivery } from "../../pipeline/deliver/place-deliveries.ts"
import {
  readSentRequest,
  revealSentRequest,
  type SentRequest,
} from "../../pipeline/evidence/read-sent-request.ts"
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
import { shownHeaders } from "../shown-headers.ts"
import { utf8Text } from "../utf8-text.ts"
import type { RevealedBody } from "./message-bodies.ts"

const attemptsShownMax = 100
/** What persons did about one delivery. */
const resendsShownMax = 200

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
          cause: Type.Optional(Type.Enum([...ATTEMPT_CAUSES])),
          answer: Type.Optional(
            Type.Enum([...ANSWER_CLASSES], {
              description: "What the last attempt was answered by.",
            }),
          ),
          dialect: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
          created_after: Moment,
          created_before: Moment,
        }),
        response: { 200: listOf<ListedDeliveryView>("ListedDelivery") },
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
        cause: query.cause,
        answer: query.answer,
        dialect: query.dialect,
        createdAfter: momentOf("created_after", query.created_after),
        createdBefore: momentOf("created_before", query.created_before),
        ...page,
      })
      const placed = await placeDeliveries(hub.pool, merchantId, found.rows)
      const rows = placed.map((each) => ({ ...each, id: each.delivery.id }))
      return listAnswer("delivery", page, { ...found, rows, view: listedDeliveryView })
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
      const [placed] = await placeDeliveries(hub.pool, merchantId, [delivery])
      const object = idText("delivery", delivery.id)
      const acts = { merchantId, objects: [object], limit: resendsShownMax }
      return wholeDeliveryView(found(placed), {
        attempts,
        keyring: hub.keyring,
        request: await readSentRequest(hub, { merchantId, deliveryId: delivery.id }),
        acts: await listAuditEntriesOf(hub.pool, acts),
        pruned: await prunedAttempts(hub.pool, delivery, listed),
      })
    },
  )

  api.post(
    "/deliveries/:id/reveal",
    {
      config: { scope: "raw" },
      schema: {
        tags,
        summary: "The exact bytes of what it sends; the audit log keeps that they were looked at",
        params: IdInPath,
        response: { 200: refTo<RevealedBody>("RevealedBody") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const deliveryId = uuidOf("delivery", request.params.id)
      found(await findDelivery(hub.pool, { merchantId, id: deliveryId }))
      const wish = { merchantId, deliveryId, actor: actorOf(request) }
      const { body } = await revealSentRequest(hub, wish)
      return { body_base64: Buffer.from(body).toString("base64"), body_text: utf8Text(body) }
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
type ListedDeliveryView = ReturnType<typeof listedDeliveryView>
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

function listedDeliveryView(placed: PlacedDelivery) {
  return {
    ...deliveryView(placed.delivery),
    endpoint_url: placed.url,
    dialect: placed.dialect,
    sending: placed.isSending,
    held_because: placed.heldBecause,
    waits_for_sequence: placed.waitsFor,
    tries: placed.tries,
    tries_max: placed.triesMax,
    last_duration_ms: placed.lastDurationMs,
  }
}

function wholeDeliveryView(
  placed: PlacedDelivery,
  shown: {
    readonly attempts: readonly RecordedAttempt[]
    readonly request: SentRequest | undefined
    readonly keyring: Keyring
    readonly acts: readonly AuditEntry[]
    readonly pruned: number
  },
) {
  const resends = shown.acts.filter(({ action }) => action === "delivery.resend")
  return {
    ...listedDeliveryView(placed),
    request: shown.request === undefined ? null : requestView(shown.request, shown.keyring),
    resends: resends.map(({ actor, at }) => ({ by: actor, at: at.toISOString() })),
    attempts: shown.attempts.map(attemptView),
    attempts_pruned: shown.pruned,
  }
}

function requestView({ format, headers, body, isMasked }: SentRequest, keyring: Keyring) {
  return {
    format,
    // Of what is handed on, credentials stand as hashes: they are never shown.
    headers: shownHeaders(headers, {}, keyring),
    body_bytes: body.byteLength,
    body_sha256: createHash("sha256").update(body).digest("hex"),
    masked: isMasked,
    body_text: isMasked ? utf8Text(body) : null,
  }
}
