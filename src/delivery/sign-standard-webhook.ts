import { createHmac, randomBytes } from "node:crypto"

import { keyObject } from "../seal.ts"

/** Standard Webhooks 1.0 (standardwebhooks.com): symmetric secrets and signatures, version v1. */

const SECRET_PREFIX = "whsec_"
const SECRET_BYTES = 32
const SECRET_BYTES_MIN = 24
const SECRET_BYTES_MAX = 64

/** `whsec_` and the base64 of 32 random bytes; the specification asks for 24 to 64. */
export function newStandardWebhookSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString("base64")
}

/**
 * The bytes that a secret signs with, or undefined when the text is no secret. Node's decoder skips
 * what is no base64, where the libraries that verify refuse the whole secret.
 */
export function standardWebhookKey(secret: string): Buffer | undefined {
  if (!secret.startsWith(SECRET_PREFIX)) return undefined
  const text = secret.slice(SECRET_PREFIX.length)
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  const key = Buffer.from(text, "base64")
  return key.length >= SECRET_BYTES_MIN && key.length <= SECRET_BYTES_MAX ? key : undefined
}

/**
 * The value of `webhook-signature`: HMAC-SHA256 of `id.timestamp.body`, one `v1,<base64>` per live
 * key, divided by spaces. `timestampSeconds` is Unix time.
 */
export function signStandardWebhook(
  keys: readonly Buffer[],
  message: { readonly id: string; readonly timestampSeconds: number; readonly body: Uint8Array },
): string {
  let signature = ""
  for (const key of keys) {
    const mac = createHmac("sha256", keyObject(key))
      .update(`${message.id}.${message.timestampSeconds}.`)
      .update(message.body)
      .digest("base64")
    signature += signature === "" ? `v1,${mac}` : ` v1,${mac}`
  }
  return signature
}
