import { createHash } from "node:crypto"

import { listDeliveries } from "../../delivery/list-deliveries.ts"
import type { Delivery } from "../../delivery/delivery.ts"
import { idText } from "../../ids.ts"
import { findBatch } from "../../ledger/find-batch.ts"
import { listAttentionItems } from "../../ledger/list-attention-items.ts"
import { listHistory, type HistoryEntry } from "../../ledger/list-history.ts"
import { listAuditEntriesOf } from "../../merchants/list-audit-entries-of.ts"
import { batchView } from "../../payout/batch.ts"
import { payoutView, type Payout } from "../../payout/payout.ts"
import { historyEntryView } from "../history.ts"
import type { Hub } from "../hub.ts"
import { deliveryEvidence } from "./delivery-evidence.ts"
import { jsonFile, type EvidenceFile } from "./evidence-file.ts"
import { messageEvidence } from "./message-evidence.ts"
import { readingEvidence } from "./reading-evidence.ts"
import { readmeText } from "./readme-text.ts"

/** Of each kind; the manifest says what was left out. */
const LIMITS = { messagesMax: 1_000, deliveriesMax: 1_000, entriesMax: 1_000 } as const

/** All that is known of one payout, file by file, so that little of it is in memory at once. */
export async function* evidenceOfPayout(
  hub: Hub,
  payout: Payout,
  madeAt: Date,
): AsyncGenerator<EvidenceFile> {
  const files: { name: string; bytes: number; sha256: string }[] = []
  const incomplete: string[] = []
  for await (const file of filesOf(hub, payout, { madeAt, incomplete })) {
    const sha256 = createHash("sha256").update(file.content).digest("hex")
    files.push({ name: file.name, bytes: file.content.length, sha256 })
    yield file
  }
  const payoutId = idText("payout", payout.id)
  const head = { payout_id: payoutId, made_at: madeAt.toISOString(), paidout: hub.version }
  yield jsonFile("manifest.json", { ...head, complete: incomplete.length === 0, incomplete, files })
}

async function* filesOf(
  hub: Hub,
  payout: Payout,
  told: { readonly madeAt: Date; readonly incomplete: string[] },
): AsyncGenerator<EvidenceFile> {
  const { merchantId, id } = payout
  const { incomplete } = told
  const payoutId = idText("payout", id)
  const head = { payoutId, madeAt: told.madeAt.toISOString(), version: hub.version }
  yield { name: "README.txt", content: Buffer.from(readmeText(head)) }
  yield jsonFile("payout.json", payoutView(payout, idText))

  const history = await listHistory(hub.pool, { merchantId, subjectId: id })
  if (history.truncated) incomplete.push("history: only its newest entries are here")
  yield jsonFile("history.json", history.entries.map(historyEntryView))
  const { batchId } = payout
  const batch =
    batchId === null ? undefined : await findBatch(hub.pool, { merchantId, id: batchId })
  const batchHistory =
    batch === undefined ? [] : await historyOfBatch(hub, { merchantId, id: batch.id, incomplete })
  if (batch !== undefined) {
    const shown = { ...batchView(batch, idText), history: batchHistory.map(historyEntryView) }
    yield jsonFile("batch.json", shown)
  }

  const entries = [...history.entries, ...batchHistory]
  const messageIds = bounded(idsOf(entries, "messageId"), incomplete, "messages")
  for (const messageId of messageIds) yield* messageEvidence(hub, { merchantId, id: messageId })
  const readingIds = bounded(idsOf(entries, "readingId"), incomplete, "readings")
  for (const readingId of readingIds) yield* readingEvidence(hub, { merchantId, id: readingId })

  const deliveryIds: string[] = []
  for await (const delivery of deliveriesOf(hub, {
    merchantId,
    incomplete,
    subjectIds: [id, ...messageIds],
  })) {
    deliveryIds.push(delivery.id)
    yield* deliveryEvidence(hub, delivery)
  }
  const subjects = batch === undefined ? [id] : [id, batch.id]
  const attention = await attentionOf(hub, {
    merchantId,
    subjects: [...subjects, ...messageIds],
    incomplete,
  })
  const objects = [
    payoutId,
    ...(batch === undefined ? [] : [idText("batch", batch.id)]),
    ...messageIds.map((each) => idText("message", each)),
    ...deliveryIds.map((each) => idText("delivery", each)),
    ...attention.map((each) => each.id),
  ]
  const audit = await listAuditEntriesOf(hub.pool, {
    merchantId,
    objects,
    limit: LIMITS.entriesMax + 1,
  })
  yield jsonFile("operators.json", {
    audit: bounded(audit, incomplete, "entries of the audit log").map(
      ({ id: entryId, at, ...entry }) => ({
        id: idText("audit", entryId),
        at: at.toISOString(),
        ...entry,
      }),
    ),
    attention,
  })
}

async function historyOfBatch(
  hub: Hub,
  of: { readonly merchantId: string; readonly id: string; readonly incomplete: string[] },
): Promise<readonly HistoryEntry[]> {
  const { merchantId, id: subjectId } = of
  const { entries, truncated } = await listHistory(hub.pool, { merchantId, subjectId })
  if (truncated) of.incomplete.push("batch: only the newest entries of its history are here")
  return entries
}

/** Of the payout itself, and what raw endpoints got of its messages. */
async function* deliveriesOf(
  hub: Hub,
  of: {
    readonly merchantId: string
    readonly subjectIds: readonly string[]
    readonly incomplete: string[]
  },
): AsyncGenerator<Delivery> {
  let room: number = LIMITS.deliveriesMax
  for (const subjectId of of.subjectIds) {
    const { merchantId } = of
    const page = { merchantId, subjectId, limit: room + 1 }
    const { rows: found } = await listDeliveries(hub.pool, page)
    yield* found.slice(0, room).toReversed()
    if (found.length > room) {
      of.incomplete.push("deliveries: only some of them are here")
      return
    }
    room -= found.length
  }
}

async function attentionOf(
  hub: Hub,
  of: {
    readonly merchantId: string
    readonly subjects: readonly string[]
    readonly incomplete: string[]
  },
) {
  const shown = []
  for (const subjectId of of.subjects) {
    const { merchantId } = of
    const limit = LIMITS.entriesMax + 1 - shown.length
    const page = { merchantId, filter: { subjectId }, limit }
    const { rows } = await listAttentionItems(hub.pool, page)
    for (const item of rows.toReversed()) {
      shown.push({
        id: idText("attention", item.id),
        kind: item.kind,
        subject: item.subject,
        subject_id: idText(item.subject, item.subjectId),
        advice: item.advice,
        detail: item.detail,
        opened_at: item.openedAt.toISOString(),
        closed_at: item.closedAt?.toISOString() ?? null,
        closed_because: item.closedBecause,
        closed_by: item.closedBy,
      })
    }
    if (shown.length > LIMITS.entriesMax) break
  }
  return bounded(shown, of.incomplete, "attention items")
}

function idsOf(entries: readonly HistoryEntry[], kind: "messageId" | "readingId"): string[] {
  return [...new Set(entries.map((entry) => entry[kind]).filter((id) => id !== null))]
}

function bounded<Thing>(
  things: readonly Thing[],
  incomplete: string[],
  name: string,
): readonly Thing[] {
  if (things.length <= LIMITS.messagesMax) return things
  incomplete.push(`${name}: only ${LIMITS.messagesMax} of them are here`)
  return things.slice(0, LIMITS.messagesMax)
}
