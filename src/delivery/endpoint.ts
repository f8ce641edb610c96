import type { RetryScheduleName } from "./retry-schedules.ts"

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
  readonly state: EndpointState
  /** Why it is disabled: `gone` (it answered 410) or `operator`. */
  readonly disabledReason: DisabledReason | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export const ORDERINGS = ["none", "payout"] as const
export type Ordering = (typeof ORDERINGS)[number]
export type EndpointState = "active" | "disabled"
export type DisabledReason = "gone" | "operator"

/** As stored and as the API writes it; a missing field means the default. */
export interface EndpointSettings {
  /** For a whole attempt, 1,000 to 30,000. Default 30,000. */
  readonly timeout_ms?: number
  /** Attempts at the same time, 1 to 256. Default 32. */
  readonly concurrency?: number
  /** A preset of retry-schedules.ts. Default `default`. */
  readonly retry_schedule?: RetryScheduleName
  /** Our own list instead of a preset: the wait after each failed try. */
  readonly retry_delays_ms?: readonly number[]
  /** Tell what is only presumed as if the provider had said it, where the dialect cannot tell. */
  readonly include_presumed?: boolean
}

/** What an event body's bytes are shared by: one encoding per event and format. */
export function formatOf(endpoint: { readonly dialect: string; readonly version: string }): string {
  return `${endpoint.dialect}:${endpoint.version}`
}
