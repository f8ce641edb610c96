import { basicAuthorization, STORED_HASH_PREFIX } from "./credentials.ts"
import type { Provider, SourceSecrets, WebhookHeaders } from "./provider.ts"
import { isRedacted } from "./redact-headers.ts"

export interface RestoredHeaders {
  readonly headers: WebhookHeaders
  /** Each credential is the one that was presented; else the newest of its kind stands in for it. */
  readonly exact: boolean
}

/**
 * The inverse of `redactHeaders`: a hash becomes the credential again that it was made of, so that a
 * request can be handed on as it came. It was authentic when it was received, so a credential that
 * is no longer live gives way to the newest of its kind. What was never a secret of the source (a
 * proxy's own token, a cookie) cannot be known and is left out.
 */
export function restoreHeaders(
  stored: WebhookHeaders,
  source: {
    readonly provider: Pick<Provider, "credentialHeaders">
    readonly secrets: SourceSecrets
  },
  hash: (credential: string) => string,
): RestoredHeaders {
  const { credentialHeaders } = source.provider
  const headers: Record<string, readonly string[]> = Object.create(null)
  let exact = true
  for (const [name, values] of Object.entries(stored)) {
    if (!isRedacted(name, credentialHeaders)) {
      headers[name] = values
      continue
    }
    const kind = Object.hasOwn(credentialHeaders, name) ? credentialHeaders[name] : undefined
    if (kind === undefined) continue
    const live = presentable(source.secrets, kind)
    const scheme = kind === "basic" ? "Basic " : ""
    const restored = values.flatMap((value) => {
      if (!value.startsWith(scheme + STORED_HASH_PREFIX)) return []
      const presented = live.find(({ credential }) => scheme + hash(credential) === value)
      if (presented === undefined) exact = false
      const header = (presented ?? live[0])?.header
      return header === undefined ? [] : [header]
    })
    if (restored.length > 0) headers[name] = restored
  }
  return { headers, exact }
}

interface Presentable {
  /** What is hashed. */
  readonly credential: string
  readonly header: string | undefined
}

/** What this source's webhooks may carry, newest first. */
function presentable(secrets: SourceSecrets, kind: string): readonly Presentable[] {
  if (kind !== "basic") {
    return (secrets[kind] ?? []).map((secret) => ({ credential: secret, header: secret }))
  }
  const { basic_username: usernames = [], basic_password: passwords = [] } = secrets
  return usernames.flatMap((username) =>
    passwords.map((password) => ({
      credential: `${username}:${password}`,
      header: basicAuthorization({ basic_username: [username], basic_password: [password] }),
    })),
  )
}
