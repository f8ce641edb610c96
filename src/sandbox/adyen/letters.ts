/** 32 of them, so that five bits make one. */
const LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZA"

/** As in Adyen's ids: one letter for each byte. */
export function lettersOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => LETTERS[byte & 31]).join("")
}
