import type { Endpoint } from "../delivery/endpoint.ts"
import { findEndpoint } from "../delivery/find-endpoint.ts"
import { findEndpointSecrets } from "../delivery/find-endpoint-secrets.ts"
import { readEndpointSecrets } from "../delivery/endpoint-secrets.ts"
import { readEndpointSettings } from "../delivery/read-endpoint-settings.ts"
import { updateEndpoint } from "../delivery/update-endpoint.ts"
import { PaidoutError } from "../errors.ts"
import { idText } from "../ids.ts"
import { insertAudit } from "../merchants/insert-audit.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { auditedEndpoint } from "./audited-endpoint.ts"
import { readEventTypes } from "./read-event-types.ts"
import { ENDPOINT_URL_CHARACTERS_MAX } from "./register-endpoint.ts"
import { demandAcceptance, tryEndpoint, type EndpointContext } from "./try-endpoint.ts"

export interface EndpointChangeRequest {
  readonly merchantId: string
  readonly id: string
  readonly url?: string | undefined
  readonly description?: string | null | undefined
  readonly eventTypes?: readonly string[] | undefined
  readonly settings?: unknown
  readonly actor: string
}

/**
 * Changes what is given. A new URL is tested like a registration, and taken only on HTTP 200;
 * what waits for the endpoint then goes there.
 * @throws PaidoutError not_found, request_invalid, event_type_unknown, endpoint_address_refused,
 *   endpoint_refused
 */
export async function changeEndpoint(
  context: EndpointContext,
  request: EndpointChangeRequest,
): Promise<Endpoint> {
  const { url, description } = request
  const eventTypes =
    request.eventTypes === undefined ? undefined : readEventTypes(request.eventTypes)
  const settings =
    request.settings === undefined ? undefined : readEndpointSettings(request.settings)
  const before = await findEndpoint(context.pool, request)
  const sealed = await findEndpointSecrets(context.pool, request)
  if (before === undefined || sealed === undefined) throw new PaidoutError("not_found")
  if (url !== undefined && url !== before.url) {
    if (url.length > ENDPOINT_URL_CHARACTERS_MAX) {
      throw new PaidoutError("request_invalid", "url takes at most 2048 characters.")
    }
    const opened = await context.keyring.open(request.merchantId, sealed)
    const secrets = readEndpointSecrets(opened)
    demandAcceptance(
      await tryEndpoint(
        context,
        { ...before, url, settings: settings ?? before.settings },
        secrets,
      ),
    )
  }
  return inTransaction(context.pool, async (client) => {
    const change = { url, description, eventTypes, settings }
    const after = await updateEndpoint(client, { ...request, change })
    if (after === undefined) throw new PaidoutError("not_found")
    await insertAudit(client, {
      merchantId: request.merchantId,
      actor: request.actor,
      action: "endpoint.change",
      object: idText("endpoint", request.id),
      before: auditedEndpoint(before),
      after: auditedEndpoint(after),
    })
    return after
  })
}
