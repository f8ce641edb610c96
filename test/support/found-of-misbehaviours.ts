import type { FindingKind } from "../../src/providers/api.ts"
import type { MisbehaviourName } from "./misbehaving-vendor.ts"

const KIND_OF: Readonly<Record<Exclude<MisbehaviourName, "404">, FindingKind>> = {
  "HTML with 200": "answer_not_json",
  "nothing with 200": "answer_empty",
  "204": "answer_empty",
  "JSON cut short": "answer_not_json",
  "JSON of no object": "answer_misread",
  "an empty object": "answer_misread",
  "9 MiB": "answer_too_large",
  "a body without end": "answer_too_large",
  "more headers than anybody reads": "answer_too_large",
  "no answer": "timeout",
  "half a body, then silence": "timeout",
  "a reset": "unreachable",
  "a reset in the body": "unreachable",
  "a redirect": "request_refused",
  "401": "credentials_refused",
  "403": "credentials_refused",
  "408": "timeout",
  "429 with Rate-Limit-Reset": "rate_limited",
  "429 with Retry-After": "rate_limited",
  "429 alone": "rate_limited",
  "500": "server_error",
  "500 with HTML": "server_error",
  "503": "server_error",
  "503 with Retry-After": "server_error",
}

const WAIT_MS_OF: Partial<Record<MisbehaviourName, number>> = {
  "429 with Rate-Limit-Reset": 58_370,
  "429 with Retry-After": 17_000,
  "503 with Retry-After": 90_000,
}

/** What a read of one payout comes to; a bare 404 is understood by each provider in its own way. */
export const FOUND_OF_MISBEHAVIOURS = Object.entries(KIND_OF).map(([name, kind]) => {
  const known = name as MisbehaviourName
  return { name: known, kind, waitMs: WAIT_MS_OF[known] ?? null }
})
