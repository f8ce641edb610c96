import { JsonNumber } from "./json.ts"
import type { Json, JsonArray, JsonObject } from "./json.ts"

/** Readers of single fields of untrusted JSON. None of them throws; none trusts a type. */

/** The field of an object, or undefined where there is none (or no object). */
export function field(value: Json | undefined, name: string): Json | undefined {
  return objectOf(value)?.[name]
}

/** The same, several levels down: `fieldAt(body, "data", "amount", "value")`. */
export function fieldAt(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>(field, value)
}

export function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null
}

export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" &&
    value !== null &&
    !(value instanceof JsonNumber) &&
    !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

export function arrayOf(value: Json | undefined): JsonArray | undefined {
  return Array.isArray(value) ? (value as JsonArray) : undefined
}

/** Free text, made storable: see `storableText`. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? storableText(value) : undefined
}

/** PostgreSQL indexes such a text in full, and two of them still make one key. */
export const IDENTIFIER_CHARACTERS_MAX = 255

/**
 * An id, a reference, an event name: undefined where it is empty, too long, or holds control
 * characters or half characters. It is refused, not mended: two ids must never become one.
 */
export function identifierOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && isIdentifier(value) ? value : undefined
}

export function isIdentifier(text: string): boolean {
  return (
    text.length > 0 &&
    text.length <= IDENTIFIER_CHARACTERS_MAX &&
    text.isWellFormed() &&
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    !/[\u0000-\u001f\u007f]/.test(text)
  )
}

/**
 * A number as it was written, whether it came as a number or as text: `100000`, `"100000"`,
 * `"10000.00"`, `-1`, `1e3`. Undefined for anything else.
 */
export function numberTextOf(value: Json | undefined): string | undefined {
  if (value instanceof JsonNumber) return value.text
  return typeof value === "string" && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)
    ? value
    : undefined
}

/** A whole number from 0 to 2^53 - 1, given as number or as text. */
export function countOf(value: Json | undefined): number | undefined {
  const text = numberTextOf(value)
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined
  const count = Number(text)
  return Number.isSafeInteger(count) ? count : undefined
}

/** PostgreSQL holds neither NUL nor half of a surrogate pair: both become U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd")
}

/** A stranger's word in our own sentence: storable, without control characters, at most 120 long. */
export function shownText(text: string): string {
  const short = text.length > 120 ? `${text.slice(0, 119)}…` : text
  // oxlint-disable-next-line no-control-regex -- control characters are what it replaces
  return short.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd")
}
