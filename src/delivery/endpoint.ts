/** Where a merchant wants its events. */
export interface Endpoint {
  readonly merchantId: string
  readonly id: string
  readonly url: string
  readonly description: string | null
  /** `*`, `payout.*`, `payout.paid`, … */
  readonly eventTypes: readonly string[]
  readonly dialect: string
  readonly version: string
  readonly ordering: Ordering
  readonly settings: EndpointSettings
  /** It is sent a user and password. */
  readonly hasBasic: boolean
  readonly state: EndpointState
  /** Why it is disabled: `gone` (it answered 410), `failing` (for days) or `operator`. */
  readonly disabledReason: DisabledReason | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export const ORDERINGS = ["none", "payout"] as const
export type Ordering = (typeof ORDERINGS)[number]
export type EndpointState = "active" | "disabled"
export type DisabledReason = "gone" | "failing" | "operator"

/** As stored and as the API writes it; a missing field means the default. */
export interface EndpointSettings {
  /** For a whole attempt, 1,000 to 30,000. Default: the dialect's. */
  readonly timeout_ms?: number
  /** Attempts at the same time, 1 to 256. Default 32. */
  readonly concurrency?: number
  /** Attempts begun per second at most, 1 to 10,000, over all processes. Default: no limit. */
  readonly rate_per_second?: number
  /** A preset of retry-schedules.ts. Default: the dialect's. */
  readonly retry_schedule?: string
  /** Our own list instead of a preset: the wait after each failed try. */
  readonly retry_delays_ms?: readonly number[]
  /** Hours of nothing but failure after which it is disabled, 1 to 720; 0: never. Default 120. */
  readonly disable_after_hours?: number
  /** Only events of these sources (`src_…`). Default: all. */
  readonly source_ids?: readonly string[]
  /** Which form of the dialect's body. Default: the dialect's first. */
  readonly form?: string
  /** The merchant account named in a provider's dialect. Default: the one the event names. */
  readonly account?: string
  /** In a provider's dialect: tell what is only presumed as if the provider had said it. */
  readonly include_presumed?: boolean
  /** `pivot`: tell a reversal as PAYOUT.FAILED; Pivot has no word for it. Default false: not told. */
  readonly reversal_as_failed?: boolean
  /** `pivot`: retry 3xx and 4xx too. Default false: as Pivot, only 5xx, 408, 429 and no answer. */
  readonly retry_refusals?: boolean
  /** `adyen`: take only the body `[accepted]` as an acknowledgement. Default false: any 2xx. */
  readonly require_accepted_body?: boolean
}
