import type { Judgement, Signer } from "../../delivery/dialect.ts"
import {
  liveCredentials,
  readEndpointSecrets,
  type EndpointSecrets,
} from "../../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../../delivery/endpoint.ts"
import { findRetryQueue, findRetrySchedule } from "../../delivery/retry-schedules.ts"
import type { AttemptResult } from "../../delivery/send-attempt.ts"
import { PaidoutError } from "../../errors.ts"
import type { Keyring } from "../../merchants/keyring.ts"
import { findDialect } from "./dialects.ts"
import type { Hearer } from "../resend/retell-changes.ts"

/** All that sending to an endpoint takes, read once and kept while the endpoint stays the same. */
export interface DeliveryTarget {
  /** Who hears of it, should a pruned body have to be made again. */
  readonly hearer: Hearer
  readonly url: string
  readonly origin: string
  readonly path: string
  /** Sign with what is live at that moment (a rotated secret ends by itself); newest first. */
  readonly signers: (nowMs: number) => readonly Signer[]
  readonly judge: (result: AttemptResult) => Judgement
  readonly timeoutMs: number
  readonly concurrency: number
  /** Attempts begun per second, over all processes; null: no limit. */
  readonly ratePerSecond: number | null
  readonly schedule: readonly number[]
  /** Retries before a delivery stands in the endpoint's retry queue; null: it keeps none. */
  readonly retryQueueAfter: number | null
}

export const CONCURRENCY_DEFAULT = 32

/** @throws PaidoutError dialect_unknown, sealed_invalid */
export async function readDeliveryTarget(
  keyring: Pick<Keyring, "open">,
  endpoint: {
    readonly merchantId: string
    readonly url: string
    readonly dialect: string
    readonly version: string
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
    readonly version: string
    readonly settings: EndpointSettings
  },
  secrets: EndpointSecrets,
): DeliveryTarget {
  const dialect = findDialect(endpoint.dialect)
  if (dialect === undefined) throw new PaidoutError("dialect_unknown")
  const url = new URL(endpoint.url)
  const { settings } = endpoint
  const scheduleName = settings.retry_schedule ?? dialect.retrySchedule
  const soonestEnd = Math.min(...secrets.secrets.map(({ expiresAtMs }) => expiresAtMs ?? Infinity))
  const signersAt = (nowMs: number) => dialect.signers(liveCredentials(secrets, nowMs), endpoint)
  const signers = signersAt(-Infinity)
  return {
    hearer: { dialect, endpoint: { version: endpoint.version, settings } },
    url: endpoint.url,
    origin: url.origin,
    path: url.pathname + url.search,
    signers: (nowMs) => (nowMs < soonestEnd ? signers : signersAt(nowMs)),
    judge: (result) => dialect.judge(result, settings),
    timeoutMs: settings.timeout_ms ?? dialect.timeoutMs,
    concurrency: settings.concurrency ?? CONCURRENCY_DEFAULT,
    ratePerSecond: settings.rate_per_second ?? null,
    schedule: settings.retry_delays_ms ?? findRetrySchedule(scheduleName),
    retryQueueAfter: settings.retry_delays_ms === undefined ? findRetryQueue(scheduleName) : null,
  }
}
