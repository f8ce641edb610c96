import { newUuid } from "../../src/ids.ts"
import type { Queryable } from "../../src/postgres/pool.ts"

export interface LedgerOwner {
  readonly merchantId: string
  readonly sourceId: string
}

/** A payout as the ledger would hold it; returns its UUID. */
export async function insertPayoutRow(
  queryable: Queryable,
  owner: LedgerOwner,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const id = columns["created_at"] === undefined ? newUuid() : uuidAt(columns["created_at"])
  return insertNamedRow(queryable, "payouts", {
    merchant_id: owner.merchantId,
    id,
    source_id: owner.sourceId,
    provider: "xendit",
    provider_id: `disb-${id}`,
    reference: `order-${id}`,
    amount: "275000",
    currency: "IDR",
    status: "paid",
    certainty: "confirmed",
    live: false,
    sequence: 2,
    facts: "{}",
    created_at: "2026-11-20T08:00:00.123Z",
    updated_at: "2026-11-20T08:00:01Z",
    ...columns,
  })
}

/** An id that was made then, as every id of the ledger was. */
function uuidAt(moment: unknown): string {
  const ms = Date.parse(String(moment)).toString(16).padStart(12, "0")
  return `${ms.slice(0, 8)}-${ms.slice(8)}${newUuid().slice(13)}`
}

export async function insertBatchRow(
  queryable: Queryable,
  owner: LedgerOwner,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const id = newUuid()
  return insertNamedRow(queryable, "batches", {
    merchant_id: owner.merchantId,
    id,
    source_id: owner.sourceId,
    provider: "pivot",
    provider_id: `batch-${id}`,
    status: "processing",
    live: true,
    sequence: 1,
    facts: "{}",
    created_at: "2026-11-20T08:00:00Z",
    updated_at: "2026-11-20T08:00:00Z",
    ...columns,
  })
}

export async function insertPaymentRow(
  queryable: Queryable,
  owner: LedgerOwner,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const id = newUuid()
  return insertNamedRow(queryable, "payments", {
    merchant_id: owner.merchantId,
    id,
    source_id: owner.sourceId,
    provider: "pivot",
    provider_id: `session-${id}`,
    payment_type: "multiple",
    status: "processing",
    live: true,
    sequence: 1,
    facts: "{}",
    created_at: "2026-11-20T08:00:00Z",
    updated_at: "2026-11-20T08:00:00Z",
    ...columns,
  })
}

/** With the name that its provider has for it, as settle would have taken it. */
async function insertNamedRow(
  queryable: Queryable,
  table: "payouts" | "batches" | "payments",
  columns: Readonly<Record<string, unknown>>,
): Promise<string> {
  const kind = { payouts: "payout", batches: "batch", payments: "payment" }[table]
  if (columns["provider_id"] !== null) {
    await queryable.query(
      `insert into names (merchant_id, source_id, kind, name, subject_id)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [columns["merchant_id"], columns["source_id"], kind, columns["provider_id"], columns["id"]],
    )
  }
  return insertRow(queryable, table, columns)
}

/** An entry of the history of a payout, applied unless `refused_because` says why not. */
export async function insertHistoryRow(
  queryable: Queryable,
  subject: { readonly merchantId: string; readonly subjectId: string },
  columns: Readonly<Record<string, unknown>>,
): Promise<string> {
  return insertRow(queryable, "history", {
    merchant_id: subject.merchantId,
    id: newUuid(),
    subject: "payout",
    subject_id: subject.subjectId,
    applied: columns["refused_because"] === undefined,
    status: "paid",
    certainty: "confirmed",
    via: "webhook",
    tier: "webhook",
    wire_event: "payout.succeeded",
    recorded_at: "2026-11-20T08:00:01Z",
    ...columns,
  })
}

/** Into any table; returns the row's id. */
export async function insertRow(
  queryable: Queryable,
  table: string,
  columns: Readonly<Record<string, unknown>>,
): Promise<string> {
  const names = Object.keys(columns)
  const places = names.map((_name, index) => `$${index + 1}`)
  await queryable.query(
    `insert into ${table} (${names.join(", ")}) values (${places.join(", ")})`,
    Object.values(columns),
  )
  return String(columns["id"])
}

/** A delivery of some applied change of some payout. */
export async function insertDeliveryRow(
  queryable: Queryable,
  endpoint: { readonly merchantId: string; readonly endpointId: string },
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return insertRow(queryable, "deliveries", {
    merchant_id: endpoint.merchantId,
    id: newUuid(),
    endpoint_id: endpoint.endpointId,
    event_id: newUuid(),
    format: "paidout:2026-11-21",
    type: "payout.paid",
    subject: "payout",
    subject_id: newUuid(),
    sequence: 1,
    state: "delivered",
    attempts: 1,
    created_at: "2026-11-20T08:00:00Z",
    ...columns,
  })
}
