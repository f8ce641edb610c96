import { objectOf } from "../../providers/json-fields.ts"
import { readJson, type JsonObject } from "../../providers/json.ts"
import { randomPooled } from "../../random.ts"
import { jsonAnswer } from "../answer.ts"
import type { SandboxAnswer, SandboxRequest } from "../simulator.ts"

/** What every answer of Pivot's is wrapped in. */

export interface Pagination {
  readonly page: number
  readonly perPage: number
  readonly totalItems: number
  readonly totalPages: number
}

/** `message` is `Success` on some pages and `OK` on others. */
export function success(
  data: unknown,
  options: { readonly message?: "Success" | "OK"; readonly pagination?: Pagination } = {},
): SandboxAnswer {
  const { message = "Success", pagination } = options
  return jsonAnswer(200, { code: "00", message, data, ...(pagination && { pagination }) })
}

export interface PivotError {
  readonly status: number
  readonly code: string
  readonly message: string
  /** Default: `API_ERROR` below 500, `GATEWAY_ERROR` from there on. */
  readonly type?: "API_ERROR" | "GATEWAY_ERROR" | "PARTNER_ERROR"
  readonly details: readonly ErrorDetail[]
}

export interface ErrorDetail {
  /** The field's name, or empty where it is about none. */
  readonly field: string
  readonly message: string
}

/** The id is written `trace_id`, as in the printed answers; the object table says `traceId`. */
export function failure(error: PivotError): SandboxAnswer {
  const { status, code, message, details } = error
  const type = error.type ?? (status < 500 ? "API_ERROR" : "GATEWAY_ERROR")
  const traceId = randomPooled(16).toString("hex")
  return jsonAnswer(status, { code, message, error: { type, details, trace_id: traceId } })
}

/** The object in a request's body, its numbers as they were written; undefined: it is none. */
export function readJsonBody(request: SandboxRequest): JsonObject | undefined {
  const reading = readJson(request.body)
  return reading.ok ? objectOf(reading.value) : undefined
}
