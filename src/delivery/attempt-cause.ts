import { errors } from "undici"

import { AddressRefused } from "./address-guard.ts"

/** Why an attempt failed. Each is a word a program may switch on. */
export const ATTEMPT_CAUSES = [
  "timeout",
  "dns",
  "address_refused",
  "connection_refused",
  "connection_reset",
  "unreachable",
  "tls",
  "status",
  "redirect",
  "gone",
  // a 2xx that the dialect does not take for an acknowledgement
  "not_acknowledged",
  "protocol",
  "response_too_large",
  "network",
  // its body or secret cannot be opened here
  "unreadable",
] as const
export type AttemptCause = (typeof ATTEMPT_CAUSES)[number]

const CAUSE_OF_CODE: Readonly<Record<string, AttemptCause>> = {
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  ENOTFOUND: "dns",
  ENODATA: "dns",
  ESERVFAIL: "dns",
  // of the resolver; a connection's is ETIMEDOUT
  ETIMEOUT: "dns",
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  EPIPE: "connection_reset",
  UND_ERR_SOCKET: "connection_reset",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ENETDOWN: "unreachable",
  EHOSTDOWN: "unreachable",
  UND_ERR_HEADERS_OVERFLOW: "response_too_large",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "response_too_large",
  EPROTO: "tls",
  HOSTNAME_MISMATCH: "tls",
}

const CAUSE_OF_PATTERN: readonly (readonly [RegExp, AttemptCause])[] = [
  [/^EAI_/, "dns"],
  [/^(ERR_TLS|ERR_SSL|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|INVALID_CA|PATH_LENGTH)/, "tls"],
  [/^(HPE_|UND_ERR_|ERR_HTTP)/, "protocol"],
]

/** The named cause of an error of undici, net, tls or dns. */
export function attemptCauseOf(error: unknown): AttemptCause {
  if (error instanceof AddressRefused) return "address_refused"
  if (error instanceof errors.HTTPParserError) return "protocol"
  // "bad response" and "bad upgrade": an answer that HTTP does not allow here.
  if (error instanceof errors.SocketError && error.message.startsWith("bad ")) return "protocol"
  const code = codeOf(error)
  return (
    CAUSE_OF_CODE[code] ??
    CAUSE_OF_PATTERN.find(([pattern]) => pattern.test(code))?.[1] ??
    (code === "" ? causeOfNested(error) : "network")
  )
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined
  return typeof code === "string" ? code : ""
}

/** Several addresses tried: the first says as much as any. */
function causeOfNested(error: unknown): AttemptCause {
  const inner: unknown =
    error instanceof AggregateError ? error.errors[0] : error instanceof Error ? error.cause : null
  return inner instanceof Error ? attemptCauseOf(inner) : "network"
}
