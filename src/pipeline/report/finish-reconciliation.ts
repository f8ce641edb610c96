import { clearDifferingDay, noteDifferingDay } from "../../ledger/note-differing-day.ts"
import { idText } from "../../ids.ts"
import { forgetReconciliationNotes } from "../../reconcile/forget-reconciliation-notes.ts"
import { differencesOf } from "../../reconcile/reconciliation-summary.ts"
import type { Reconciliation } from "../../reconcile/reconciliation.ts"
import type { ReconciliationContext, Turn } from "./reconciliation-context.ts"
import { recordReconciliationStep } from "./record-reconciliation-step.ts"

/** The last step: a person is told of differences, or, by one who saw as much, that none are left. */
export function finishReconciliation(
  context: ReconciliationContext,
  at: Reconciliation,
): Promise<Turn> {
  const { id, summary } = at
  const differences = differencesOf(summary)
  const sight = { by: summary.missingHere.by, not_checked: summary.findings.not_checked }
  return recordReconciliationStep(context, at, async (client) => {
    await forgetReconciliationNotes(client, at)
    if (differences === 0) await clearDifferingDay(client, at, sight)
    else {
      const report = { reconciliation_id: idText("reconciliation", id), differences, ...sight }
      await noteDifferingDay(client, at, report)
    }
    return { phase: "finished", place: "" }
  })
}
