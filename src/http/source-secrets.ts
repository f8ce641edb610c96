import { PaidoutError } from "../errors.ts"
import type { Keyring } from "../merchants/keyring.ts"
import type { Source, SourceCredentials, SourceSecrets } from "../merchants/source.ts"
import { findProvider, PROVIDERS, type Provider } from "../providers/index.ts"
import { secretHint } from "../secret-hint.ts"

const BASIC_KINDS = ["basic_username", "basic_password"]
const secretsPerKindMax = 20

/** @throws PaidoutError provider_unknown */
export function knownProvider(name: string): Provider {
  const provider = findProvider(name)
  if (provider !== undefined) return provider
  const providers = PROVIDERS.map((known) => known.name)
  throw new PaidoutError("provider_unknown", `Known providers: ${providers.join(", ")}.`, {
    detail: { providers },
  })
}

/** A string or a list per kind, as a list per kind. @throws PaidoutError secrets_invalid */
export function readSecrets(
  provider: Provider,
  given: Readonly<Record<string, string | readonly string[]>>,
): SourceSecrets {
  refuseUnknownKinds("secrets", given, [...provider.secretKinds, ...BASIC_KINDS])
  return Object.fromEntries(
    Object.entries(given).map(([kind, value]) => {
      const live = [...new Set(typeof value === "string" ? [value] : value)]
      if (live.length > secretsPerKindMax) {
        throw new PaidoutError("secrets_invalid", `${kind} takes ${secretsPerKindMax} at most.`)
      }
      return [kind, live]
    }),
  )
}

/** A source must be able to tell a webhook of its provider from anybody's. */
export function requireUsable(provider: Provider, secrets: SourceSecrets): SourceSecrets {
  const has = (kind: string) => (secrets[kind] ?? []).length > 0
  if (BASIC_KINDS.some(has) && !BASIC_KINDS.every(has)) {
    throw new PaidoutError("secrets_invalid", "basic_username and basic_password go together.")
  }
  const kinds = [...provider.secretKinds, ...BASIC_KINDS]
  if (!kinds.some(has)) {
    throw new PaidoutError("secrets_invalid", `Give one of: ${kinds.join(", ")}.`, {
      detail: { kinds },
    })
  }
  return secrets
}

/** @throws PaidoutError secrets_invalid */
export function readCredentials(
  provider: Provider,
  given: SourceCredentials | null | undefined,
): SourceCredentials | null {
  if (given === undefined || given === null) return null
  refuseUnknownKinds("credentials", given, provider.credentialKinds)
  return Object.keys(given).length === 0 ? null : given
}

/** What the provider's own key says of test or live. @throws PaidoutError secrets_invalid */
export function readMode(
  provider: Provider,
  credentials: SourceCredentials | null,
  live: boolean | null | undefined,
): boolean | null {
  const told = modeOf(provider.name, credentials ?? {})
  if (told !== null && typeof live === "boolean" && told !== live) {
    const mode = told ? "live" : "test"
    throw new PaidoutError("secrets_invalid", `\`live\` is ${live}, but this is a ${mode} key.`)
  }
  return live ?? told
}

function modeOf(provider: string, credentials: SourceCredentials): boolean | null {
  if (provider !== "xendit") return null
  const key = credentials["api_key"] ?? ""
  if (key.startsWith("xnd_production_")) return true
  return key.startsWith("xnd_development_") ? false : null
}

function refuseUnknownKinds(
  field: string,
  given: Readonly<Record<string, unknown>>,
  kinds: readonly string[],
): void {
  const unknown = Object.keys(given).filter((kind) => !kinds.includes(kind))
  if (unknown.length === 0) return
  throw new PaidoutError(
    "secrets_invalid",
    `${field}: ${unknown.join(", ")} is not known of this provider. It takes ${kinds.join(", ")}.`,
    { detail: { unknown, kinds } },
  )
}

/** A secret that is live, without being it. */
export interface LiveSecret {
  readonly id: string
  readonly kind: string
  readonly hint: string
}

const ID_BYTES = 8

/** Every live secret of a source, newest first of each kind. */
export function liveSecretsOf(
  keyring: Pick<Keyring, "hash">,
  source: Pick<Source, "id" | "secrets">,
): readonly LiveSecret[] {
  return Object.entries(source.secrets).flatMap(([kind, live]) =>
    live.map((secret) => ({
      id: secretId(keyring, source, { kind, secret }),
      kind,
      hint: secretHint(secret),
    })),
  )
}

/** Only who knows PAIDOUT_SECRET_KEY could tell by it what the secret is. */
function secretId(
  keyring: Pick<Keyring, "hash">,
  source: Pick<Source, "id">,
  { kind, secret }: { readonly kind: string; readonly secret: string },
): string {
  const hash = keyring.hash(`secret of ${source.id}: ${kind} ${secret}`)
  return `sec_${hash.subarray(0, ID_BYTES).toString("hex")}`
}

/** A string or a list per kind; null: none of that kind from now on. */
export type GivenSecrets = Readonly<Record<string, string | readonly string[] | null>>

/**
 * A source's secrets after a change that names kinds to replace, single ones to remove, and ones to
 * add beside those there are. Newest first: an added secret stands before the others.
 * @throws PaidoutError secrets_invalid
 */
export function changedSecrets(
  keyring: Pick<Keyring, "hash">,
  source: Source,
  change: {
    readonly provider: Provider
    readonly replaced?: GivenSecrets | undefined
    readonly removed?: readonly string[] | undefined
    readonly added?: Readonly<Record<string, string | readonly string[]>> | undefined
  },
): SourceSecrets | undefined {
  const { provider, replaced, removed, added } = change
  if (replaced === undefined && removed === undefined && added === undefined) return undefined
  const given = readSecrets(provider, withoutNulls(replaced ?? {}))
  const isRemoved = removedOnes(keyring, source, removed ?? [])
  const after: Record<string, readonly string[]> = {}
  for (const [kind, live] of Object.entries({ ...source.secrets, ...given })) {
    const kept = live.filter((secret) => !isRemoved(kind, secret))
    if (replaced?.[kind] !== null && kept.length > 0) after[kind] = kept
  }
  for (const [kind, live] of Object.entries(readSecrets(provider, added ?? {}))) {
    after[kind] = [...new Set([...live, ...(after[kind] ?? [])])].slice(0, secretsPerKindMax)
  }
  return requireUsable(provider, after)
}

function removedOnes(
  keyring: Pick<Keyring, "hash">,
  source: Source,
  removed: readonly string[],
): (kind: string, secret: string) => boolean {
  const known = liveSecretsOf(keyring, source).map(({ id }) => id)
  const unknown = removed.filter((id) => !known.includes(id))
  if (unknown.length > 0) {
    throw new PaidoutError("secrets_invalid", `remove_secrets: ${unknown.join(", ")} is not live.`)
  }
  return (kind, secret) => removed.includes(secretId(keyring, source, { kind, secret }))
}

function withoutNulls(given: GivenSecrets): Record<string, string | readonly string[]> {
  return Object.fromEntries(Object.entries(given).flatMap(([kind, v]) => (v ? [[kind, v]] : [])))
}
