import { SpanKind, type Attributes, type Span } from "@opentelemetry/api"

import { idText } from "../../ids.ts"
import { readTraceparent } from "../../traceparent.ts"
import { endSpan, isTracing, startSpan, traceparentOf } from "../../tracing.ts"

/** One request to a receive URL, as a span of the provider's trace. */
export interface ReceiveTrace {
  /**
   * The request is authentic: now the trace that it names may be joined. A stranger's may not be,
   * since it would decide what is sampled here. Returns what later stages are children of.
   */
  accept(): string | null
  end(answer: {
    readonly status: number
    readonly outcome: string
    readonly provider: string
  }): void
}

/** Undefined where nobody records. */
export function traceReceive(request: {
  /** UUID. */
  readonly sourceId: string | undefined
  readonly headers: Readonly<Record<string, readonly string[]>>
}): ReceiveTrace | undefined {
  if (!isTracing()) return undefined
  const startedAtMs = Date.now()
  let span: Span | undefined
  const begin = (parent: string | null) =>
    (span ??= startSpan("POST /in/{source_id}", () => ({
      kind: SpanKind.SERVER,
      parent,
      startedAtMs,
      attributes: { "http.request.method": "POST", "http.route": "/in/{source_id}" },
    })))
  return {
    accept() {
      const begun = begin(readTraceparent(request.headers["traceparent"]))
      return begun === undefined ? null : traceparentOf(begun)
    },
    end({ status, outcome, provider }) {
      const begun = begin(null)
      if (begun === undefined) return
      const attributes: Attributes = {
        "http.response.status_code": status,
        "paidout.provider": provider,
        "paidout.outcome": outcome,
        ...(request.sourceId !== undefined && {
          "paidout.source.id": idText("source", request.sourceId),
        }),
      }
      endSpan(begun, { attributes, error: status >= 500 ? String(status) : null })
    },
  }
}
