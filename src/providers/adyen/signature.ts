import { createHmac, timingSafeEqual } from "node:crypto"
import type { ClassicField, ClassicItem } from "./classic-item.ts"

/**
 * What a standard webhook's signature is over: eight fields joined by colons, nothing escaped and
 * nothing trimmed, absent fields empty. So two different items may have the same text when a field
 * holds a colon: a known weakness of the format, see MAPPING.md.
 * Source: Adyen's API libraries (hmacValidator), vectors of 2023 and later.
 */
export function signingText(item: ClassicItem): string {
  return SIGNED_FIELDS.map((name) => item[name]).join(":")
}

export const SIGNED_FIELDS = [
  "pspReference",
  "originalReference",
  "merchantAccountCode",
  "merchantReference",
  "value",
  "currency",
  "eventCode",
  "success",
] as const satisfies readonly ClassicField[]

/** The header over a platform webhook's raw bytes; Adyen writes it `HmacSignature`. */
export const SIGNATURE_HEADER = "hmacsignature"

/** HMAC-SHA256 in standard base64. The key is what `readHmacKey` gives. */
export function signatureOf(key: Uint8Array, data: string | Uint8Array): string {
  return createHmac("sha256", key).update(data).digest("base64")
}

/** In constant time; `presented` is what `readSignature` gives. */
export function signatureMatches(
  key: Uint8Array,
  data: string | Uint8Array,
  presented: Uint8Array,
): boolean {
  return timingSafeEqual(createHmac("sha256", key).update(data).digest(), presented)
}

/** Adyen shows a key as 64 hexadecimal digits; it is used as the 32 bytes they stand for. */
export function readHmacKey(hex: string): Uint8Array | undefined {
  const digits = hex.trim()
  return faultOfHmacKey(digits) === undefined ? Buffer.from(digits, "hex") : undefined
}

const HMAC_KEY_DIGITS = 64

/** What is wrong with a key; undefined: nothing. Never repeats it. */
export function faultOfHmacKey(hex: string): string | undefined {
  const digits = hex.trim()
  const wanted = `It must be ${HMAC_KEY_DIGITS} hexadecimal digits, as the Customer Area shows it`
  const odd = /[^0-9a-fA-F]/.exec(digits)
  if (odd !== null) return `${wanted}: its character ${odd.index + 1} is no such digit.`
  if (digits.length !== HMAC_KEY_DIGITS) return `${wanted}: it has ${digits.length}.`
  return undefined
}

/** The 32 bytes of a signature, or undefined for anything but its one canonical base64 text. */
export function readSignature(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return undefined
  const bytes = Buffer.from(text, "base64")
  return bytes.toString("base64") === text ? bytes : undefined
}
