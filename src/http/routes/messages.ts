import { createHash } from "node:crypto"
import { Type } from "typebox"

import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { findMessage, type WholeMessage } from "../../inbox/find-message.ts"
import { findBodyHash } from "../../inbox/find-body-hash.ts"
import { findLastAuthentic } from "../../inbox/find-last-authentic.ts"
import { MESSAGE_STATES, type Message } from "../../inbox/message-row.ts"
import { listEntriesOfMessage } from "../../ledger/list-entries-of-message.ts"
import { findSource } from "../../merchants/find-source.ts"
import { listReceived, wordOf, type ListedMessage } from "../../pipeline/receive/list-received.ts"
import { readReceived } from "../../pipeline/receive/read-received.ts"
import { findHeldOfMessage } from "../../reconcile/find-held-of-message.ts"
import {
  releaseMessage,
  reprocessMessage,
  type ReleaseOutcome,
} from "../../pipeline/receive/release.ts"
import { findPrunedPartition } from "../../postgres/find-pruned-partition.ts"
import { filterUuid, found, uuidOf, type Api } from "../api.ts"
import { actorOf, type Caller } from "../caller.ts"
import { listAnswer, listQuery, mayBeShort, pageOf } from "../cursor.ts"
import { heldOfMessageView } from "../held-view.ts"
import type { Hub } from "../hub.ts"
import { aboutView, decodedView, effectView, verdictView } from "../message-view.ts"
import { Moment, momentOf } from "../moment.ts"
import { Id, IdInPath, listOf, refTo } from "../schemas/parts.ts"
import { shownHeaders } from "../shown-headers.ts"
import { utf8Text } from "../utf8-text.ts"
import { messageBodyRoutes } from "./message-bodies.ts"

/** Of one request; each is looked up in the ledger. */
const eventsShownMax = 100

const Reason = Type.Optional(Type.String({ maxLength: 1000, description: "For the audit log." }))
const Force = Type.Optional(
  Type.Boolean({ description: "On your word, though it does not verify with today's secrets." }),
)

/** Requests as received. */
export function messageRoutes(api: Api, hub: Hub): void {
  const tags = ["messages"]

  api.get(
    "/messages",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "List received requests",
        description: mayBeShort,
        querystring: listQuery({
          state: Type.Optional(Type.Enum([...MESSAGE_STATES])),
          source_id: Type.Optional(Id("source")),
          wire_event: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 200,
              description:
                "What the provider calls its event. Bodies are opened for it: few a call.",
            }),
          ),
          received_from: Moment,
          received_to: Moment,
          import_id: Type.Optional(Id("import", "What one import brought.")),
          read: Type.Optional(
            Type.Boolean({ description: "Also tell what each is about: its body is opened." }),
          ),
        }),
        response: { 200: listOf<ListedMessageView>("ListedMessage") },
      },
    },
    async (request) => {
      const { query } = request
      const page = pageOf("message", query)
      const { merchantId } = request.caller
      const found = await listReceived(hub, {
        merchantId,
        state: query.state,
        sourceId: filterUuid("source", query.source_id),
        wireEvent: query.wire_event,
        receivedFrom: momentOf("received_from", query.received_from),
        receivedTo: momentOf("received_to", query.received_to),
        importId: filterUuid("import", query.import_id),
        isRead: query.read === true,
        ...page,
      })
      return listAnswer("message", page, { ...found, view: listedView })
    },
  )

  api.get(
    "/messages/:id",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "One received request, with its headers; its body needs the scope `raw`",
        params: IdInPath,
        response: { 200: refTo<WholeMessageView>("WholeMessage") },
      },
    },
    async (request) => {
      const { merchantId, scopes, kind } = request.caller
      const id = uuidOf("message", request.params.id)
      const message = await findMessage(hub.pool, { merchantId, id })
      if (message === undefined) throw await goneOrUnknown(id)
      // A person who looks at a body says so, and it is written down: see reveal.
      const raw = kind === "apiKey" && scopes.includes("raw")
      return wholeView(hub, merchantId, { message, raw })
    },
  )

  api.post(
    "/messages/:id/release",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Settle a quarantined request that verifies with today's secrets",
        params: IdInPath,
        body: Type.Object({ reason: Reason, force: Force }, { additionalProperties: false }),
        response: { 202: refTo<MessageView>("Message") },
      },
    },
    async (request, reply) => {
      const target = targetOf(request)
      const { force = false, reason = null } = request.body
      const outcome = await releaseMessage(hub, { ...target, force, reason })
      if (outcome.outcome === "not_found") throw await goneOrUnknown(target.messageId)
      requireReleased(outcome, "It is not quarantined.")
      return reply.code(202).send(await viewNow(target))
    },
  )

  api.post(
    "/messages/:id/reprocess",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Settle an unrecognised request once more",
        params: IdInPath,
        body: Type.Object({ reason: Reason }, { additionalProperties: false }),
        response: { 202: refTo<MessageView>("Message") },
      },
    },
    async (request, reply) => {
      const target = targetOf(request)
      const outcome = await reprocessMessage(hub, {
        ...target,
        reason: request.body.reason ?? null,
      })
      if (outcome.outcome === "not_found") throw await goneOrUnknown(target.messageId)
      requireReleased(outcome, "It is not unrecognised.")
      return reply.code(202).send(await viewNow(target))
    },
  )

  messageBodyRoutes(api, hub, goneOrUnknown)

  /** Of an id whose time is over nobody can tell whether it ever was. */
  async function goneOrUnknown(id: string): Promise<PaidoutError> {
    const pruned = await findPrunedPartition(hub.pool, { parent: "messages", id })
    if (pruned === undefined) return new PaidoutError("not_found")
    const prunedAt = pruned.prunedAt.toISOString()
    return new PaidoutError(
      "message_pruned",
      `Messages of that time were dropped on ${prunedAt.slice(0, 10)}; what they told is in the ledger.`,
      { detail: { pruned_at: prunedAt } },
    )
  }

  async function viewNow(target: {
    readonly merchantId: string
    readonly messageId: string
  }): Promise<MessageView> {
    const key = { merchantId: target.merchantId, id: target.messageId }
    return messageView(found(await findMessage(hub.pool, key)))
  }
}

