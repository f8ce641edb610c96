import { newUuid } from "../../src/ids.ts"
import type { Queryable } from "../../src/postgres/pool.ts"
import { insertDeliveryRow, insertRow } from "./ledger-rows.ts"

/** A UUIDv7 of that moment. */
export function uuidOf(moment: string): string {
  const ms = Date.parse(moment).toString(16).padStart(12, "0")
  return `${ms.slice(0, 8)}-${ms.slice(8)}${newUuid().slice(13)}`
}

interface EndpointKey {
  readonly merchantId: string
  readonly endpointId: string
}

/** An attempt begun at that moment, of a delivery of its own unless one is named. */
export async function insertAttemptRow(
  queryable: Queryable,
  key: EndpointKey & { readonly at: string; readonly deliveryId?: string },
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return insertRow(queryable, "attempts", {
    merchant_id: key.merchantId,
    id: uuidOf(key.at),
    delivery_id: key.deliveryId ?? newUuid(),
    number: 1,
    trigger: "automatic",
    url: "https://shop.example/hook",
    started_at: key.at,
    duration_ms: 12,
    outcome: "success",
    ...columns,
  })
}

/** A delivery whose last attempt, at that moment, failed; returns its id. */
export async function insertExhaustedRow(
  queryable: Queryable,
  key: EndpointKey & { readonly at: string },
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const created = new Date(Date.parse(key.at) - 24 * 3_600_000).toISOString()
  const id = await insertDeliveryRow(queryable, key, {
    id: uuidOf(created),
    created_at: created,
    finished_at: key.at,
    state: "exhausted",
    attempts: 9,
    last_status: 503,
    last_cause: "status",
    ...columns,
  })
  const attempt = { outcome: "failure", number: 9, response_status: 503, cause: "status" }
  await insertAttemptRow(queryable, { ...key, deliveryId: id }, attempt)
  return id
}

/** A parked message of a source. */
export async function insertParkedRow(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly sourceId: string; readonly at: string },
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const id = uuidOf(key.at)
  await insertRow(queryable, "parked", {
    merchant_id: key.merchantId,
    message_id: id,
    source_id: key.sourceId,
    state: "quarantined",
    reason: "credential_mismatch",
    hint: "The token is another.",
    body_hash: Buffer.from(newUuid().replaceAll("-", "").repeat(2), "hex"),
    credential_hash: Buffer.alloc(32),
    parked_at: key.at,
    last_seen_at: key.at,
    ...columns,
  })
  return id
}
