import { Type } from "typebox"

import type { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { findMessage } from "../../inbox/find-message.ts"
import { findSource } from "../../merchants/find-source.ts"
import { checkQuarantine } from "../../pipeline/receive/check-quarantine.ts"
import { verifyStored } from "../../pipeline/receive/release.ts"
import { revealMessage } from "../../pipeline/receive/reveal-message.ts"
import { filterUuid, uuidOf, type Api } from "../api.ts"
import { actorOf } from "../caller.ts"
import type { Hub } from "../hub.ts"
import { Id, IdInPath, refTo } from "../schemas/parts.ts"
import { utf8Text } from "../utf8-text.ts"

/** What is looked into again: the bytes of a request, and whether they verify today. */
export function messageBodyRoutes(
  api: Api,
  hub: Hub,
  goneOrUnknown: (id: string) => Promise<PaidoutError>,
): void {
  const tags = ["messages"]

  api.post(
    "/messages/:id/verify",
    {
      config: { scope: "read" },
      schema: {
        tags,
        summary: "Would it verify with today's secrets? Changes nothing",
        params: IdInPath,
        response: { 200: refTo<VerdictToday>("VerdictToday") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("message", request.params.id)
      const message = await findMessage(hub.pool, { merchantId, id })
      if (message === undefined) throw await goneOrUnknown(id)
      const key = { merchantId, id: message.sourceId }
      const source = await findSource(hub.pool, hub.keyring, key)
      const verdict = await verifyStored(hub.keyring, { merchantId, source, parked: message })
      return verdict.outcome === "authentic"
        ? { outcome: verdict.outcome, reason: null, hint: null }
        : verdict
    },
  )

  api.post(
    "/messages/:id/reveal",
    {
      config: { scope: "raw" },
      schema: {
        tags,
        summary: "The exact bytes of a request; that they were looked at is kept in the audit log",
        params: IdInPath,
        response: { 200: refTo<RevealedBody>("RevealedBody") },
      },
    },
    async (request) => {
      const { merchantId } = request.caller
      const id = uuidOf("message", request.params.id)
      const body = await revealMessage(hub, { merchantId, id, actor: actorOf(request) })
      if (body === undefined) throw await goneOrUnknown(id)
      return { body_base64: body.toString("base64"), body_text: utf8Text(body) }
    },
  )

  api.post(
    "/messages/release",
    {
      config: { scope: "write" },
      schema: {
        tags,
        summary: "Settle all quarantined requests that verify with today's secrets",
        description:
          "Oldest first, up to a bound per call: while `next_after` is not null, call again with it " +
          "as `after`. `dry_run` only counts them.",
        body: Type.Object(
          {
            source_id: Type.Optional(Id("source")),
            after: Type.Optional(Id("message")),
            dry_run: Type.Optional(Type.Boolean()),
            reason: Type.Optional(
              Type.String({ maxLength: 1000, description: "For the audit log." }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: refTo<QuarantineCheckView>("QuarantineCheck") },
      },
    },
    async (request) => {
      const { body } = request
      const { verified, refused, left, place } = await checkQuarantine(hub, {
        merchantId: request.caller.merchantId,
        sourceId: filterUuid("source", body.source_id) ?? null,
        after: filterUuid("message", body.after) ?? null,
        actor: actorOf(request),
        reason: body.reason ?? null,
        dryRun: body.dry_run === true,
      })
      const nextAfter = place === null ? null : idText("message", place)
      return { verified, refused, left, next_after: nextAfter }
    },
  )
}

interface VerdictToday {
  readonly outcome: "authentic" | "refused"
  readonly reason: string | null
  readonly hint: string | null
}

export interface RevealedBody {
  readonly body_base64: string
  readonly body_text: string | null
}

interface QuarantineCheckView {
  readonly verified: number
  readonly refused: number
  readonly left: number
  readonly next_after: string | null
}
