import { storableText } from "./json-fields.ts"
import { JsonNumber } from "./json.ts"
import type { Json, JsonObject } from "./json.ts"

/**
 * Ordinary JavaScript values of a merchant's own metadata, fit for storing. A number that a float
 * would round stays text.
 */
export function plainOf(value: Json): unknown {
  if (typeof value === "string") return storableText(value)
  if (value instanceof JsonNumber) return plainNumber(value.text)
  if (value === null || typeof value !== "object") return value
  if (Array.isArray(value)) return value.map(plainOf)
  return plainObject(value as JsonObject)
}

export function plainObject(object: JsonObject): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = Object.create(null)
  for (const [key, value] of Object.entries(object)) plain[storableText(key)] = plainOf(value)
  return plain
}

function plainNumber(text: string): number | string {
  const number = Number(text)
  return String(number) === text ? number : exactInOtherWords(text, number)
}

/** `1.10` and `1e3` are exact as floats although they print differently; `0.1…001` is not. */
function exactInOtherWords(text: string, number: number): number | string {
  if (!Number.isFinite(number)) return text
  const digits = significantDigits(text)
  return digits.length <= 15 && significantDigits(String(number)) === digits ? number : text
}

function significantDigits(text: string): string {
  const mantissa = text.split(/[eE]/, 1)[0] ?? ""
  return mantissa.replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "")
}
