import { createHash } from "node:crypto"
import { randomPooled } from "../../random.ts"
import { lettersOf } from "./letters.ts"

const CHARACTERS = 16

/** Adyen's name of a request, and of what it made: 16 characters, globally unique. */
export function newPspReference(): string {
  return lettersOf(randomPooled(CHARACTERS))
}

/** One that is always the same for the same parts: a step that is made twice says it twice. */
export function pspReferenceOf(...parts: readonly string[]): string {
  const digest = createHash("sha256").update(parts.join("\n")).digest()
  return lettersOf(digest.subarray(0, CHARACTERS))
}

/** Adyen's name of a stored payment detail: 16 digits. */
export function newDetailReference(): string {
  return `8${Array.from(randomPooled(CHARACTERS - 1), (byte) => byte % 10).join("")}`
}
