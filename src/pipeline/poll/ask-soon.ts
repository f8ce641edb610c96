import { PaidoutError } from "../../errors.ts"
import { idText } from "../../ids.ts"
import { findSubjectsToAsk, type SubjectToAsk } from "../../ledger/find-subjects-to-ask.ts"
import { findNow } from "../../ledger/find-now.ts"
import { insertAudit } from "../../merchants/insert-audit.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { findProvider } from "../../providers/index.ts"
import { setPolls } from "../../reconcile/set-polls.ts"
import type { OperatorContext, OperatorWish } from "../attention/operator-context.ts"

/** Can its provider be asked for it? */
export function canAsk(subject: SubjectToAsk): boolean {
  const api = findProvider(subject.provider)?.api
  return api?.canAsk({ ...subject, batchProviderId: null }) === true
}

/**
 * Asks for it at once. `anew`: its age begins again too, since something was done about it; if it
 * then stays as it is, a person is told again.
 */
export async function askSoon(
  queryable: Queryable,
  subject: SubjectToAsk & { readonly merchantId: string },
  when: { readonly now: Date; readonly anew: boolean },
): Promise<void> {
  const schedule = findProvider(subject.provider)?.api?.schedule
  if (schedule === undefined) return
  const { merchantId, id: subjectId, sourceId } = subject
  const { now, anew } = when
  const poll = {
    ...{ merchantId, subject: subject.subject, subjectId, sourceId, isQuiet: false },
    since: now,
    dueAt: now,
    stuckAt: new Date(now.getTime() + schedule.stuckAfterMs),
  }
  if (anew) await setPolls(queryable, [{ ...poll, urgency: "usual" }])
  await setPolls(queryable, [{ ...poll, urgency: "soon" }])
}

/**
 * An operator wants its provider asked for a payout now.
 * @throws PaidoutError not_found, payout_action_refused: there is no API for it
 */
export async function askForPayout(
  { pool }: Pick<OperatorContext, "pool">,
  wish: OperatorWish & { readonly payoutId: string },
): Promise<void> {
  const { merchantId, payoutId, actor, reason } = wish
  await inTransaction(pool, async (client) => {
    const [payout] = await findSubjectsToAsk(client, { merchantId, ids: [payoutId] })
    if (payout?.subject !== "payout") throw new PaidoutError("not_found")
    if (!canAsk(payout)) {
      throw new PaidoutError(
        "payout_action_refused",
        `${payout.provider} has no call to ask for this payout.`,
      )
    }
    await askSoon(client, { ...payout, merchantId }, { now: await findNow(client), anew: false })
    const object = idText("payout", payoutId)
    await insertAudit(client, {
      merchantId,
      actor,
      action: "payout.ask",
      object,
      after: { reason },
    })
  })
}
