import type { BasicCredentials } from "../delivery/dialect.ts"
import type { EndpointSecrets } from "../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../delivery/endpoint.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { Simulator } from "./simulator.ts"

/**
 * What an account's owner does at the hub for it: given by the composition root, since the sandbox
 * knows no room of the hub but the delivery engine. What takes a `Queryable` belongs to the caller's
 * transaction.
 */
export interface HubSide {
  /** As clients reach this hub, without a slash at its end: `http://127.0.0.1:8080`. */
  baseUrl(): string
  /** What the provider is given as webhook URL. */
  receiveUrl(sourceId: string): string
  /** May it be delivered to? @throws PaidoutError endpoint_address_refused */
  demandAddress(url: string): Promise<void>
  /** The merchant whose endpoints the webhooks of the owner's accounts go to; returns its id. */
  ensureMerchant(request: { readonly merchantId: string; readonly actor: string }): Promise<string>
  /** True for the first who asks. */
  beginProvider(
    queryable: Queryable,
    of: { readonly sandboxMerchantId: string; readonly provider: string },
  ): Promise<boolean>
  /** A test source of the owner; returns its id. */
  insertSource(queryable: Queryable, source: ConnectedSource): Promise<string>
  /** The sandbox has another URL than the source was told. */
  moveSource(
    queryable: Queryable,
    move: {
      readonly merchantId: string
      readonly id: string
      readonly from: string
      readonly to: string
      readonly actor: string
    },
  ): Promise<void>
  /**
   * Sends the provider's test call.
   * @throws PaidoutError request_invalid, secrets_invalid, endpoint_address_refused, endpoint_refused
   */
  tryCallback(wish: CallbackWish): Promise<TriedCallback>
  /**
   * How an endpoint in the provider's dialect may be sent to.
   * @throws PaidoutError request_invalid
   */
  readSettings(provider: string, settings: unknown): EndpointSettings
  /** Nobody has to act on an endpoint that is gone. */
  closeAttention(
    queryable: Queryable,
    endpoint: { readonly merchantId: string; readonly id: string },
  ): Promise<void>
  audit(queryable: Queryable, entry: AuditEntry): Promise<void>
}

export interface ConnectedSource {
  readonly merchantId: string
  readonly name: string
  readonly provider: string
  readonly baseUrl: string
  /** What its webhooks are signed with. */
  readonly secret: string
  readonly credentials: Readonly<Record<string, string>>
  readonly actor: string
}

export interface CallbackWish {
  readonly provider: string
  readonly registersOn: Simulator["registersOn"]
  readonly url: string
  /** What the sample is about: `payment.*`. */
  readonly eventTypes: readonly string[]
  readonly settings?: unknown
  /** Default: a new one. */
  readonly secret?: string | undefined
  readonly basic?: BasicCredentials | null | undefined
}

export interface TriedCallback {
  readonly settings: EndpointSettings
  readonly secrets: EndpointSecrets
  readonly secret: string
}

interface AuditEntry {
  readonly merchantId: string
  readonly actor: string
  readonly action: string
  readonly object: string
  readonly before?: unknown
  readonly after?: unknown
}
