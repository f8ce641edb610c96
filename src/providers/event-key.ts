import { createHash } from "node:crypto"

/** `PaidoutEvent.key` is at most this long. */
export const EVENT_KEY_CHARACTERS_MAX = 500

/**
 * An event's key from its parts. A longer one keeps its beginning readable and ends in the SHA-256
 * of the whole, so that different meanings stay different.
 */
export function eventKey(...parts: readonly (string | number)[]): string {
  const key = parts.join(":")
  if (key.length <= EVENT_KEY_CHARACTERS_MAX) return key
  const digest = createHash("sha256").update(key, "utf8").digest("hex")
  const beginning = key.slice(0, EVENT_KEY_CHARACTERS_MAX - digest.length - 2).toWellFormed()
  return `${beginning}#${digest}`
}
