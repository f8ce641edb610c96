import { joinDueWork, NOTHING_DUE, type DueWork } from "../due-work.ts"
import { hasUnsettled } from "../inbox/has-unsettled.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { Delivering } from "./deliver.ts"
import { lookAtDeliveries } from "./deliver/look-at-deliveries.ts"
import { lookAtMails } from "./mail/look-at-mails.ts"
import type { Reconciling } from "./start-reconciling.ts"

/** Everything of the hub that happens by the clock. */
export async function findDueWork(
  queryable: Queryable,
  running: {
    readonly delivering: Pick<Delivering, "heldBackMs">
    /** Looks after endpoints that fail for long. */
    readonly watch: { readonly isLooking: boolean }
    readonly mail: { readonly isSending: boolean }
    readonly reconciling: Pick<Reconciling, "lookAt">
  },
): Promise<DueWork> {
  const { delivering, watch, mail, reconciling } = running
  return joinDueWork([
    { isBusy: watch.isLooking || (await hasUnsettled(queryable)), next: null },
    await reconciling.lookAt(queryable),
    await lookAtDeliveries(queryable, delivering),
    mail.isSending ? await lookAtMails(queryable) : NOTHING_DUE,
  ])
}
