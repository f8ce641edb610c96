import { thawRequest } from "../../delivery/frozen-request.ts"
import { thawWebhook } from "../../delivery/frozen-webhook.ts"
import { paidoutDialect } from "../../delivery/paidout-dialect.ts"
import { findDialect } from "../deliver/dialects.ts"

/** What a delivery sends, without the credentials and signatures that are added when it is sent. */
export interface ThawedBody {
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: Uint8Array
  /** It is a provider's request; credentials stand as keyed hashes in its headers. */
  readonly isForwarded: boolean
}

/** `format` begins with the dialect's name. */
export function thawBody(format: string, frozen: Buffer): ThawedBody {
  const [name = ""] = format.split(":")
  if (name === paidoutDialect.name) return { headers: {}, body: frozen, isForwarded: false }
  if (findDialect(name)?.forwards === true) {
    const { headers, body } = thawRequest(frozen)
    return { headers, body, isForwarded: true }
  }
  const { headers, body } = thawWebhook(frozen)
  const lists = Object.entries(headers).map(([header, value]) => [header, [value]] as const)
  return { headers: Object.fromEntries(lists), body, isForwarded: false }
}
