import type { Signer } from "../delivery/dialect.ts"
import {
  liveSecrets,
  readEndpointSecrets,
  type EndpointSecret,
} from "../delivery/endpoint-secrets.ts"
import { TIMEOUT_MS_MAX } from "../delivery/read-endpoint-settings.ts"
import type { EndpointSettings } from "../delivery/endpoint.ts"
import { RETRY_SCHEDULES } from "../delivery/retry-schedules.ts"
import { PaidoutError } from "../errors.ts"
import type { Keyring } from "../merchants/keyring.ts"
import { findDialect } from "./dialects.ts"

/** All that sending to an endpoint takes, read once and kept while the endpoint stays the same. */
export interface DeliveryTarget {
  readonly url: string
  readonly origin: string
  readonly path: string
  /** Signs with what is live at that moment: a rotated secret ends by itself. */
  readonly sign: (nowMs: number) => Signer
  readonly timeoutMs: number
  readonly concurrency: number
  readonly schedule: readonly number[]
}

export const CONCURRENCY_DEFAULT = 32

/** @throws PaidoutError dialect_unknown, sealed_invalid */
export async function readDeliveryTarget(
  keyring: Pick<Keyring, "open">,
  endpoint: {
    readonly merchantId: string
    readonly url: string
    readonly dialect: string
    readonly settings: EndpointSettings
    readonly secretsSealed: Buffer
  },
): Promise<DeliveryTarget> {
  const opened = await keyring.open(endpoint.merchantId, endpoint.secretsSealed)
  return deliveryTarget(endpoint, readEndpointSecrets(opened))
}

/** @throws PaidoutError dialect_unknown */
export function deliveryTarget(
  endpoint: {
    readonly url: string
    readonly dialect: string
    readonly settings: EndpointSettings
  },
  secrets: readonly EndpointSecret[],
): DeliveryTarget {
  const dialect = findDialect(endpoint.dialect)
  if (dialect === undefined) throw new PaidoutError("dialect_unknown")
  const url = new URL(endpoint.url)
  const { settings } = endpoint
  const soonestEnd = Math.min(...secrets.map(({ expiresAtMs }) => expiresAtMs ?? Infinity))
  const signer = dialect.signer(secrets.map(({ secret }) => secret))
  return {
    url: endpoint.url,
    origin: url.origin,
    path: url.pathname + url.search,
    sign: (nowMs) => (nowMs < soonestEnd ? signer : dialect.signer(liveSecrets(secrets, nowMs))),
    timeoutMs: settings.timeout_ms ?? TIMEOUT_MS_MAX,
    concurrency: settings.concurrency ?? CONCURRENCY_DEFAULT,
    schedule: settings.retry_delays_ms ?? RETRY_SCHEDULES[settings.retry_schedule ?? "default"],
  }
}
