import { PaidoutError } from "../../errors.ts"
import { listDailyDue } from "../../reconcile/list-daily-due.ts"
import { beginReconciliation, type BeginReconciliationContext } from "./begin-reconciliation.ts"

/** What comes late of a day has mostly come by then. */
const HOURS_AFTER_MIDNIGHT = 4
const DUE_MAX = 100

/** Who a report of each day is made by, where its source wants one. */
export const DAILY_ACTOR = "daily"

/** Yesterday's reports of the sources that want one: once, over all processes. Returns how many. */
export async function beginDailyReconciliations(
  context: BeginReconciliationContext,
): Promise<number> {
  const due = await listDailyDue(context.pool, {
    hoursAfterMidnight: HOURS_AFTER_MIDNIGHT,
    limit: DUE_MAX,
  })
  let begun = 0
  for (const each of due) {
    try {
      await beginReconciliation(context, {
        ...each,
        ...{ statement: [], actor: DAILY_ACTOR, isDaily: true },
      })
      begun += 1
    } catch (error) {
      // Another process was first, or the source is gone.
      if (!(error instanceof PaidoutError)) throw error
    }
  }
  return begun
}
