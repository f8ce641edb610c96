import { createHash } from "node:crypto"
import { IDENTIFIER_CHARACTERS_MAX } from "../json-fields.ts"

/** As long as Adyen's own references, which is what a handler's column may be made for. */
const REFERENCE_CHARACTERS = 16
/** 32 of them, so that five bits make one. */
const LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZA"

/** A pspReference for an event: the same over its tries and resends, another for each event. */
export function pspReferenceFor(eventId: string): string {
  const digest = createHash("sha256").update(eventId).digest()
  return Array.from(digest.subarray(0, REFERENCE_CHARACTERS), (byte) => LETTERS[byte & 31]).join("")
}

/** Adyen marks a test notification in its pspReference, on live endpoints too. */
export function testPspReferenceFor(eventId: string): string {
  return `test_${pspReferenceFor(eventId)}`.slice(0, REFERENCE_CHARACTERS)
}

/**
 * Another provider's id as an Adyen reference. A colon would blur what is signed, so the id is
 * percent-encoded: `decodeURIComponent` gives it back. One that gets too long is hashed.
 */
export function referenceFromId(providerId: string): string {
  const encoded = encodeURIComponent(providerId.toWellFormed())
  return encoded.length <= IDENTIFIER_CHARACTERS_MAX
    ? encoded
    : createHash("sha256").update(providerId).digest("hex")
}
