import { SpanKind } from "@opentelemetry/api"

import { idText } from "../../ids.ts"
import type { ClaimedMessage } from "../../inbox/claim-messages.ts"
import { endSpan, isTracing, startSpan } from "../../tracing.ts"
import { requestOrigin } from "./request-origin.ts"

/**
 * A span per message rather than one per batch with links: the way of one webhook is then one
 * trace to read, and a message that is not sampled costs next to nothing.
 */
export function traceSettled(
  messages: readonly ClaimedMessage[],
  batch: { readonly startedAtMs: number; readonly unrecognised: ReadonlySet<string> },
): void {
  if (!isTracing()) return
  const endedAtMs = Date.now()
  for (const message of messages) {
    const parent = requestOrigin(message).traceparent
    if (parent === null) continue
    const span = startSpan("settle", () => ({
      kind: SpanKind.CONSUMER,
      parent,
      startedAtMs: batch.startedAtMs,
      attributes: {
        "messaging.system": "paidout",
        "messaging.operation.name": "settle",
        "messaging.operation.type": "process",
        "messaging.batch.message_count": messages.length,
        "messaging.message.id": idText("message", message.id),
        "messaging.message.body.size": message.bodySealed?.length ?? 0,
        "paidout.provider": message.provider,
        "paidout.outcome": batch.unrecognised.has(message.id) ? "unrecognised" : "settled",
      },
    }))
    if (span !== undefined) endSpan(span, { atMs: endedAtMs })
  }
}
