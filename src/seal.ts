import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto"

import { PaidoutError } from "./errors.ts"
import { randomPooled } from "./random.ts"

/**
 * Encryption at rest: AES-256-GCM. A sealed value is
 * `version (1 byte) ‖ key id (4 bytes) ‖ nonce (12) ‖ tag (16) ‖ ciphertext`, so that keys can
 * rotate: the id says which key opens it.
 */
export interface DataKey {
  readonly id: number
  readonly key: Buffer
}

const VERSION = 1
const HEADER_BYTES = 1 + 4 + 12 + 16

export function seal(dataKey: DataKey, plain: Uint8Array): Buffer {
  const nonce = randomPooled(12)
  const cipher = createCipheriv("aes-256-gcm", keyObject(dataKey.key), nonce)
  const sealed = Buffer.allocUnsafe(HEADER_BYTES + plain.length)
  sealed[0] = VERSION
  sealed.writeUInt32BE(dataKey.id, 1)
  nonce.copy(sealed, 5)
  // Version and key id are part of what is authenticated.
  cipher.setAAD(sealed.subarray(0, 5))
  cipher.update(plain).copy(sealed, HEADER_BYTES)
  cipher.final()
  cipher.getAuthTag().copy(sealed, 17)
  return sealed
}

/** @throws PaidoutError sealed_invalid: unknown key, or not what was sealed. */
export function open(dataKeys: readonly DataKey[], sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length)
  if (bytes.length < HEADER_BYTES || bytes[0] !== VERSION) throw new PaidoutError("sealed_invalid")
  const id = bytes.readUInt32BE(1)
  const dataKey = dataKeys.find((candidate) => candidate.id === id)
  if (!dataKey) throw new PaidoutError("sealed_invalid", `No key ${id} to open a sealed value.`)
  const decipher = createDecipheriv("aes-256-gcm", keyObject(dataKey.key), bytes.subarray(5, 17))
  decipher.setAAD(bytes.subarray(0, 5))
  decipher.setAuthTag(bytes.subarray(17, HEADER_BYTES))
  try {
    const plain = decipher.update(bytes.subarray(HEADER_BYTES))
    decipher.final()
    return plain
  } catch (cause) {
    throw new PaidoutError("sealed_invalid", undefined, { cause })
  }
}

/** Independent keys from the one secret of the installation: each purpose has its own. */
export function deriveKey(secretKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secretKey, "paidout", purpose, 32))
}

export function keyedHash(key: Buffer, text: string): Buffer {
  return createHmac("sha256", keyObject(key)).update(text).digest()
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

const keyObjects = new WeakMap<Buffer, KeyObject>()

/** Node makes one for every operation otherwise: 10 µs, several times the encryption itself. */
export function keyObject(key: Buffer): KeyObject {
  let object = keyObjects.get(key)
  if (object === undefined) {
    object = createSecretKey(key)
    keyObjects.set(key, object)
  }
  return object
}
