import { createHash } from "node:crypto"

import { idText } from "../../ids.ts"
import type { Import } from "../../inbox/import.ts"
import { parkMessages } from "../../inbox/park-messages.ts"
import { openAttention } from "../../ledger/open-attention.ts"
import { ATTENTION_ADVICE } from "../../payout/attention.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import type { Misread } from "../settle/read-messages.ts"

/**
 * Keeps imported messages that were not understood for a person: with one attention item for the
 * whole import, at the first of them, since another provider's whole year may be among them.
 */
export async function parkImported(
  client: PoolClient,
  misread: readonly Misread[],
  context: { readonly import: Import; readonly later: Later },
): Promise<void> {
  const once = new Map(misread.map((each) => [each.message.id, each]))
  const parked = [...once.values()].map(({ message, body, reason, hint, wireEvent }) => ({
    ...{ merchantId: message.merchantId, id: message.id, sourceId: message.sourceId },
    ...{ reason, hint, wireEvent },
    bodyHash: createHash("sha256").update(body).digest(),
    // Raw endpoints get no copy of what is imported, then as now.
    forwarded: true,
  }))
  const [first] = parked
  if (first === undefined) return
  context.later(() => parkMessages(client, parked))
  if (context.import.counts.unrecognised > 0) return
  const { reason, hint, wireEvent } = first
  const item = {
    merchantId: first.merchantId,
    kind: "unrecognised",
    subject: "message" as const,
    subjectId: first.id,
    sourceId: first.sourceId,
    advice: ATTENTION_ADVICE.unrecognised,
    detail: {
      import_id: idText("import", context.import.id),
      ...{ reason, hint, wire_event: wireEvent },
      more: "Others of this import that were not understood are listed as unrecognised messages.",
    },
  }
  context.later(() => openAttention(client, [item]))
}
