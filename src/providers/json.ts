/**
 * JSON from a stranger: strict, exact, bounded. Stricter than `JSON.parse` where two readers could
 * understand one body differently (duplicate keys, invalid UTF-8), and exact where it rounds
 * (numbers). One pass, linear time, at most `DEPTH_MAX` nested values.
 */
export function readJson(bytes: Uint8Array): JsonReading {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return { ok: false, reason: "body_malformed", hint: "The body is not valid UTF-8." }
  }
  const scanner: Scanner = { text, at: 0 }
  skipSpace(scanner)
  if (scanner.at === text.length) {
    return { ok: false, reason: "body_empty", hint: "The body is empty." }
  }
  try {
    const value = readValue(scanner, 1)
    skipSpace(scanner)
    if (scanner.at < text.length) throw unexpected(scanner, "the end of the body")
    return { ok: true, value }
  } catch (error) {
    if (error instanceof JsonRefusal)
      return { ok: false, reason: error.reason, hint: error.message }
    throw error
  }
}

/** Nesting of arrays and objects; no provider's webhook comes near it. */
export const DEPTH_MAX = 64

export type JsonReading =
  | { readonly ok: true; readonly value: Json }
  | {
      readonly ok: false
      readonly reason: "body_empty" | "body_malformed" | "body_too_deep"
      /** For the operator: what is wrong and at which character. */
      readonly hint: string
    }

export type Json = null | boolean | string | JsonNumber | JsonArray | JsonObject
export type JsonArray = readonly Json[]
/** Has no prototype: `__proto__` and `constructor` are ordinary keys of it. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** A number as it was written, never a float. `JSON.stringify` writes it back unchanged. */
export class JsonNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toJSON(): unknown {
    return rawJson(this.text)
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true })
/** Part of Node 24, not yet of TypeScript's `es2024`. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(this: void, text: string): unknown }

class JsonRefusal extends Error {
  readonly reason: "body_malformed" | "body_too_deep"
  constructor(reason: "body_malformed" | "body_too_deep", hint: string) {
    super(hint)
    this.reason = reason
  }
}

interface Scanner {
  readonly text: string
  at: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const LETTER_T = 0x74
const LETTER_F = 0x66
const LETTER_N = 0x6e

function readValue(scanner: Scanner, depth: number): Json {
  switch (scanner.text.charCodeAt(scanner.at)) {
    case QUOTE:
      return readString(scanner)
    case OPEN_OBJECT:
      return readObject(scanner, depth)
    case OPEN_ARRAY:
      return readArray(scanner, depth)
    case LETTER_T:
      return readWord(scanner, "true", true)
    case LETTER_F:
      return readWord(scanner, "false", false)
    case LETTER_N:
      return readWord(scanner, "null", null)
    default:
      return readNumber(scanner)
  }
}

function readObject(scanner: Scanner, depth: number): JsonObject {
  checkDepth(depth)
  const { text } = scanner
  const object: Record<string, Json> = Object.create(null)
  scanner.at += 1
  skipSpace(scanner)
  if (text.charCodeAt(scanner.at) === CLOSE_OBJECT) {
    scanner.at += 1
    return object
  }
  for (;;) {
    if (text.charCodeAt(scanner.at) !== QUOTE) throw unexpected(scanner, "a key")
    const key = readString(scanner)
    if (object[key] !== undefined) {
      throw new JsonRefusal("body_malformed", `The key ${shownKey(key)} comes twice in one object.`)
    }
    skipSpace(scanner)
    if (text.charCodeAt(scanner.at) !== COLON) throw unexpected(scanner, "a colon")
    scanner.at += 1
    skipSpace(scanner)
    object[key] = readValue(scanner, depth + 1)
    skipSpace(scanner)
    const next = text.charCodeAt(scanner.at)
    if (next !== COMMA && next !== CLOSE_OBJECT) throw unexpected(scanner, "a comma or }")
    scanner.at += 1
    if (next === CLOSE_OBJECT) return object
    skipSpace(scanner)
  }
}

function readArray(scanner: Scanner, depth: number): JsonArray {
  checkDepth(depth)
  const { text } = scanner
  const array: Json[] = []
  scanner.at += 1
  skipSpace(scanner)
  if (text.charCodeAt(scanner.at) === CLOSE_ARRAY) {
    scanner.at += 1
    return array
  }
  for (;;) {
    array.push(readValue(scanner, depth + 1))
    skipSpace(scanner)
    const next = text.charCodeAt(scanner.at)
    if (next !== COMMA && next !== CLOSE_ARRAY) throw unexpected(scanner, "a comma or ]")
    scanner.at += 1
    if (next === CLOSE_ARRAY) return array
    skipSpace(scanner)
  }
}

function readString(scanner: Scanner): string {
  const { text } = scanner
  const start = scanner.at + 1
  let at = start
  let escaped = false
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      scanner.at = at + 1
      return escaped ? unescaped(scanner, start - 1, at + 1) : text.slice(start, at)
    }
    if (code === BACKSLASH) {
      escaped = true
      at += 1
    } else if (code < 0x20) {
      break
    }
  }
  scanner.at = Math.min(at, text.length)
  throw unexpected(scanner, "the rest of a string")
}

/** Escapes are rare in webhooks, so the built-in reader may take the string once more. */
function unescaped(scanner: Scanner, from: number, to: number): string {
  try {
    return JSON.parse(scanner.text.slice(from, to)) as string
  } catch {
    scanner.at = from
    throw unexpected(scanner, "a string with valid escapes")
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

function readNumber(scanner: Scanner): JsonNumber {
  NUMBER.lastIndex = scanner.at
  if (!NUMBER.test(scanner.text)) throw unexpected(scanner, "a value")
  const start = scanner.at
  scanner.at = NUMBER.lastIndex
  return new JsonNumber(scanner.text.slice(start, scanner.at))
}

function readWord<T>(scanner: Scanner, word: string, value: T): T {
  if (!scanner.text.startsWith(word, scanner.at)) throw unexpected(scanner, "a value")
  scanner.at += word.length
  return value
}

function skipSpace(scanner: Scanner): void {
  const { text } = scanner
  for (;;) {
    const code = text.charCodeAt(scanner.at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    scanner.at += 1
  }
}

function checkDepth(depth: number): void {
  if (depth > DEPTH_MAX) {
    throw new JsonRefusal("body_too_deep", `The body nests deeper than ${DEPTH_MAX} levels.`)
  }
}

function unexpected(scanner: Scanner, wanted: string): JsonRefusal {
  const where =
    scanner.at < scanner.text.length ? `at character ${scanner.at}` : "at the end (cut short?)"
  return new JsonRefusal("body_malformed", `The body is not JSON: ${wanted} is missing ${where}.`)
}

/** JSON quoting, so that a hostile key can hide nothing in a log or a page. */
function shownKey(key: string): string {
  const shown = key.length > 60 ? `${key.slice(0, 60).toWellFormed()}…` : key
  return JSON.stringify(shown).replaceAll("\\u0000", "\\0")
}
