import { readEndpointSecrets, sealEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { Endpoint } from "../../delivery/endpoint.ts"
import { findEndpoint } from "../../delivery/find-endpoint.ts"
import { lockEndpointSecrets } from "../../delivery/lock-endpoint-secrets.ts"
import { updateEndpoint } from "../../delivery/update-endpoint.ts"
import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { findDialect } from "../deliver/dialects.ts"
import { readEndpointSecret } from "./read-endpoint-secret.ts"
import type { EndpointContext } from "./try-endpoint.ts"

const HOUR_MS = 60 * 60 * 1_000
export const OVERLAP_HOURS_DEFAULT = 24
export const OVERLAP_HOURS_MAX = 168
const LIVE_SECRETS_MAX = 5

/**
 * Gives an endpoint another secret. Those before it go on for the overlap, at most as long as they
 * would have, so that the receiver can change over without losing a delivery; an overlap of zero
 * ends them at once. The new one is returned here and never again. The overlap is of real time,
 * also where the sandbox's clock is ahead: it is people and their deployments that it waits for.
 * @throws PaidoutError not_found, secrets_invalid, request_invalid; conflict when five secrets are
 *   live already, or the dialect has none
 */
export async function rotateEndpointSecret(
  context: EndpointContext,
  request: {
    readonly merchantId: string
    readonly id: string
    readonly actor: string
    /** Default: a new one. */
    readonly secret?: string | undefined
    readonly overlapHours?: number | undefined
  },
): Promise<{ readonly endpoint: Endpoint; readonly secret: string }> {
  const { merchantId, overlapHours = OVERLAP_HOURS_DEFAULT } = request
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > OVERLAP_HOURS_MAX) {
    throw new PaidoutError("request_invalid", `overlap_hours takes 0 to ${OVERLAP_HOURS_MAX}.`)
  }
  const key = await context.keyring.sealingKey(merchantId)
  return inTransaction(context.pool, async (client) => {
    const sealed = await lockEndpointSecrets(client, request)
    const before = await findEndpoint(client, request)
    if (sealed === undefined || before === undefined) throw new PaidoutError("not_found")
    const dialect = findDialect(before.dialect)
    if (dialect === undefined) throw new PaidoutError("dialect_unknown")
    const secret = readEndpointSecret(dialect, request.secret)
    if (secret === null) {
      throw new PaidoutError("conflict", `The dialect ${dialect.name} has no secret of its own.`)
    }
    const { secrets, basic } = readEndpointSecrets(await context.keyring.open(merchantId, sealed))
    const nowMs = Date.now()
    const endMs = nowMs + overlapHours * HOUR_MS
    const kept = secrets
      .filter((each) => each.secret !== secret)
      .map((each) => ({ ...each, expiresAtMs: Math.min(each.expiresAtMs ?? Infinity, endMs) }))
      .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
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
      after: { overlap_hours: overlapHours, live_secrets: live.length },
    })
    return { endpoint, secret }
  })
}
