import type { EndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import type { Source } from "../../merchants/source.ts"
import { findProvider } from "../../providers/index.ts"
import { findDialect } from "../deliver/dialects.ts"

/** In whose words, and with whose credentials, a raw endpoint is tested. */
export interface RawSample {
  readonly dialect: string
  readonly version: string
  readonly settings: EndpointSettings
  readonly secrets: EndpointSecrets
}

/**
 * A handler behind a raw endpoint understands and authenticates the webhooks of its provider, not
 * ours. Where its sources are all of one provider it is tested with a marked sample of that one,
 * under the credentials of the newest source; else undefined: nothing that it would accept.
 */
export function rawSampleOf(sources: readonly Source[]): RawSample | undefined {
  const [newest] = sources
  const provider = newest && findProvider(newest.provider)
  const dialect = provider && findDialect(provider.name)
  if (newest === undefined || provider === undefined || dialect === undefined) return undefined
  if (sources.some((source) => source.provider !== provider.name)) return undefined
  const { basic_username: [username] = [], basic_password: [password] = [] } = newest.secrets
  const { account } = newest.settings
  const live = newest.secrets[provider.dialect.secretKind] ?? []
  return {
    dialect: dialect.name,
    version: dialect.versions.at(-1) ?? "",
    settings: account === undefined ? {} : { account },
    secrets: {
      secrets: live.map((secret) => ({ secret, expiresAtMs: null })),
      basic: username === undefined || password === undefined ? null : { username, password },
    },
  }
}
