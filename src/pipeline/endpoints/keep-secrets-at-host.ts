import type { Dialect } from "../../delivery/dialect.ts"
import type { EndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { Endpoint } from "../../delivery/endpoint.ts"
import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import type { Scope } from "../../merchants/api-key.ts"

/**
 * A secret is shown once, to who registers the endpoint, and never again. Where the dialect sends
 * it as it is, or a password stands beside it, who may change the URL could have it sent to a host
 * of its own, with the very test event. A signature may go anywhere: it tells nothing of its key.
 * @throws PaidoutError forbidden
 */
export async function keepSecretsAtHost(
  before: Endpoint,
  change: {
    readonly url: string
    readonly dialect: Dialect
    /** What would be sent there of what was stored. */
    readonly stored: EndpointSecrets
    readonly scopes: readonly Scope[]
  },
): Promise<void> {
  const { url, dialect, stored, scopes } = change
  // Who forwards needs the scope `raw`, and keeps no secret.
  if (scopes.includes("admin") || dialect.forwards) return
  if (URL.parse(url)?.origin === URL.parse(before.url)?.origin) return
  if (stored.basic === null && !(await carriesSecret(dialect, before, stored))) return
  throw new PaidoutError(
    "forbidden",
    "Another host would be sent the secret or the password that is stored. Register it as a new " +
      'endpoint, or use a key with the scope "admin".',
    { detail: { scope_needed: "admin" } },
  )
}

/** By trying it, so that no dialect can forget to say so. */
async function carriesSecret(
  dialect: Dialect,
  endpoint: Endpoint,
  { secrets }: EndpointSecrets,
): Promise<boolean> {
  const eventId = idText("event", newUuid())
  const now = new Date()
  const frozen = dialect.test({ eventId, at: now.toISOString(), endpoint })
  const known = secrets.map(({ secret }) => secret)
  for (const sign of dialect.signers({ secrets: known, basic: null }, endpoint)) {
    const timestampSeconds = Math.floor(now.getTime() / 1_000)
    const sent = await sign({ eventId, timestampSeconds, frozen }, (_source, headers) =>
      Promise.resolve(headers),
    )
    const places = [...sent.headers, sent.body.toString("utf8")]
    if (known.some((secret) => places.some((place) => place.includes(secret)))) return true
  }
  return false
}
