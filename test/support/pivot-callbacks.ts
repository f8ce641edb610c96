import { expect } from "vitest"

import type { SandboxFixture } from "./sandbox-fixture.ts"

/** A payout callback, as Pivot prints its two forms. */
interface Callback {
  readonly event: string
  readonly data: {
    readonly uuid: string
    readonly merchantId: string
    readonly status?: string
    readonly payoutResults?: Readonly<Record<string, number>>
    readonly payouts?: {
      readonly referenceId: string
      readonly amount: { readonly value: string; readonly currency: string }
      readonly status: string
      readonly reason: string | null
    }
  }
}

/** As they came, in order; each must be authentic, and understood by the hub. */
export async function callbacksOf(
  fixture: SandboxFixture,
  count: number,
): Promise<readonly Callback[]> {
  const requests = await fixture.received(count)
  return requests.map((request) => {
    const { verdict, decoded } = fixture.read(request)
    expect(verdict.outcome).toBe("authentic")
    expect(decoded.outcome).toBe("events")
    return JSON.parse(request.body) as Callback
  })
}

/** The eight counters, none where nothing else is said. */
export function counters(changes: object = {}): object {
  return {
    totalPendingCount: 0,
    totalPendingAmount: 0,
    totalSuccessCount: 0,
    totalSuccessAmount: 0,
    totalFailedCount: 0,
    totalFailedAmount: 0,
    totalCancelledCount: 0,
    totalCancelledAmount: 0,
    ...changes,
  }
}
