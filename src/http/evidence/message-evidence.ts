import { createHash } from "node:crypto"

import { idText } from "../../ids.ts"
import { findBodyHash } from "../../inbox/find-body-hash.ts"
import { findMessage, type WholeMessage } from "../../inbox/find-message.ts"
import { findSource } from "../../merchants/find-source.ts"
import type { Source } from "../../merchants/source.ts"
import { verifyStored } from "../../pipeline/receive/release.ts"
import { findPrunedPartition } from "../../postgres/find-pruned-partition.ts"
import type { Hub } from "../hub.ts"
import { messageView } from "../routes/messages.ts"
import { shownHeaders } from "../shown-headers.ts"
import { jsonFile, type EvidenceFile } from "./evidence-file.ts"

/** A request as it was received: its bytes, its headers, and what was thought of it. */
export async function* messageEvidence(
  hub: Hub,
  key: { readonly merchantId: string; readonly id: string },
): AsyncGenerator<EvidenceFile> {
  const { merchantId } = key
  const name = `messages/${idText("message", key.id)}`
  const message = await findMessage(hub.pool, key)
  if (message === undefined) {
    const pruned = await findPrunedPartition(hub.pool, { parent: "messages", id: key.id })
    const prunedAt = pruned?.prunedAt.toISOString() ?? null
    yield jsonFile(`${name}.json`, {
      id: idText("message", key.id),
      pruned: true,
      pruned_at: prunedAt,
    })
    return
  }
  const source = await findSource(hub.pool, hub.keyring, { merchantId, id: message.sourceId })
  const { bodySealed } = message
  const body = bodySealed === null ? null : await hub.keyring.open(merchantId, bodySealed)
  const hash =
    body === null ? await findBodyHash(hub.pool, key) : createHash("sha256").update(body).digest()
  const parked = { headers: message.headers, bodySealed }
  yield jsonFile(`${name}.json`, {
    ...messageView(message),
    verdict: verdictOf(message),
    verdict_today: await verifyStored(hub.keyring, { merchantId, source, parked }),
    headers: shownHeaders(message.headers, source?.secrets ?? {}, hub.keyring),
    body: {
      file: body === null ? null : `${name}.body`,
      bytes: message.bodyBytes,
      sha256: hash?.toString("hex") ?? null,
      pruned: body === null,
    },
    source: source && sourceView(source),
  })
  if (body !== null) yield { name: `${name}.body`, content: body }
}

/** What was thought of it when it came. */
function verdictOf(message: WholeMessage) {
  const { imported, state, reason, hint, answerStatus } = message
  if (imported !== null) {
    return {
      outcome: "imported",
      detail: imported.isVerified
        ? "It carried credentials that the source had when it was imported."
        : "It was taken on the word of the operator who imported it.",
    }
  }
  if (state === "quarantined") return { outcome: "refused", reason, hint }
  return answerStatus === 401
    ? { outcome: "released", detail: "Refused at first; see operators.json for who released it." }
    : { outcome: "authentic" }
}

function sourceView({ id, name, provider, live }: Source) {
  return { id: idText("source", id), name, provider, live }
}
