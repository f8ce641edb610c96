import { createHash, timingSafeEqual } from "node:crypto"
import type {
  CredentialMatcher,
  RefusalReason,
  SourceSecrets,
  Verdict,
  WebhookHeaders,
  WebhookRequest,
} from "./provider.ts"

/** What one configured kind of authentication says; null where the source has none of that kind. */
export type KindVerdict = Verdict | null

export const AUTHENTIC: Verdict = { outcome: "authentic" }

export function refused(reason: RefusalReason, hint: string): Verdict {
  return { outcome: "refused", reason, hint }
}

/** Every configured kind must pass; the first that does not is the answer. */
export function everyKind(verdicts: readonly KindVerdict[]): Verdict {
  const configured = verdicts.filter((verdict) => verdict !== null)
  const refusal = configured.find((verdict) => verdict.outcome === "refused")
  if (refusal) return refusal
  return configured.length > 0
    ? AUTHENTIC
    : refused("secret_not_configured", "This source has no secret that a webhook could present.")
}

/** Longer values are refused before anything is computed from them. */
export const CREDENTIAL_CHARACTERS_MAX = 4096

/** A secret that the provider sends as it is, in one header. */
export function verifyHeaderSecret(
  headers: WebhookHeaders,
  header: string,
  options: { readonly live: readonly string[] | undefined; readonly matches?: CredentialMatcher },
): KindVerdict {
  const live = usable(options.live)
  if (live.length === 0) return null
  const presented = presentedCredential(headers, header)
  if (typeof presented !== "string") return presented
  return matchesAny(presented, live, options.matches)
    ? AUTHENTIC
    : refused(
        "credential_mismatch",
        `The ${header} header is none of this source's live secrets. Was it rotated at the provider, or does this URL belong to another account?`,
      )
}

/** HTTP Basic (RFC 7617), from the secret kinds `basic_username` and `basic_password`. */
export function verifyBasic(
  request: WebhookRequest,
  secrets: SourceSecrets,
  matches?: CredentialMatcher,
): KindVerdict {
  const usernames = usable(secrets["basic_username"])
  const passwords = usable(secrets["basic_password"])
  if (usernames.length === 0 && passwords.length === 0) return null
  if (usernames.length === 0 || passwords.length === 0) {
    return refused(
      "secret_not_configured",
      "Basic authentication needs both basic_username and basic_password; this source has one.",
    )
  }
  const presented = presentedCredential(request.headers, "authorization")
  if (typeof presented !== "string") return presented
  const credential = basicCredential(presented)
  if (credential === undefined) {
    return refused(
      "credential_mismatch",
      "The authorization header is not HTTP Basic with base64 of user:password.",
    )
  }
  const live = usernames.flatMap((username) =>
    passwords.map((password) => `${username}:${password}`),
  )
  return matchesAny(credential, live, matches)
    ? AUTHENTIC
    : refused("credential_mismatch", "The Basic user name or password is not this source's.")
}

/** The header that `verifyBasic` accepts, or nothing where no Basic credential is configured. */
export function basicAuthorization(secrets: SourceSecrets): string | undefined {
  const username = usable(secrets["basic_username"])[0]
  const password = usable(secrets["basic_password"])[0]
  if (username === undefined || password === undefined) return undefined
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`
}

/**
 * `user:password` of an Authorization header. A stored header holds a keyed hash (`hmac:…`) in
 * place of the base64: it is handed on as it is, for the matcher of `release`.
 */
export function basicCredential(authorization: string): string | undefined {
  const token = /^basic +([^ ]+)$/i.exec(authorization)?.[1]
  if (token === undefined) return undefined
  if (token.startsWith(STORED_HASH_PREFIX)) return token
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(token)) return undefined
  try {
    const credential = utf8.decode(Buffer.from(token, "base64"))
    return credential.includes(":") ? credential : undefined
  } catch {
    return undefined
  }
}

/** How a credential looks in stored headers: `hmac:` and 64 hexadecimal digits. */
export const STORED_HASH_PREFIX = "hmac:"

/** In constant time: equal or not, and however long, nothing about the secret can be timed. */
export const sameCredential: CredentialMatcher = (presented, expected) =>
  timingSafeEqual(digest(presented), digest(expected))

const utf8 = new TextDecoder("utf-8", { fatal: true })

function digest(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest()
}

/** All live secrets are compared, so that time does not tell which of them was near. */
function matchesAny(
  presented: string,
  live: readonly string[],
  matches: CredentialMatcher = sameCredential,
): boolean {
  let matched = false
  for (const expected of live) matched = matches(presented, expected) || matched
  return matched
}

function presentedCredential(headers: WebhookHeaders, header: string): string | Verdict {
  const values = Object.hasOwn(headers, header) ? (headers[header] ?? []) : []
  const [value] = values
  if (value === undefined || value === "") {
    return refused("credential_missing", `The ${header} header is missing.`)
  }
  if (values.length > 1) {
    return refused("credential_repeated", `The ${header} header came ${values.length} times.`)
  }
  if (value.length > CREDENTIAL_CHARACTERS_MAX) {
    return refused(
      "credential_mismatch",
      `The ${header} header is longer than ${CREDENTIAL_CHARACTERS_MAX} characters.`,
    )
  }
  return value
}

function usable(live: readonly string[] | undefined): readonly string[] {
  return (live ?? []).filter((secret) => secret !== "")
}
