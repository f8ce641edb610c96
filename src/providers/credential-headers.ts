import { randomBytes } from "node:crypto"
import type { EncodedWebhook } from "./provider.ts"

/** Secrets that a provider's webhooks carry as they are, in a header: a key, a token. */

/** 64 hexadecimal digits: 256 random bits. */
export function newHeaderSecret(): string {
  return randomBytes(32).toString("hex")
}

const CHARACTERS_MIN = 8
const CHARACTERS_MAX = 200

/** What is wrong with a secret that is to stand in a header. Never repeats it. */
export function faultOfHeaderSecret(secret: string): string | undefined {
  if (secret.length < CHARACTERS_MIN || secret.length > CHARACTERS_MAX) {
    return `It takes ${CHARACTERS_MIN} to ${CHARACTERS_MAX} characters.`
  }
  if (!/^[\u0020-\u007e]+$/.test(secret)) {
    return "It takes printable ASCII characters only: it travels in a header."
  }
  // The space around a header's value is not part of it.
  return secret.trim() === secret ? undefined : "It begins or ends with a space."
}

/** The newest of the live ones. */
export function newestSecret(live: readonly string[] | undefined): string | undefined {
  return live?.find((secret) => secret !== "")
}

/** Puts each header in the place of any that stood there, in whatever case; undefined: none. */
export function withCredentialHeaders(
  webhook: EncodedWebhook,
  credentials: Readonly<Record<string, string | undefined>>,
): EncodedWebhook {
  const names = new Set(Object.keys(credentials).map((name) => name.toLowerCase()))
  const others = Object.entries(webhook.headers).filter(([name]) => !names.has(name.toLowerCase()))
  const live = Object.entries(credentials).filter((entry) => entry[1] !== undefined)
  return { ...webhook, headers: Object.fromEntries([...live, ...others]) as Record<string, string> }
}
