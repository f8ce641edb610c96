import type { BasicCredentials } from "../../delivery/dialect.ts"
import { sealEndpointSecrets, type EndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { Endpoint } from "../../delivery/endpoint.ts"
import { insertEndpoint } from "../../delivery/insert-endpoint.ts"
import { readEndpointSettings } from "../../delivery/read-endpoint-settings.ts"
import { PaidoutError } from "../../errors.ts"
import { idText, newUuid } from "../../ids.ts"
import type { Scope } from "../../merchants/api-key.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { auditedEndpoint } from "./audited-endpoint.ts"
import { demandRawScope } from "./demand-raw-scope.ts"
import { findDialect } from "../deliver/dialects.ts"
import { findEndpointSources } from "./find-endpoint-sources.ts"
import { readBasic, readEndpointSecret } from "./read-endpoint-secret.ts"
import { readEventTypes } from "./read-event-types.ts"
import { readOrdering } from "./read-ordering.ts"
import {
  demandAcceptance,
  tryEndpoint,
  type EndpointContext,
  type TestWatch,
} from "./try-endpoint.ts"

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
  /** Default `none`. */
  readonly ordering?: string | undefined
  readonly settings?: unknown
  /** What the handler there knows already. Default: a new one. */
  readonly secret?: string | undefined
  readonly basic?: BasicCredentials | null | undefined
  /** `key_…` of the API key. */
  readonly actor: string
  /** What that key may do; by default nothing besides. */
  readonly scopes?: readonly Scope[]
  readonly watch?: TestWatch | undefined
}

export const ENDPOINT_URL_CHARACTERS_MAX = 2_048
const DESCRIPTION_CHARACTERS_MAX = 500

/**
 * Registers an endpoint once it has answered a test event with HTTP 200. The secret is returned
 * here and never again; null where the dialect has none.
 * @throws PaidoutError request_invalid, dialect_unknown, dialect_cannot_tell, event_type_unknown,
 *   secrets_invalid, forbidden, endpoint_address_refused (before any connection), endpoint_refused
 *   (`detail` says what came back)
 */
export async function registerEndpoint(
  context: EndpointContext,
  request: EndpointRegistration,
): Promise<{ readonly endpoint: Endpoint; readonly secret: string | null }> {
  const { merchantId, watch } = request
  const { secret, basic, ...wanted } = readRegistration(request)
  const secrets: EndpointSecrets = {
    secrets: secret === null ? [] : [{ secret, expiresAtMs: null }],
    basic,
  }
  const sources = await findEndpointSources(context, { ...wanted, merchantId })
  demandAcceptance(await tryEndpoint(context, wanted, { secrets, sources, watch }))

  const key = await context.keyring.sealingKey(merchantId)
  const endpoint = await inTransaction(context.pool, async (client) => {
    const inserted = await insertEndpoint(client, {
      ...wanted,
      merchantId,
      id: newUuid(),
      secretsSealed: sealEndpointSecrets(key, secrets),
      hasBasic: basic !== null,
    })
    await insertAudit(client, {
      merchantId,
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
  demandRawScope(dialect, request.scopes ?? [])
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
  const settings = readEndpointSettings(request.settings, dialect)
  return {
    url: request.url,
    description: request.description ?? null,
    eventTypes: readEventTypes(request.eventTypes, dialect, settings),
    dialect: name,
    version,
    ordering: readOrdering(request.ordering ?? "none", dialect),
    settings,
    secret: readEndpointSecret(dialect, request.secret),
    basic: readBasic(dialect, request.basic),
  }
}
