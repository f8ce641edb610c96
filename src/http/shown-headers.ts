import type { Keyring } from "../merchants/keyring.ts"
import type { SourceSecrets } from "../merchants/source.ts"
import { STORED_HASH_PREFIX } from "../providers/credentials.ts"

/**
 * Stored headers as they may be shown: in place of a credential only whether it is one of the
 * source's secrets of today. Not even its hash, which would tell that two are the same.
 */
export function shownHeaders(
  stored: Readonly<Record<string, readonly string[]>>,
  secrets: SourceSecrets,
  keyring: Keyring,
): Record<string, string[]> {
  const live = new Set(credentialsOf(secrets).map((text) => storedHash(keyring, text)))
  return Object.fromEntries(
    Object.entries(stored).map(([name, values]) => [
      name,
      values.map((value) => shownValue(value, live)),
    ]),
  )
}

function shownValue(value: string, live: ReadonlySet<string>): string {
  const hash = /(?:^| )(hmac:[0-9a-f]{64})$/.exec(value)?.[1]
  if (hash === undefined) return value
  return live.has(hash) ? "matches" : "differs"
}

/** Everything a request could present: each secret, and `user:password` of each pair. */
function credentialsOf(secrets: SourceSecrets): readonly string[] {
  const { basic_username: usernames = [], basic_password: passwords = [], ...others } = secrets
  const pairs = usernames.flatMap((user) => passwords.map((password) => `${user}:${password}`))
  return [...Object.values(others).flat(), ...pairs]
}

function storedHash(keyring: Keyring, credential: string): string {
  return STORED_HASH_PREFIX + keyring.hash(credential).toString("hex")
}
