import { closeAttention } from "../../ledger/close-attention.ts"
import { subjectOf, type Change } from "../../payout/canonical.ts"
import type { PoolClient } from "../../postgres/pool.ts"
import type { Later } from "../../postgres/transaction.ts"
import { findProvider } from "../../providers/index.ts"
import { clearPolls } from "../../reconcile/clear-polls.ts"
import type { Poll } from "../../reconcile/poll.ts"
import { setPolls } from "../../reconcile/set-polls.ts"
import type { AppliedEvents } from "../apply-events.ts"

/** Long enough for what comes together, a bulk event and its payouts' own, to be settled first. */
const SOON_MS = 2_000

/** What is still under way is asked for after the time that is usual for its provider. */
const UNDER_WAY: ReadonlySet<string> = new Set(["pending", "processing"])

/**
 * In the transaction that applied events: what is still under way begins to be asked for, what came
 * to its end no more, and what only the provider can settle is asked for soon.
 */
export function keepPolls(
  client: PoolClient,
  { changes, toAsk, unstuck }: Pick<AppliedEvents, "changes" | "toAsk" | "unstuck">,
  context: {
    /** RFC 3339 UTC. */
    readonly now: string
    readonly later: Later
    /** What polls find is not delivered. */
    readonly isQuiet?: boolean
    /** An operator says so, not the provider: it may still say otherwise, and is asked on. */
    readonly isOperators?: boolean
    /** Nothing is asked for, nor called stuck, sooner: more may be on its way. */
    readonly notBefore?: Date
  },
): void {
  const { isQuiet = false, isOperators = false, notBefore = new Date(0) } = context
  const last = new Map(changes.map((change) => [subjectOf(change).id, change]))
  const toSet = new Map<string, Poll>()
  const toClear: { merchantId: string; subjectId: string }[] = []
  for (const [subjectId, change] of last) {
    const { merchantId, subject } = change
    const { sourceId, provider, status } = subjectOf(change)
    if (UNDER_WAY.has(status) || hasPending(change) || (isOperators && subject === "payout")) {
      const poll = { merchantId, subject, subjectId, sourceId }
      const times = timesOf(provider, new Date(change.at), notBefore)
      if (times) toSet.set(subjectId, { ...poll, ...times, urgency: "usual", isQuiet })
    } else if (change.sequence > 1) toClear.push({ merchantId, subjectId })
  }
  for (const { merchantId, subject, subjectId, sourceId, provider } of toAsk) {
    const now = new Date(context.now)
    const times = timesOf(provider, now, notBefore)
    if (times === undefined) continue
    const dueAt = laterOf(new Date(now.getTime() + SOON_MS), notBefore)
    const poll = { merchantId, subject, subjectId, sourceId }
    toSet.set(subjectId, { ...poll, ...times, dueAt, urgency: "soon", isQuiet })
  }
  const ended = toClear.filter(({ subjectId }) => !toSet.has(subjectId))
  if (toSet.size > 0) context.later(() => setPolls(client, [...toSet.values()]))
  if (ended.length > 0) context.later(() => clearPolls(client, ended))
  // Last: who tells a person that something is stuck holds its poll, so by now he has told it.
  if (unstuck.length > 0) context.later(() => closeAttention(client, unstuck))
}

/** A bulk payout may be done while payouts of it are not. */
function hasPending(change: Change): boolean {
  return change.subject === "batch" && (change.batch.counters?.pending.count ?? 0) > 0
}

function timesOf(
  provider: string,
  since: Date,
  notBefore: Date,
): { since: Date; dueAt: Date; stuckAt: Date } | undefined {
  const schedule = findProvider(provider)?.api?.schedule
  if (schedule === undefined) return undefined
  const after = (ms: number) => laterOf(new Date(since.getTime() + ms), notBefore)
  return { since, dueAt: after(schedule.firstMs), stuckAt: after(schedule.stuckAfterMs) }
}

function laterOf(one: Date, other: Date): Date {
  return one > other ? one : other
}