type MessageView = ReturnType<typeof messageView>
type ListedMessageView = ReturnType<typeof listedView>
type WholeMessageView = Awaited<ReturnType<typeof wholeView>>

function targetOf(request: { readonly caller: Caller; readonly params: { readonly id: string } }) {
  return {
    merchantId: request.caller.merchantId,
    messageId: uuidOf("message", request.params.id),
    actor: actorOf(request),
  }
}

function requireReleased(
  outcome: Exclude<ReleaseOutcome, { outcome: "not_found" }>,
  notParked: string,
): void {
  switch (outcome.outcome) {
    case "released":
      return
    case "refused":
      throw new PaidoutError("release_refused", outcome.hint, {
        detail: { reason: outcome.reason, hint: outcome.hint },
      })
    case "not_parked":
      throw new PaidoutError("conflict", notParked)
    default:
      outcome satisfies never
  }
}

export function messageView(message: Message) {
  return {
    id: idText("message", message.id),
    source_id: idText("source", message.sourceId),
    state: message.state,
    reason: message.reason,
    hint: message.hint,
    wire_event: message.wireEvent,
    times_seen: message.timesSeen,
    received_at: message.receivedAt.toISOString(),
    last_seen_at: message.lastSeenAt.toISOString(),
    remote_address: message.remoteAddress,
    body_bytes: message.bodyBytes,
    answer_status: message.answerStatus,
    import_id: message.imported && idText("import", message.imported.importId),
    verified: message.imported && message.imported.isVerified,
  }
}

function listedView(message: ListedMessage) {
  const { news } = message
  return {
    ...messageView(message),
    wire_event: wordOf(message),
    about: news === null ? null : aboutView(news),
  }
}

async function wholeView(
  hub: Hub,
  merchantId: string,
  shown: { readonly message: WholeMessage; readonly raw: boolean },
) {
  const { message, raw } = shown
  const key = { merchantId, id: message.sourceId }
  const source = await findSource(hub.pool, hub.keyring, key)
  const body =
    raw && message.bodySealed !== null
      ? await hub.keyring.open(merchantId, message.bodySealed)
      : null
  const { sourceId, id } = message
  const isRefused = message.state === "quarantined"
  const news = (await readReceived(hub, { merchantId, ids: [id], eventsMax: eventsShownMax })).get(
    id,
  )
  const subjectIds = news?.events.flatMap((about) => about.subjectId ?? []) ?? []
  const effects = await listEntriesOfMessage(hub.pool, {
    merchantId,
    messageId: id,
    subjectIds: [...new Set(subjectIds)],
  })
  const held = await findHeldOfMessage(hub.pool, { merchantId, sourceId, id })
  return {
    ...messageView(message),
    wire_event: message.wireEvent ?? (news === undefined ? null : decodedView(news).wire_event),
    verdict: verdictView(
      message,
      isRefused ? await findLastAuthentic(hub.pool, { merchantId, sourceId }) : undefined,
    ),
    decoded: news === undefined ? null : decodedView(news),
    effects: effects.map(effectView),
    body_sha256: await bodyHash(hub, merchantId, message),
    body_pruned: message.bodySealed === null,
    held: heldOfMessageView(held),
    headers: shownHeaders(message.headers, source?.secrets ?? {}, hub.keyring),
    body_base64: body?.toString("base64") ?? null,
    body_text: body === null ? null : utf8Text(body),
  }
}

async function bodyHash(
  hub: Hub,
  merchantId: string,
  { id, bodySealed }: WholeMessage,
): Promise<string | null> {
  if (bodySealed === null) {
    return (await findBodyHash(hub.pool, { merchantId, id }))?.toString("hex") ?? null
  }
  return createHash("sha256")
    .update(await hub.keyring.open(merchantId, bodySealed))
    .digest("hex")
}
