import type { VendorReply } from "../../vendor-call.ts"
import type { Finding, FindingKind } from "../api.ts"
import { fieldAt, isAbsent, objectOf, shownText, textOf } from "../json-fields.ts"
import { readJson, type Json, type JsonObject } from "../json.ts"

/** What a reply of Pivot's says, before anybody reads what it says of a payout. */
export type Heard =
  | { readonly outcome: "said"; readonly data: Json; readonly pagination: Json | undefined }
  | {
      readonly outcome: "nothing"
      readonly finding: Finding
      /** A new token may help. */
      readonly isTokenRefused: boolean
    }

const SUCCESS = "00"

/** Every answer is `{code, message, data}`, or `{code, message, error}`. */
export function hear(reply: VendorReply): Heard {
  if (reply.outcome === "failed") return nothing(reply.finding, reply.detail)
  const { answer } = reply
  const reading = readJson(answer.body)
  const body = reading.ok ? objectOf(reading.value) : undefined
  const code = textOf(body?.["code"])
  const no = (kind: FindingKind, hint = ""): Heard => {
    // Of the provider's words only its code: a message may repeat what was sent.
    const said = code !== undefined && CODE.test(code) ? ` (${code})` : ""
    const status = `was answered with ${answer.status}${said}.`
    const detail = `${answer.method} ${shownText(answer.path)} ${status} ${hint}`.trimEnd()
    const isTokenRefused = answer.status === 401 || code === "credentials_invalid"
    return nothing(kind, detail, isTokenRefused)
  }

  const refusal = refusalOf(answer.status, code, body)
  if (refusal !== undefined) return no(refusal)
  // Whoever answers at a wrong address says 404 too: that is not Pivot's word.
  const isRead = isSuccess(answer.status) || answer.status === 404
  if (!reading.ok && isRead) {
    const isEmpty = reading.reason === "body_empty"
    return isEmpty ? no("answer_empty") : no("answer_not_json", reading.hint)
  }
  if (!isSuccess(answer.status)) return no("request_refused")
  if (!body || code === undefined) return no("answer_misread", "It is JSON, but without a code.")
  if (code !== SUCCESS || !isAbsent(body["error"])) return no("error_in_success")
  if (isAbsent(body["data"])) return no("answer_empty", "It holds no data.")
  return { outcome: "said", data: body["data"] as Json, pagination: body["pagination"] }
}

/** Nobody's secret is so short, in lower case and with underscores. */
const CODE = /^(?:\d{2,12}|[a-z]+(?:_[a-z]+){1,5})$/

/** The response codes that say more than their status, or another thing. */
const KIND_OF_CODE: Readonly<Record<string, FindingKind>> = {
  credentials_invalid: "credentials_refused",
  forbidden_access: "credentials_refused",
  resource_not_complete: "request_refused",
  resource_missing: "not_known",
  not_found: "not_known",
  payouts_in_process: "not_ready",
  frequency_above_limit: "rate_limited",
  service_unavailable: "server_error",
  bad_gateway: "server_error",
  internal_error: "server_error",
}

/** The trouble of Pivot's own, or of the bank's. */
const SERVER_ERRORS: ReadonlySet<unknown> = new Set(["GATEWAY_ERROR", "PARTNER_ERROR"])

/** By its code, then by its status; undefined: neither says. */
function refusalOf(
  status: number,
  code: string | undefined,
  body: JsonObject | undefined,
): FindingKind | undefined {
  if (code === SUCCESS && isSuccess(status)) return undefined
  if (code !== undefined && Object.hasOwn(KIND_OF_CODE, code)) return KIND_OF_CODE[code]
  if (SERVER_ERRORS.has(fieldAt(body, "error", "type"))) return "server_error"
  if (status === 401 || status === 403) return "credentials_refused"
  if (status === 408) return "timeout"
  if (status === 429) return "rate_limited"
  return status >= 500 ? "server_error" : undefined
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

function nothing(kind: FindingKind, detail: string, isTokenRefused = false): Heard {
  return { outcome: "nothing", finding: { kind, asked: null, detail }, isTokenRefused }
}
