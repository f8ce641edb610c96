import { createHash } from "node:crypto"

import { parkMessages } from "../../inbox/park-messages.ts"
import { openAttention } from "../../ledger/open-attention.ts"
import { ATTENTION_ADVICE } from "../../payout/attention.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Misread } from "./read-messages.ts"

/** Keeps messages for a person and opens an attention item for each. */
export async function parkMisread(
  client: PoolClient,
  misread: readonly Misread[],
  options: {
    /** Raw endpoints get them in this transaction, those with a source to restore them by. */
    readonly forward: boolean
  },
): Promise<void> {
  if (misread.length === 0) return
  const once = new Map(misread.map((each) => [each.message.id, each]))
  const parked = [...once.values()]
  await parkMessages(
    client,
    parked.map(({ message, body, reason, hint, wireEvent }) => ({
      merchantId: message.merchantId,
      id: message.id,
      sourceId: message.sourceId,
      reason,
      hint,
      wireEvent,
      bodyHash: createHash("sha256").update(body).digest(),
      forwarded: message.forwarded || (options.forward && message.missing === null),
    })),
  )
  await openAttention(
    client,
    parked.map(({ message, reason, hint, wireEvent }) => ({
      merchantId: message.merchantId,
      kind: "unrecognised",
      subject: "message",
      subjectId: message.id,
      sourceId: message.sourceId,
      advice: ATTENTION_ADVICE.unrecognised,
      detail: { reason, hint, wire_event: wireEvent },
    })),
  )
}
