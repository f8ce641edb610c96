import type { DayPayout } from "../../ledger/day-payout.ts"
import type { Asked, Finding, ReadPlan, ReadResult } from "../../providers/api.ts"
import { holdCalls } from "../../reconcile/hold-calls.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import { reserveCalls } from "../../reconcile/reserve-calls.ts"
import { findingToWaitFor } from "./judge-read.ts"
import type { Askable } from "../poll/provider-asker.ts"
import type { ReconciliationContext } from "./reconciliation-context.ts"

/** What is asked for and recorded together. */
export interface Unit {
  readonly payouts: readonly DayPayout[]
  /** The bulk payout that they are of, read whole. */
  readonly batch: { readonly id: string; readonly providerId: string } | null
  /** Where the report stands after it. */
  readonly place: string
}

export interface UnitRead {
  readonly plan: ReadPlan
  readonly result: ReadResult
}

export type ReadOutcome =
  | { readonly outcome: "read"; readonly reads: readonly UnitRead[] }
  | { readonly outcome: "no_room"; readonly waitMs: number }
  | {
      readonly outcome: "stopped"
      readonly verdict: "wait" | "retry"
      readonly finding: Finding
      readonly retryAfterMs: number | null
      readonly reads: readonly UnitRead[]
    }

/** Asks the provider for a unit, after everybody else who wants to ask it. */
export async function readUnit(
  context: ReconciliationContext,
  at: Reconciliation,
  asking: { readonly unit: Unit; readonly askable: Askable | null },
): Promise<ReadOutcome> {
  const { unit, askable } = asking
  if (askable === null) return { outcome: "read", reads: [] }
  const { api, client, callsPerSecond } = askable
  const plans = api.plan(askedOf(unit).filter((asked) => api.canAsk(asked)))
  const calls = plans.reduce((sum, plan) => sum + plan.calls, 0)
  if (calls > 0) {
    const waitMs = await reserveCalls(context.pool, {
      ...{ merchantId: at.merchantId, sourceId: at.sourceId, calls, callsPerSecond },
      isPatient: true,
    })
    if (waitMs !== null) return { outcome: "no_room", waitMs }
  }
  const reads: UnitRead[] = []
  for (const plan of plans) {
    const result = await client.read(plan)
    reads.push({ plan, result })
    const { retryAfterMs: forMs } = result
    const { merchantId, sourceId } = at
    if (forMs !== null) await holdCalls(context.pool, { merchantId, sourceId, forMs })
    const stop = findingToWaitFor(result.findings)
    if (stop) return { outcome: "stopped", ...stop, retryAfterMs: forMs, reads }
  }
  return { outcome: "read", reads }
}

export function askedOf({ payouts, batch }: Unit): readonly Asked[] {
  return [
    ...(batch === null
      ? []
      : [
          {
            subject: "batch" as const,
            providerId: batch.providerId,
            ...{ reference: null, batchProviderId: null, wireEvent: null },
          },
        ]),
    ...payouts.map(askedPayout),
  ]
}

export function askedPayout(payout: DayPayout): Asked {
  const { providerId, reference, batchProviderId, wireEvent } = payout
  return { subject: "payout", providerId, reference, batchProviderId, wireEvent }
}
