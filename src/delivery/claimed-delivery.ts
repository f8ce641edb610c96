import type { DeliverySubject } from "./delivery.ts"

/** A delivery that only this worker may send now. */
export interface ClaimedDelivery {
  readonly merchantId: string
  readonly deliveryId: string
  readonly endpointId: string
  readonly eventId: string
  readonly format: string
  readonly type: string
  readonly subject: DeliverySubject
  readonly subjectId: string
  /** What a provider's dialect calls it; null in our own. */
  readonly wireEvent: string | null
  /** W3C trace context of the request that told it. */
  readonly traceparent: string | null
  /** Whose events go one after the other; null: this one's order does not matter. */
  readonly order: { readonly subjectId: string } | null
  /** Part of a bulk resend: fresh deliveries go first. */
  readonly isBulk: boolean
  /** The head of its endpoint's retry queue. */
  readonly isRetryQueueHead: boolean
  /** How long it had been due when it was claimed. */
  readonly dueAgoMs: number
  /** How long ago, then, the request was received that told it; null: none did. */
  readonly receivedAgoMs: number | null
  /** Of this process's monotonic clock. */
  readonly claimedAtMs: number
  /** Tries of this run so far. */
  readonly tries: number
  readonly trigger: "automatic" | "resend"
  /** Null when the body was pruned. */
  readonly bodySealed: Buffer | null
  /** The bytes themselves, where this process has just made the delivery. */
  readonly frozen?: Buffer
}

export interface ClaimedDeliveryRow {
  readonly merchant_id: string
  readonly delivery_id: string
  readonly endpoint_id: string
  readonly event_id: string
  readonly format: string
  readonly type: string
  readonly subject: DeliverySubject
  readonly subject_id: string
  readonly wire_event: string | null
  readonly traceparent: string | null
  readonly order_key: string | null
  readonly is_bulk: boolean
  readonly in_retry_queue: boolean
  readonly due_ago_ms: number
  readonly received_ago_ms: number | null
  readonly tries: number
  readonly trigger: "automatic" | "resend"
  readonly body_sealed: Buffer | null
}

export function claimedDelivery(row: ClaimedDeliveryRow, claimedAtMs: number): ClaimedDelivery {
  return {
    merchantId: row.merchant_id,
    deliveryId: row.delivery_id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    format: row.format,
    type: row.type,
    subject: row.subject,
    subjectId: row.subject_id,
    wireEvent: row.wire_event,
    traceparent: row.traceparent,
    order: row.order_key === null ? null : { subjectId: row.order_key },
    isBulk: row.is_bulk,
    isRetryQueueHead: row.in_retry_queue,
    dueAgoMs: row.due_ago_ms,
    receivedAgoMs: row.received_ago_ms,
    claimedAtMs,
    tries: row.tries,
    trigger: row.trigger,
    bodySealed: row.body_sealed,
  }
}
