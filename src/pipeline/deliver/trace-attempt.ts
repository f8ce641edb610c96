import { SpanKind } from "@opentelemetry/api"

import type { ClaimedDelivery } from "../../delivery/claimed-delivery.ts"
import type { AttemptResult } from "../../delivery/send-attempt.ts"
import { idText } from "../../ids.ts"
import { endSpan, startSpan, traceparentOf, withoutSpans } from "../../tracing.ts"
import type { DeliveryTarget } from "./delivery-target.ts"

/**
 * Runs an attempt within a span of its own, where somebody records: `attempt` then gets the delivery
 * with the span's `traceparent` in the place of the one that came with the webhook. Where nobody
 * does, that one goes on as it came, as if we were not in between.
 */
export async function traceAttempt<Judged extends { readonly result: AttemptResult }>(
  delivery: ClaimedDelivery,
  target: DeliveryTarget,
  attempt: (delivery: ClaimedDelivery) => Promise<Judged>,
): Promise<Judged & { readonly traceparent: string | null }> {
  const span = startSpan("POST", () => {
    const url = new URL(target.url)
    return {
      kind: SpanKind.CLIENT,
      parent: delivery.traceparent,
      attributes: {
        "http.request.method": "POST",
        "url.scheme": url.protocol.slice(0, -1),
        "server.address": url.hostname,
        "server.port": Number(url.port) || (url.protocol === "https:" ? 443 : 80),
        ...(delivery.tries > 0 && { "http.request.resend_count": delivery.tries }),
        "paidout.merchant.id": idText("merchant", delivery.merchantId),
        "paidout.endpoint.id": idText("endpoint", delivery.endpointId),
        "paidout.delivery.id": idText("delivery", delivery.deliveryId),
        "paidout.event.type": delivery.type,
      },
    }
  })
  if (span === undefined) {
    return { ...(await attempt(delivery)), traceparent: delivery.traceparent }
  }
  const traceparent = traceparentOf(span)
  const judged = await withoutSpans(() => attempt({ ...delivery, traceparent }))
  const { responseStatus, cause } = judged.result
  const isStatus = responseStatus !== null && /^(status|redirect|gone)$/.test(cause ?? "")
  endSpan(span, {
    attributes: responseStatus === null ? {} : { "http.response.status_code": responseStatus },
    error: isStatus ? String(responseStatus) : cause,
  })
  return { ...judged, traceparent }
}
