import type { DisabledEndpoint } from "../../delivery/list-disabled-endpoints.ts"
import type { ExhaustedDelivery } from "../../delivery/list-exhausted.ts"
import type { FailingEndpoint } from "../../delivery/list-failing-endpoints.ts"
import type { ParkedGroup } from "../../inbox/count-parked.ts"
import type { OpenAttention } from "../../ledger/count-open-attention.ts"
import type { StuckPayout } from "../../ledger/list-stuck-payouts.ts"
import type { AttemptEstimate } from "../deliver/estimate-attempts.ts"

/**
 * How a merchant's payouts and deliveries did between two times, and what stands open at the later
 * one. A section of null could not be counted in time. Ids are UUIDs.
 */
export interface HealthReport {
  readonly merchantName: string
  readonly merchantCreatedAt: Date
  readonly from: Date
  readonly to: Date
  readonly stuckAfterHours: number
  readonly attempts: AttemptEstimate | null
  readonly exhausted: Found<ExhaustedDelivery> | null
  readonly missed: number | null
  readonly failing: Found<FailingEndpoint> | null
  readonly disabled: Found<DisabledEndpoint> | null
  readonly quarantined: readonly NamedParkedGroup[] | null
  readonly unrecognised: readonly NamedParkedGroup[] | null
  readonly stuck: Found<StuckPayout> | null
  readonly attention: readonly OpenAttention[] | null
}

interface Found<Example> {
  readonly count: number
  readonly examples: readonly Example[]
}

export interface NamedParkedGroup extends ParkedGroup {
  readonly sourceName: string
}

/** How many there are of what a person should see; `null` counts could not be made in time. */
export interface HealthCounts {
  readonly failing: number | null
  readonly disabled: number | null
  readonly exhausted: number | null
  readonly missed: number | null
  readonly stuck: number | null
  readonly quarantined: number | null
  readonly unrecognised: number | null
  readonly attention: number | null
}

export function healthCounts(report: HealthReport): HealthCounts {
  return {
    failing: report.failing?.count ?? null,
    disabled: report.disabled?.count ?? null,
    exhausted: report.exhausted?.count ?? null,
    missed: report.missed,
    stuck: report.stuck?.count ?? null,
    quarantined: sum(report.quarantined),
    unrecognised: sum(report.unrecognised),
    attention: sum(report.attention),
  }
}

function sum(groups: readonly { readonly count: number }[] | null): number | null {
  return groups === null ? null : groups.reduce((total, { count }) => total + count, 0)
}

/** Is there something that a person should look at? What could not be counted may be. */
export function needsAttention(report: HealthReport): boolean {
  return Object.values(healthCounts(report)).some((count) => count !== 0)
}

/** Of deliveries that came to an end, those that were delivered: 0 to 1; null where none did. */
export function successRate(report: HealthReport): number | null {
  const { attempts, exhausted } = report
  if (attempts === null || exhausted === null) return null
  const ended = attempts.delivered + exhausted.count
  return ended === 0 ? null : attempts.delivered / ended
}

/** Of first attempts, those that were taken: 0 to 1; null where there was none. */
export function firstAttemptRate({ attempts }: HealthReport): number | null {
  if (attempts === null || attempts.firstAttempts === 0) return null
  return attempts.firstAttemptsDelivered / attempts.firstAttempts
}
