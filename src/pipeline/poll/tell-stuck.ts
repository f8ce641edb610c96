import { findAsked } from "../../ledger/find-asked.ts"
import { openAttention } from "../../ledger/open-attention.ts"
import { ATTENTION_ADVICE } from "../../payout/attention.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { takeStuckPolls, type StuckPoll } from "../../reconcile/take-stuck-polls.ts"
import type { PollContext } from "./poll-context.ts"

const STUCK_MAX = 200

/**
 * Of what nothing was heard for longer than is usual a person is told, once for as long as it stands so.
 * Returns whether there is more.
 */
export async function tellStuck({ pool }: Pick<PollContext, "pool">): Promise<boolean> {
  return inTransaction(pool, async (client, later) => {
    const stuck = await takeStuckPolls(client, STUCK_MAX)
    if (stuck.length === 0) return false
    const heard = new Map((await findAsked(client, stuck)).map((each) => [each.subjectId, each]))
    const items = stuck.flatMap((poll) => {
      const last = heard.get(poll.subjectId)
      return last === undefined
        ? []
        : [{ ...itemOf(poll), detail: detailOf(poll, last), standsSince: poll.since }]
    })
    if (items.length > 0) later(() => openAttention(client, items))
    return stuck.length === STUCK_MAX
  })
}

function itemOf({ merchantId, subject, subjectId, sourceId }: StuckPoll) {
  return { merchantId, subject, subjectId, sourceId, kind: "stuck", advice: ATTENTION_ADVICE.stuck }
}

function detailOf(
  { since, finding, nextPollAt }: StuckPoll,
  last: { readonly wireEvent: string | null; readonly heardAt: Date | null },
) {
  return {
    since: since.toISOString(),
    last_wire_event: last.wireEvent,
    last_heard_at: last.heardAt?.toISOString() ?? null,
    last_finding: finding,
    next_poll_at: nextPollAt?.toISOString() ?? null,
  }
}
