import { claimReconciliation } from "../../reconcile/claim-reconciliation.ts"
import { postponeReconciliation } from "../../reconcile/postpone-reconciliation.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import { askForOurs } from "./ask-for-ours.ts"
import { lookForTheirs } from "./look-for-theirs.ts"
import {
  reconciliationLimits,
  type ReconciliationContext,
  type ReconciliationLimits,
  type Turn,
} from "./reconciliation-context.ts"
import { isOver } from "./wait-for-provider.ts"

/**
 * Works for a while at the report that is due longest; each step is one transaction that also
 * remembers how far it came, so who dies between any two lines has recorded nothing twice. False
 * where none was due.
 */
export async function advanceReconciliation(context: ReconciliationContext): Promise<boolean> {
  const limits = { ...reconciliationLimits, ...context.limits }
  const claimed = await claimReconciliation(context.pool, limits.leaseMs)
  if (claimed === undefined) return false
  context.onClaimed?.()
  const endsAtMs = performance.now() + limits.turnMs
  let at = claimed
  try {
    while (at.state === "running") {
      const turn = await takeTurn(context, at, limits, endsAtMs)
      if (turn.outcome === "lost") return true
      if (turn.outcome === "wait") {
        await postponeReconciliation(context.pool, turn.at, turn)
        return true
      }
      at = turn.at
      if (isOver(context, endsAtMs) && at.state === "running") {
        await postponeReconciliation(context.pool, at, { ...NOTHING_WRONG, tries: at.tries })
        return true
      }
    }
  } catch (error) {
    // It would be due first for ever, and no other would have its turn.
    const wait = { ...NOTHING_WRONG, dueInMs: limits.retryMs, tries: at.tries }
    await postponeReconciliation(context.pool, at, wait)
    throw error
  }
  return true
}

const NOTHING_WRONG = { dueInMs: 0, waitingFor: null }

function takeTurn(
  context: ReconciliationContext,
  at: Reconciliation,
  limits: ReconciliationLimits,
  endsAtMs: number,
): Promise<Turn> {
  switch (at.phase) {
    case "ours":
      return askForOurs(context, at, { limits, endsAtMs })
    case "theirs":
      return lookForTheirs(context, at, { limits, endsAtMs })
    case "finished":
      return Promise.resolve({ outcome: "lost" })
    default:
      return at.phase satisfies never
  }
}
