import type { BasicCredentials, Dialect } from "../../delivery/dialect.ts"
import {
  readEndpointSecrets,
  sealEndpointSecrets,
  type EndpointSecrets,
} from "../../delivery/endpoint-secrets.ts"
import type { Endpoint } from "../../delivery/endpoint.ts"
import { clearEndpointFailure } from "../../delivery/clear-endpoint-failure.ts"
import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { findEndpointSecrets } from "../../delivery/find-endpoint-secrets.ts"
import { lockEndpointSecrets } from "../../delivery/lock-endpoint-secrets.ts"
import { readEndpointSettings } from "../../delivery/read-endpoint-settings.ts"
import { updateEndpoint, type EndpointChange } from "../../delivery/update-endpoint.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import type { Scope } from "../../merchants/api-key.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { auditedEndpoint } from "./audited-endpoint.ts"
import { demandRawScope } from "./demand-raw-scope.ts"
import { findDialect } from "../deliver/dialects.ts"
import { findEndpointSources } from "./find-endpoint-sources.ts"
import { keepSecretsAtHost } from "./keep-secrets-at-host.ts"
import { readBasic } from "./read-endpoint-secret.ts"
import { readEventTypes } from "./read-event-types.ts"
import { readOrdering } from "./read-ordering.ts"
import { ENDPOINT_URL_CHARACTERS_MAX } from "./register-endpoint.ts"
import { releaseOrder } from "../deliver/release-order.ts"
import {
  demandAcceptance,
  tryEndpoint,
  type EndpointContext,
  type TestWatch,
} from "./try-endpoint.ts"

export interface EndpointChangeRequest {
  readonly merchantId: string
  readonly id: string
  readonly url?: string | undefined
  readonly description?: string | null | undefined
  readonly eventTypes?: readonly string[] | undefined
  /** To `none`: what waits for its turn is due now. */
  readonly ordering?: string | undefined
  /** All of them: what is not given has its default again. */
  readonly settings?: unknown
  /** Null: none from now on. */
  readonly basic?: BasicCredentials | null | undefined
  readonly actor: string
  /** What the API key may do; by default nothing besides. */
  readonly scopes?: readonly Scope[]
  readonly watch?: TestWatch | undefined
}

/**
 * Changes what is given. A new URL is tested like a registration, and taken only on HTTP 200;
 * what waits for the endpoint then goes there.
 * @throws PaidoutError not_found, dialect_unknown, request_invalid, event_type_unknown,
 *   dialect_cannot_tell, secrets_invalid, forbidden, endpoint_address_refused, endpoint_refused
 */
export async function changeEndpoint(
  context: EndpointContext,
  request: EndpointChangeRequest,
): Promise<Endpoint> {
  const { merchantId, id, watch } = request
  const before = await findEndpoint(context.pool, request)
  if (before === undefined) throw new PaidoutError("not_found")
  const dialect = findDialect(before.dialect)
  if (dialect === undefined) throw new PaidoutError("dialect_unknown")
  const { basic, ...change } = readChange(request, before, dialect)
  const { url = before.url, settings = before.settings, eventTypes = before.eventTypes } = change
  if (url !== before.url || settings !== before.settings) {
    demandRawScope(dialect, request.scopes ?? [])
    const wanted = { ...before, url, settings, eventTypes }
    const sources = await findEndpointSources(context, wanted)
    if (url !== before.url) {
      const sealed = await findEndpointSecrets(context.pool, request)
      if (sealed === undefined) throw new PaidoutError("not_found")
      const known = readEndpointSecrets(await context.keyring.open(merchantId, sealed))
      const stored = basic === undefined ? known : { ...known, basic: null }
      const scopes = request.scopes ?? []
      await keepSecretsAtHost(before, { url, dialect, stored, scopes })
      const secrets = basic === undefined ? known : { ...known, basic }
      demandAcceptance(await tryEndpoint(context, wanted, { secrets, sources, watch }))
    }
  }

  const endpoint = await inTransaction(context.pool, async (client) => {
    const sealed =
      basic === undefined ? {} : await sealBasic(context, client, { ...request, basic })
    const after = await updateEndpoint(client, { merchantId, id, change: { ...change, ...sealed } })
    if (after === undefined) throw new PaidoutError("not_found")
    // The new address has just answered; how the old one failed says nothing of it.
    if (url !== before.url) await clearEndpointFailure(client, request)
    await insertAudit(client, {
      merchantId,
      actor: request.actor,
      action: "endpoint.change",
      object: idText("endpoint", id),
      before: auditedEndpoint(before),
      after: { ...auditedEndpoint(after), ...(basic !== undefined && { basic_changed: true }) },
    })
    return after
  })
  if (change.ordering === "none") {
    await releaseOrder(context.pool, request)
    context.wakeDeliver?.()
  }
  return endpoint
}

function readChange(
  request: EndpointChangeRequest,
  before: Endpoint,
  dialect: Dialect,
): EndpointChange & { readonly basic: BasicCredentials | null | undefined } {
  const { url, description } = request
  if ((url?.length ?? 0) > ENDPOINT_URL_CHARACTERS_MAX) {
    throw new PaidoutError("request_invalid", "url takes at most 2048 characters.")
  }
  const settings =
    request.settings === undefined ? undefined : readEndpointSettings(request.settings, dialect)
  // Settings may take a dialect the words for what was asked before.
  const eventTypes = readEventTypes(
    request.eventTypes ?? before.eventTypes,
    dialect,
    settings ?? before.settings,
  )
  return {
    url,
    description,
    eventTypes: request.eventTypes && eventTypes,
    settings,
    ordering: request.ordering === undefined ? undefined : readOrdering(request.ordering, dialect),
    basic: request.basic === undefined ? undefined : readBasic(dialect, request.basic),
  }
}

/** Locked, so that a rotation at the same moment loses no secret. */
async function sealBasic(
  context: EndpointContext,
  client: PoolClient,
  change: {
    readonly merchantId: string
    readonly id: string
    readonly basic: BasicCredentials | null
  },
): Promise<Pick<EndpointChange, "secretsSealed" | "hasBasic">> {
  const { merchantId, basic } = change
  const sealed = await lockEndpointSecrets(client, change)
  if (sealed === undefined) throw new PaidoutError("not_found")
  const known = readEndpointSecrets(await context.keyring.open(merchantId, sealed))
  const secrets: EndpointSecrets = { ...known, basic }
  const key = await context.keyring.sealingKey(merchantId)
  return { secretsSealed: sealEndpointSecrets(key, secrets), hasBasic: basic !== null }
}
