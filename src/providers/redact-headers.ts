import { basicCredential } from "./credentials.ts"
import type { WebhookHeaders } from "./provider.ts"

/**
 * Headers fit for storing: every credential is replaced by its keyed hash, which `release` compares
 * with the hashes of today's secrets. Basic becomes `Basic <hash of user:password>`.
 */
export function redactHeaders(
  headers: WebhookHeaders,
  credentialHeaders: Readonly<Record<string, string>>,
  hash: (credential: string) => string,
): WebhookHeaders {
  const redacted: Record<string, readonly string[]> = Object.create(null)
  for (const [name, values] of Object.entries(headers)) {
    redacted[name] = isRedacted(name, credentialHeaders)
      ? values.map((value) => redactValue(name, value, hash))
      : values
  }
  return redacted
}

/** Does a header of this name stand hashed in stored headers? */
export function isRedacted(
  name: string,
  credentialHeaders: Readonly<Record<string, string>>,
): boolean {
  return Object.hasOwn(credentialHeaders, name) || looksLikeCredential(name)
}

const WELL_KNOWN: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "x-api-key",
  "x-callback-token",
])

/** A merchant's proxy may add credentials under names of its own. */
function looksLikeCredential(name: string): boolean {
  return WELL_KNOWN.has(name) || /token|secret|api-?key|password/.test(name)
}

function redactValue(name: string, value: string, hash: (credential: string) => string): string {
  if (name !== "authorization" && name !== "proxy-authorization") return hash(value)
  const [scheme, token] = /^([A-Za-z][A-Za-z0-9-]{0,31}) +(.+)$/.exec(value)?.slice(1) ?? []
  if (scheme === undefined || token === undefined) return hash(value)
  if (scheme.toLowerCase() !== "basic") return `${scheme} ${hash(token)}`
  // What a stranger already wrote as `hmac:…` is hashed like anything else, never kept.
  return `Basic ${hash(basicCredential(value) ?? token)}`
}
