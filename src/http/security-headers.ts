import type { IncomingMessage, ServerResponse } from "node:http"

/** On every answer of every surface, unless the answer says otherwise itself. */
const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
} as const

/** A year, of this host alone: what else is served below its domain is not ours to decide. */
const HSTS = "max-age=31536000"

export type SecurityHeaders = Readonly<Record<string, string>>

/** `publicUrl` tells whether people and providers come by TLS, which ends before this process. */
export function securityHeaders(publicUrl: string | null): SecurityHeaders {
  if (publicUrl?.startsWith("https:") !== true) return SECURITY_HEADERS
  return { ...SECURITY_HEADERS, "strict-transport-security": HSTS }
}

/**
 * Puts them on a response that nobody has written to, so that whoever answers, Node itself
 * included, sends them along.
 */
export function setSecurityHeaders(response: ServerResponse, headers: SecurityHeaders): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

/** HTTP/1.1 demands one (RFC 9112, 3.2); Node's own refusal has neither headers nor a body. */
export function lacksHost(request: IncomingMessage): boolean {
  return request.httpVersion === "1.1" && request.headers.host === undefined
}
