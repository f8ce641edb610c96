import { plainArray, textArray } from "../postgres/array-parameter.ts"

/** Final news that is held until the provider's API has said the same. Ids are UUIDs. */
export interface HeldEvent {
  readonly merchantId: string
  readonly id: string
  readonly sourceId: string
  readonly messageId: string
  readonly subject: "payout" | "batch" | "payment"
  readonly providerId: string
  readonly batchProviderId: string | null
  readonly reference: string | null
  /** What it claims: see `claimOf`. */
  readonly status: string
  readonly wireEvent: string
  readonly heldAt: Date
  readonly dueAt: Date
  /** How often it was asked about. */
  readonly tries: number
  /** What the last try came to, where it settled nothing. */
  readonly finding: string | null
  readonly detail: string | null
}

/** One word of one thing is held once. */
export type HeldKey = Pick<
  HeldEvent,
  "merchantId" | "sourceId" | "subject" | "providerId" | "status"
>

/** Parameters for `unnest`: uuid, uuid, text, text, text. */
export function heldKeyColumns(keys: readonly HeldKey[]): readonly string[] {
  return [
    plainArray(keys.map((key) => key.merchantId)),
    plainArray(keys.map((key) => key.sourceId)),
    textArray(keys.map((key) => key.subject)),
    textArray(keys.map((key) => key.providerId)),
    textArray(keys.map((key) => key.status)),
  ]
}

/** Of the table `held_events as h`. */
export const HELD_COLUMNS = `h.merchant_id, h.id, h.source_id, h.message_id, h.subject,
  h.provider_id, h.batch_provider_id, h.reference, h.status, h.wire_event, h.held_at, h.due_at,
  h.tries, h.finding, h.detail`

export interface HeldRow {
  merchant_id: string
  id: string
  source_id: string
  message_id: string
  subject: HeldEvent["subject"]
  provider_id: string
  batch_provider_id: string | null
  reference: string | null
  status: string
  wire_event: string
  held_at: Date
  due_at: Date
  tries: number
  finding: string | null
  detail: string | null
}

export function heldFromRow(row: HeldRow): HeldEvent {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    sourceId: row.source_id,
    messageId: row.message_id,
    subject: row.subject,
    providerId: row.provider_id,
    batchProviderId: row.batch_provider_id,
    reference: row.reference,
    status: row.status,
    wireEvent: row.wire_event,
    heldAt: row.held_at,
    dueAt: row.due_at,
    tries: row.tries,
    finding: row.finding,
    detail: row.detail,
  }
}
