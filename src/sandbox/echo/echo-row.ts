import type { Echo, EchoRequest, EchoVerdict } from "./echo.ts"

/** The columns of `sandbox_echoes` that make an Echo. */
export const ECHO_COLUMNS = `merchant_id, id, token, name, answer_status, answer_delay_ms,
  answer_body, created_at, updated_at`

export interface EchoRow {
  readonly merchant_id: string
  readonly id: string
  readonly token: string
  readonly name: string
  readonly answer_status: number
  readonly answer_delay_ms: number
  readonly answer_body: string
  readonly created_at: Date
  readonly updated_at: Date
}

export function echoFromRow(row: EchoRow): Echo {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    token: row.token,
    name: row.name,
    answer: {
      status: row.answer_status,
      delayMs: row.answer_delay_ms,
      body: row.answer_body,
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** The columns of `sandbox_echo_requests` that make an EchoRequest. */
export const ECHO_REQUEST_COLUMNS = `echo_id, id, method, body_bytes, verdict, reason, endpoint_id,
  answered_status, received_at`

export interface EchoRequestRow {
  readonly echo_id: string
  readonly id: string
  readonly method: string
  readonly body_bytes: number
  readonly verdict: EchoVerdict
  readonly reason: string | null
  readonly endpoint_id: string | null
  readonly answered_status: number
  readonly received_at: Date
}

export function echoRequestFromRow(row: EchoRequestRow): EchoRequest {
  return {
    echoId: row.echo_id,
    id: row.id,
    method: row.method,
    bodyBytes: row.body_bytes,
    verdict: row.verdict,
    reason: row.reason,
    endpointId: row.endpoint_id,
    answeredStatus: row.answered_status,
    receivedAt: row.received_at,
  }
}
