import { sealEndpointSecrets, type EndpointSecrets } from "../delivery/endpoint-secrets.ts"
import { ORDERINGS, type Endpoint } from "../delivery/endpoint.ts"
import { insertEndpoint } from "../delivery/insert-endpoint.ts"
import { readEndpointSettings } from "../delivery/read-endpoint-settings.ts"
import { PaidoutError } from "../errors.ts"
import { idText, newUuid } from "../ids.ts"
import { insertAudit } from "../merchants/insert-audit.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { auditedEndpoint } from "./audited-endpoint.ts"
import { findDialect } from "./dialects.ts"
import { readEventTypes } from "./read-event-types.ts"
import { demandAcceptance, tryEndpoint, type EndpointContext } from "./try-endpoint.ts"

export interface EndpointRegistration {
  readonly merchantId: string
  readonly url: string
  readonly description?: string | null | undefined
  /** Default `["*"]`. */
  readonly eventTypes?: readonly string[] | undefined
  /** Default `paidout`. */
  readonly dialect?: string | undefined
  /** Default: the dialect's newest. */
  readonly version?: string | undefined
  readonly ordering?: string | undefined
  readonly settings?: unknown
  /** `key_…` of the API key. */
  readonly actor: string
}

export const ENDPOINT_URL_CHARACTERS_MAX = 2_048
const DESCRIPTION_CHARACTERS_MAX = 500

/**
 * Registers an endpoint once it has answered a test event with HTTP 200. The secret is returned
 * here and never again.
 * @throws PaidoutError request_invalid, dialect_unknown, event_type_unknown,
 *   endpoint_address_refused (before any connection), endpoint_refused (`detail` says what came back)
 */
export async function registerEndpoint(
  context: EndpointContext,
  request: EndpointRegistration,
): Promise<{ readonly endpoint: Endpoint; readonly secret: string | null }> {
  const wanted = readRegistration(request)
  const dialect = findDialect(wanted.dialect)
  if (dialect === undefined) throw new PaidoutError("dialect_unknown")
  const secret = dialect.newSecret()
  const secrets: EndpointSecrets = {
    secrets: secret === null ? [] : [{ secret, expiresAtMs: null }],
    basic: null,
  }
  demandAcceptance(await tryEndpoint(context, wanted, secrets))

  const key = await context.keyring.sealingKey(request.merchantId)
  const endpoint = await inTransaction(context.pool, async (client) => {
    const inserted = await insertEndpoint(client, {
      ...wanted,
      merchantId: request.merchantId,
      id: newUuid(),
      secretsSealed: sealEndpointSecrets(key, secrets),
    })
    await insertAudit(client, {
      merchantId: request.merchantId,
      actor: request.actor,
      action: "endpoint.create",
      object: idText("endpoint", inserted.id),
      after: auditedEndpoint(inserted),
    })
    return inserted
  })
  return { endpoint, secret }
}

function readRegistration(request: EndpointRegistration) {
  const name = request.dialect ?? "paidout"
  const dialect = findDialect(name)
  if (dialect === undefined) {
    throw new PaidoutError("dialect_unknown", undefined, {
      detail: { dialect: name.slice(0, 100) },
    })
  }
  const version = request.version ?? dialect.versions.at(-1) ?? ""
  if (!dialect.versions.includes(version)) {
    throw new PaidoutError("request_invalid", `version takes ${dialect.versions.join(" or ")}.`)
  }
  if (request.url.length > ENDPOINT_URL_CHARACTERS_MAX) {
    throw new PaidoutError("request_invalid", "url takes at most 2048 characters.")
  }
  if ((request.description?.length ?? 0) > DESCRIPTION_CHARACTERS_MAX) {
    throw new PaidoutError("request_invalid", "description takes at most 500 characters.")
  }
  const ordering = ORDERINGS.find((known) => known === (request.ordering ?? "none"))
  if (ordering !== "none") {
    throw new PaidoutError("request_invalid", 'ordering takes "none": order by `sequence`.')
  }
  return {
    url: request.url,
    description: request.description ?? null,
    eventTypes: readEventTypes(request.eventTypes),
    dialect: name,
    version,
    ordering,
    settings: readEndpointSettings(request.settings),
  }
}
