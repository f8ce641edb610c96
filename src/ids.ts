import { randomFillSync } from "node:crypto"

/**
 * Ids are UUIDv7 in the database and `prefix_` + 26 characters of Crockford's base 32 outside
 * (as TypeID writes them): time-ordered, and a pasted id tells what it is.
 */
export const ID_PREFIXES = {
  merchant: "mer",
  apiKey: "key",
  source: "src",
  message: "msg",
  payout: "po",
  batch: "bat",
  payment: "pay",
  event: "evt",
  endpoint: "ep",
  delivery: "dlv",
  attempt: "att",
  attention: "item",
  audit: "aud",
} as const
export type IdKind = keyof typeof ID_PREFIXES

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
)

const pool = Buffer.alloc(4096)
let poolAt = pool.length
let lastMs = 0
let counter = 0

/** A new UUIDv7. Ids of one process ascend, also within a millisecond (RFC 9562, method 1). */
export function newUuid(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = randomByte() & 0x7f
  } else {
    counter += 1
    if (counter > 0xfff) {
      lastMs += 1
      counter = 0
    }
  }
  const ms = lastMs.toString(16).padStart(12, "0")
  const variant = HEX[0x80 | (randomByte() & 0x3f)] ?? ""
  return (
    `${ms.slice(0, 8)}-${ms.slice(8)}-7${counter.toString(16).padStart(3, "0")}-` +
    `${variant}${randomHex(1)}-${randomHex(6)}`
  )
}

/** `po_01jd…` for a UUID. */
export function idText(kind: IdKind, uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll("-", "")}`)
  let text = ""
  for (let digit = 0; digit < 26; digit += 1) {
    text = ALPHABET[Number(value & 31n)] + text
    value >>= 5n
  }
  return `${ID_PREFIXES[kind]}_${text}`
}

/** The UUID in `po_01jd…`, or undefined when the text is no id of this kind. */
export function idUuid(kind: IdKind, text: string): string | undefined {
  const prefix = `${ID_PREFIXES[kind]}_`
  if (text.length !== prefix.length + 26 || !text.startsWith(prefix)) return undefined
  let value = 0n
  for (const character of text.slice(prefix.length)) {
    const digit = ALPHABET.indexOf(character)
    if (digit < 0) return undefined
    value = (value << 5n) | BigInt(digit)
  }
  if (value >> 128n !== 0n) return undefined
  const hex = value.toString(16).padStart(32, "0")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function randomByte(): number {
  if (poolAt === pool.length) {
    randomFillSync(pool)
    poolAt = 0
  }
  return pool[poolAt++] ?? 0
}

function randomHex(bytes: number): string {
  let text = ""
  for (let index = 0; index < bytes; index += 1) text += HEX[randomByte()] ?? ""
  return text
}
