import type { BasicCredentials } from "../../delivery/dialect.ts"
import type { EndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import { readEndpointSettings } from "../../delivery/read-endpoint-settings.ts"
import { PaidoutError } from "../../errors.ts"
import { findDialect } from "../deliver/dialects.ts"
import { readBasic, readEndpointSecret } from "./read-endpoint-secret.ts"
import { ENDPOINT_URL_CHARACTERS_MAX } from "./register-endpoint.ts"
import {
  demandAcceptance,
  tryEndpoint,
  type EndpointContext,
  type RegistersOn,
} from "./try-endpoint.ts"

export interface CallbackWish {
  readonly provider: string
  readonly registersOn: RegistersOn
  readonly url: string
  /** What the sample is about: `payment.*`. */
  readonly eventTypes: readonly string[]
  readonly settings?: unknown
  /** Default: a new one. */
  readonly secret?: string | undefined
  readonly basic?: BasicCredentials | null | undefined
}

/**
 * Sends a provider's test call to a URL that is to get its webhooks, and says what to send them
 * with; nothing is kept.
 * @throws PaidoutError provider_unknown, request_invalid, secrets_invalid,
 *   endpoint_address_refused (before any connection), endpoint_refused
 */
export async function tryCallback(
  context: EndpointContext,
  wish: CallbackWish,
): Promise<{
  readonly settings: EndpointSettings
  readonly secrets: EndpointSecrets
  readonly secret: string
}> {
  const dialect = findDialect(wish.provider)
  if (dialect === undefined) throw new PaidoutError("provider_unknown")
  const { url, eventTypes, registersOn } = wish
  if (url.length > ENDPOINT_URL_CHARACTERS_MAX) {
    throw new PaidoutError("request_invalid", "url takes at most 2048 characters.")
  }
  const settings = readEndpointSettings(wish.settings, dialect)
  const secret = readEndpointSecret(dialect, wish.secret)
  if (secret === null) throw new Error(`the webhooks of ${dialect.name} carry no secret`)
  const secrets: EndpointSecrets = {
    secrets: [{ secret, expiresAtMs: null }],
    basic: readBasic(dialect, wish.basic),
  }
  const version = dialect.versions.at(-1) ?? ""
  const endpoint = { url, dialect: dialect.name, version, eventTypes, settings }
  const answer = await tryEndpoint(context, endpoint, { secrets, sources: [], registersOn })
  demandAcceptance(answer, registersOn)
  return { settings, secrets, secret }
}
