import { idText } from "../../ids.ts"
import { findReading } from "../../reconcile/find-reading.ts"
import { findPrunedPartition } from "../../postgres/find-pruned-partition.ts"
import type { Hub } from "../hub.ts"
import { jsonFile, type EvidenceFile } from "./evidence-file.ts"

/** What the provider answered when it was asked. */
export async function* readingEvidence(
  hub: Hub,
  key: { readonly merchantId: string; readonly id: string },
): AsyncGenerator<EvidenceFile> {
  const id = idText("reading", key.id)
  const name = `readings/${id}`
  const reading = await findReading(hub.pool, key)
  if (reading === undefined) {
    const pruned = await findPrunedPartition(hub.pool, { parent: "readings", id: key.id })
    const prunedAt = pruned?.prunedAt.toISOString() ?? null
    yield jsonFile(`${name}.json`, { id, pruned: true, pruned_at: prunedAt })
    return
  }
  const { bodySealed, bodyHash } = reading
  const body = bodySealed === null ? null : await hub.keyring.open(key.merchantId, bodySealed)
  yield jsonFile(`${name}.json`, {
    id,
    source_id: idText("source", reading.sourceId),
    read_at: reading.readAt.toISOString(),
    request: { method: reading.method, path: reading.path },
    status: reading.status,
    headers: reading.headers,
    body: {
      file: body === null ? null : `${name}.body`,
      sha256: bodyHash.toString("hex"),
      pruned: body === null,
    },
  })
  if (body !== null) yield { name: `${name}.body`, content: body }
}
