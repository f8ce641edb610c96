import type { VendorAnswer, VendorReply } from "../vendor-call.ts"
import type { Finding, FindingKind } from "./api.ts"
import { objectOf, shownText } from "./json-fields.ts"
import { readJson, type Json, type JsonObject } from "./json.ts"

/** How a provider says no. */
export interface ErrorWords {
  /** The code of a body that tells of an error, empty where it has none; undefined: no error. */
  codeOf(body: JsonObject): string | undefined
  /** Is it the answer to an id that the provider does not know? Asked for a 4xx that is JSON. */
  isNotKnown(status: number, code: string | undefined): boolean
}

export type JudgedReply =
  | { readonly outcome: "said"; readonly body: Json }
  | { readonly outcome: "nothing"; readonly finding: Finding }

/**
 * What came back, before anybody reads what it says of a payout: by its status first, since a proxy
 * in between answers with any body, then by the body.
 */
export function judgeReply(reply: VendorReply, words: ErrorWords): JudgedReply {
  if (reply.outcome === "failed") return nothing(reply.finding, reply.detail)
  const { answer } = reply
  const reading = readJson(answer.body)
  const object = reading.ok ? objectOf(reading.value) : undefined
  const code = object && words.codeOf(object)
  const no = (kind: FindingKind, hint?: string) => nothing(kind, sentence(answer, code, hint))

  const kind = kindOfStatus(answer.status)
  if (kind !== undefined) return no(kind)
  if (answer.status >= 200 && answer.status < 300) {
    if (reading.ok) {
      return code === undefined ? { outcome: "said", body: reading.value } : no("error_in_success")
    }
    return reading.reason === "body_empty"
      ? no("answer_empty")
      : no("answer_not_json", reading.hint)
  }
  if (answer.status === 404 && !reading.ok) {
    // Whoever answers at a wrong address says 404 too: that is not the provider's word.
    return reading.reason === "body_empty"
      ? no("answer_empty")
      : no("answer_not_json", reading.hint)
  }
  if (object && words.isNotKnown(answer.status, code)) return no("not_known")
  return no("request_refused")
}

function kindOfStatus(status: number): FindingKind | undefined {
  if (status === 401 || status === 403) return "credentials_refused"
  if (status === 408) return "timeout"
  if (status === 429) return "rate_limited"
  return status >= 500 ? "server_error" : undefined
}

/**
 * `GET /v2/payouts/x was answered with 404 (DATA_NOT_FOUND).` Of the provider's words only a code:
 * a message may repeat what was sent, the credential for one. The answer itself is kept elsewhere.
 */
function sentence(answer: VendorAnswer, code: string | undefined, hint = ""): string {
  const shownCode = code !== undefined && CODE.test(code) ? ` (${code})` : ""
  const said = `${answer.method} ${shownText(answer.path)} was answered with ${answer.status}${shownCode}.`
  return hint === "" ? said : `${said} ${hint}`
}

/** Capitals, digits, underscores: neither provider's API key is made of these alone. */
const CODE = /^[A-Z0-9][A-Z0-9_]{0,39}$/

function nothing(kind: FindingKind, detail: string): JudgedReply {
  return { outcome: "nothing", finding: { kind, asked: null, detail } }
}
