import { setTimeout as sleep } from "node:timers/promises"

import { FINDINGS, type Finding } from "../../providers/api.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import type { ReconciliationContext, ReconciliationLimits, Turn } from "./reconciliation-context.ts"

type Wait = Extract<Turn, { outcome: "wait" }>
interface NoRoom {
  readonly outcome: "no_room"
  readonly waitMs: number
}

/** A person is told of a wait that takes longer. */
const UNTOLD_WAIT_MS = 5_000

/** Reads as soon as others leave room for it, or says that they leave none within this turn. */
export async function inRoom<Read extends { readonly outcome: string }>(
  context: ReconciliationContext,
  endsAtMs: number,
  read: () => Promise<Read | NoRoom>,
): Promise<Read | NoRoom> {
  for (;;) {
    const outcome = await read()
    if (!isNoRoom(outcome)) return outcome
    const isTooLong = performance.now() + outcome.waitMs > endsAtMs
    if (isTooLong || context.isStopping?.() === true) return outcome
    await sleep(outcome.waitMs)
  }
}

export function isOver(context: ReconciliationContext, endsAtMs: number): boolean {
  return performance.now() >= endsAtMs || context.isStopping?.() === true
}

/** The provider is asked for what is more urgent, or wants no call for a while. */
export function waitForRoom(at: Reconciliation, waitMs: number): Wait {
  const { tries } = at
  const detail = "The provider is asked for what is more urgent, or wants fewer calls."
  const waitingFor = waitMs > UNTOLD_WAIT_MS ? { finding: "rate_limited", detail } : null
  return { outcome: "wait", at, dueInMs: waitMs, tries, waitingFor }
}

/** What the provider said in vain is asked again later: sooner where it may be mended by a person. */
export function waitAfter(
  at: Reconciliation,
  stopped: {
    readonly verdict: "wait" | "retry"
    readonly finding: Finding
    readonly retryAfterMs: number | null
  },
  limits: ReconciliationLimits,
): Wait {
  const { tries } = at
  const { verdict, finding, retryAfterMs } = stopped
  const detail = finding.detail === "" ? FINDINGS[finding.kind] : finding.detail
  const backOffMs = Math.min(limits.retryMs * 2 ** tries, limits.retryMsMax)
  return {
    ...{ outcome: "wait", at },
    dueInMs: Math.max(verdict === "wait" ? limits.waitMs : backOffMs, retryAfterMs ?? 0),
    tries: verdict === "wait" ? tries : tries + 1,
    waitingFor: { finding: finding.kind, detail },
  }
}

function isNoRoom(outcome: { readonly outcome: string }): outcome is NoRoom {
  return outcome.outcome === "no_room"
}
