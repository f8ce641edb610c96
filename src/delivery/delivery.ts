/** What it tells of: a payout, batch or payment, or a request that it hands on as it came. */
export const DELIVERY_SUBJECTS = ["payout", "batch", "payment", "message"] as const
export type DeliverySubject = (typeof DELIVERY_SUBJECTS)[number]

/** What a simulated provider sends is of such a type: the sandbox's traffic, not the hub's. */
export const SANDBOX_TYPE = "sandbox."

/** One event, or one request of a provider, for one endpoint. */
export interface Delivery {
  readonly merchantId: string
  readonly id: string
  readonly endpointId: string
  /** The message itself where it hands on a request: no event may have come of that. */
  readonly eventId: string
  readonly type: string
  /** What a provider's dialect calls it; null in our own. */
  readonly wireEvent: string | null
  readonly subject: DeliverySubject
  readonly subjectId: string
  readonly sequence: number
  readonly state: DeliveryState
  readonly attempts: number
  readonly lastStatus: number | null
  readonly lastCause: string | null
  /** When the next try is due; null when it is not waiting. */
  readonly dueAt: Date | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export const DELIVERY_STATES = [
  "queued",
  "retrying",
  "delivered",
  "exhausted",
  "discarded",
  "missed",
] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** What the last attempt was answered by; `none`: it was made, and no answer came. */
export const ANSWER_CLASSES = ["2xx", "3xx", "4xx", "5xx", "none"] as const
export type AnswerClass = (typeof ANSWER_CLASSES)[number]

/** Columns of `deliveries as d` left joined with `due_deliveries as q`. */
export const DELIVERY_COLUMNS = `d.merchant_id, d.id, d.endpoint_id, d.event_id, d.type,
  d.wire_event, d.subject, d.subject_id, d.sequence, d.state, d.attempts, d.last_status,
  d.last_cause, d.created_at, d.finished_at, q.due_at`

export interface DeliveryRow {
  readonly merchant_id: string
  readonly id: string
  readonly endpoint_id: string
  readonly event_id: string
  readonly type: string
  readonly wire_event: string | null
  readonly subject: DeliverySubject
  readonly subject_id: string
  readonly sequence: number
  readonly state: DeliveryState
  readonly attempts: number
  readonly last_status: number | null
  readonly last_cause: string | null
  readonly due_at: Date | null
  readonly created_at: Date
  readonly finished_at: Date | null
}

export function deliveryFromRow(row: DeliveryRow): Delivery {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    type: row.type,
    wireEvent: row.wire_event,
    subject: row.subject,
    subjectId: row.subject_id,
    sequence: row.sequence,
    state: row.state,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastCause: row.last_cause,
    dueAt: row.due_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
