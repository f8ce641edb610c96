import { randomBytes } from "node:crypto"

import { PaidoutError } from "../errors.ts"
import type { Pool, Queryable } from "../postgres/pool.ts"
import { deriveKey, keyedHash, open, seal, type DataKey } from "../seal.ts"
import { insertDataKey } from "./insert-data-key.ts"
import { listDataKeys } from "./list-data-keys.ts"

/** The keys of this installation: each merchant's data keys, and hashes that only we can make. */
export interface Keyring {
  /**
   * The merchant's data keys, newest first: seal with the first, open with any.
   * @throws PaidoutError secret_key_wrong
   */
  dataKeys(merchantId: string): Promise<readonly DataKey[]>
  /** The newest one. @throws PaidoutError secret_key_wrong */
  sealingKey(merchantId: string): Promise<DataKey>
  /** Opens what was sealed for the merchant, also with a key that another process made since. */
  open(merchantId: string, sealed: Uint8Array): Promise<Buffer>
  /** 32 bytes that nobody can make without PAIDOUT_SECRET_KEY: for API keys and credentials. */
  hash(text: string): Buffer
  /** A secret of its own for a purpose of its own, that follows from PAIDOUT_SECRET_KEY. */
  derive(purpose: string): Buffer
  /** Makes the merchant's next data key, in the caller's transaction. */
  createDataKey(client: Queryable, merchantId: string): Promise<DataKey>
}

/** The id inside wrapped keys: they are sealed with a key that follows from PAIDOUT_SECRET_KEY. */
const wrappingKeyId = 1
const dataKeyBytes = 32

export function createKeyring(pool: Pool, secretKey: string): Keyring {
  const wrappingKey: DataKey = { id: wrappingKeyId, key: deriveKey(secretKey, "wrap") }
  const hashKey = deriveKey(secretKey, "hash")
  const cache = new Map<string, Promise<readonly DataKey[]>>()

  async function read(merchantId: string): Promise<readonly DataKey[]> {
    const rows = await listDataKeys(pool, merchantId)
    return rows.map((row) => ({ id: row.id, key: unwrap(wrappingKey, row.wrappedKey) }))
  }

  function dataKeys(merchantId: string): Promise<readonly DataKey[]> {
    const cached = cache.get(merchantId)
    if (cached !== undefined) return cached
    const reading = read(merchantId).then(
      (keys) => {
        if (keys.length === 0) cache.delete(merchantId)
        return keys
      },
      (error: unknown) => {
        cache.delete(merchantId)
        throw error
      },
    )
    cache.set(merchantId, reading)
    return reading
  }

  return {
    dataKeys,
    async sealingKey(merchantId) {
      const [newest] = await dataKeys(merchantId)
      if (newest === undefined) throw new PaidoutError("internal", "This merchant has no data key.")
      return newest
    },
    async open(merchantId, sealed) {
      const keys = await dataKeys(merchantId)
      if (keys.some((key) => key.id === sealedWith(sealed))) return open(keys, sealed)
      cache.delete(merchantId)
      return open(await dataKeys(merchantId), sealed)
    },
    hash: (text) => keyedHash(hashKey, text),
    derive: (purpose) => deriveKey(secretKey, purpose),
    async createDataKey(client, merchantId) {
      const key = randomBytes(dataKeyBytes)
      const id = await insertDataKey(client, merchantId, seal(wrappingKey, key))
      cache.delete(merchantId)
      return { id, key }
    },
  }
}

function sealedWith(sealed: Uint8Array): number {
  return new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength).getUint32(1)
}

function unwrap(wrappingKey: DataKey, wrapped: Buffer): Buffer {
  try {
    return open([wrappingKey], wrapped)
  } catch (cause) {
    throw new PaidoutError("secret_key_wrong", undefined, { cause })
  }
}
