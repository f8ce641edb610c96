import { randomPooled } from "./random.ts"

/**
 * Ids are UUIDv7 in the database and `prefix_` + 26 characters of Crockford's base 32 outside
 * (as TypeID writes them): time-ordered, and a pasted id tells what it is.
 */
export const ID_PREFIXES = {
  merchant: "mer",
  apiKey: "key",
  person: "per",
  invitation: "inv",
  source: "src",
  message: "msg",
  payout: "po",
  batch: "bat",
  payment: "pay",
  event: "evt",
  endpoint: "ep",
  delivery: "dlv",
  attempt: "att",
  resend: "rsd",
  attention: "item",
  reading: "rdg",
  reconciliation: "rec",
  reconciliationFinding: "fnd",
  import: "imp",
  audit: "aud",
  sandboxAccount: "sba",
  sandboxCallback: "sbc",
  sandboxRun: "run",
  sandboxLine: "sbl",
  echo: "ech",
  echoRequest: "ecr",
} as const
export type IdKind = keyof typeof ID_PREFIXES

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

let lastMs = 0
let counter = 0

/** A new UUIDv7. Ids of one process ascend, also within a millisecond (RFC 9562, method 1). */
export function newUuid(nowMs: number = Date.now()): string {
  const random = randomPooled(9)
  const seed = random[0] ?? 0
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = seed & 0x7f
  } else {
    counter += 1
    if (counter > 0xfff) {
      lastMs += 1
      counter = 0
    }
  }
  random[1] = 0x80 | ((random[1] ?? 0) & 0x3f)
  const ms = lastMs.toString(16).padStart(12, "0")
  const tail = random.toString("hex", 1)
  return (
    `${ms.slice(0, 8)}-${ms.slice(8)}-7${counter.toString(16).padStart(3, "0")}-` +
    `${tail.slice(0, 4)}-${tail.slice(4)}`
  )
}

/** A new UUIDv7 of another moment than now: for what is taken in afterwards. */
export function newUuidAt(ms: number): string {
  const random = randomPooled(10)
  random[0] = 0x70 | ((random[0] ?? 0) & 0x0f)
  random[2] = 0x80 | ((random[2] ?? 0) & 0x3f)
  return hyphenated(ms.toString(16).padStart(12, "0") + random.toString("hex"))
}

/** A new UUIDv7 behind `last`, also where a machine whose clock is ahead made that one. */
export function newUuidAfter(last: string | undefined): string {
  const made = newUuid()
  if (last === undefined || made > last) return made
  const hex = (BigInt(`0x${last.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0")
  return hyphenated(hex)
}

/** `po_01jd…` for a UUID. */
export function idText(kind: IdKind, uuid: string): string {
  const bytes = Buffer.from(uuid.replaceAll("-", ""), "hex")
  let text = `${ID_PREFIXES[kind]}_`
  // 128 bits in 26 digits of 5 bits: the first digit holds the top 3.
  let bits = 0
  let held = 2
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    held += 8
    while (held >= 5) {
      held -= 5
      text += ALPHABET[(bits >> held) & 31] ?? ""
    }
    bits &= 31
  }
  return text
}

/** The UUID in `po_01jd…`, or undefined when the text is no id of this kind. */
export function idUuid(kind: IdKind, text: string): string | undefined {
  const prefix = `${ID_PREFIXES[kind]}_`
  if (text.length !== prefix.length + 26 || !text.startsWith(prefix)) return undefined
  // The first of 26 digits holds the top 3 of 128 bits.
  let bits = digitOf(text, prefix.length)
  if (bits > 7) return undefined
  let held = 3
  let hex = ""
  for (let at = prefix.length + 1; at < text.length; at += 1) {
    const digit = digitOf(text, at)
    if (digit > 31) return undefined
    bits = (bits << 5) | digit
    held += 5
    if (held < 8) continue
    held -= 8
    hex += HEX_OF_BYTE[bits >> held] ?? ""
    bits &= (1 << held) - 1
  }
  return hyphenated(hex)
}

const NO_DIGIT = 255
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = ALPHABET.indexOf(String.fromCharCode(code))
  return digit < 0 ? NO_DIGIT : digit
})
const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

function digitOf(text: string, at: number): number {
  return DIGITS[text.charCodeAt(at)] ?? NO_DIGIT
}

function hyphenated(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
