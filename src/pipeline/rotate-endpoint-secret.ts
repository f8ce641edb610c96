import { readEndpointSecrets, sealEndpointSecrets } from "../delivery/endpoint-secrets.ts"
import type { Endpoint } from "../delivery/endpoint.ts"
import { findEndpoint } from "../delivery/find-endpoint.ts"
import { lockEndpointSecrets } from "../delivery/lock-endpoint-secrets.ts"
import { updateEndpoint } from "../delivery/update-endpoint.ts"
import { PaidoutError } from "../errors.ts"
import { idText } from "../ids.ts"
import { insertAudit } from "../merchants/insert-audit.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { findDialect } from "./dialects.ts"
import type { EndpointContext } from "./try-endpoint.ts"

const OVERLAP_MS = 24 * 60 * 60 * 1_000
const LIVE_SECRETS_MAX = 5

/**
 * Makes a new secret. For 24 h both it and the one before sign, so that the receiver can change
 * over without losing a delivery. The new one is returned here and never again.
 * @throws PaidoutError not_found; conflict when five secrets are live already
 */
export async function rotateEndpointSecret(
  context: EndpointContext,
  request: { readonly merchantId: string; readonly id: string; readonly actor: string },
): Promise<{ readonly endpoint: Endpoint; readonly secret: string }> {
  const { merchantId } = request
  const key = await context.keyring.sealingKey(merchantId)
  return inTransaction(context.pool, async (client) => {
    const sealed = await lockEndpointSecrets(client, request)
    const before = await findEndpoint(client, request)
    const dialect = before && findDialect(before.dialect)
    if (sealed === undefined || dialect === undefined) throw new PaidoutError("not_found")
    const opened = await context.keyring.open(merchantId, sealed)
    const secret = dialect.newSecret()
    if (secret === null)
      throw new PaidoutError("conflict", "This dialect has no secret of its own.")
    const nowMs = Date.now()
    const { secrets, basic } = readEndpointSecrets(opened)
    const kept = secrets
      .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs)
      .map((each) => ({ ...each, expiresAtMs: each.expiresAtMs ?? nowMs + OVERLAP_MS }))
    if (kept.length >= LIVE_SECRETS_MAX) {
      throw new PaidoutError("conflict", `This endpoint has ${kept.length} live secrets already.`)
    }
    const live = [{ secret, expiresAtMs: null }, ...kept]
    const secretsSealed = sealEndpointSecrets(key, { secrets: live, basic })
    const endpoint = await updateEndpoint(client, { ...request, change: { secretsSealed } })
    if (endpoint === undefined) throw new PaidoutError("not_found")
    await insertAudit(client, {
      merchantId,
      actor: request.actor,
      action: "endpoint.rotate_secret",
      object: idText("endpoint", request.id),
    })
    return { endpoint, secret }
  })
}
