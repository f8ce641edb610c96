import type { PoolClient } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import type { Asked, PollSchedule, ReadPlan } from "../../providers/api.ts"
import { claimPolls, type ClaimedPoll } from "../../reconcile/claim-polls.ts"
import type { DuePoll } from "../../reconcile/list-due-polls.ts"
import { reserveCalls } from "../../reconcile/reserve-calls.ts"
import type { Askable } from "./provider-asker.ts"
import type { PollContext } from "./poll-context.ts"

export type PlanClaim =
  | { readonly outcome: "claimed"; readonly reads: readonly ClaimedRead[] }
  /** Another process asks for all of it, or it is not to be asked for any more. */
  | { readonly outcome: "taken" }
  | { readonly outcome: "no_room"; readonly waitMs: number }

/** A read that this process is to make, and what is claimed for it. */
export interface ClaimedRead {
  readonly plan: ReadPlan
  /** As the plan's `asked`. */
  readonly polls: readonly ClaimedPoll[]
  /** Calls that were reserved for it. */
  readonly calls: number
}

/** Waits before what is urgent is asked for again; then the usual gaps. */
const URGENT_GAPS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000]

/**
 * Takes room for a plan's calls and claims its polls, in one transaction: what gets no room keeps its
 * time, and room is kept only for what is claimed.
 */
export async function claimPlan(
  context: PollContext,
  askable: Askable,
  wish: { readonly plan: ReadPlan; readonly polls: ReadonlyMap<Asked, DuePoll> },
): Promise<PlanClaim> {
  const { source, api, callsPerSecond } = askable
  const { plan, polls } = wish
  const key = { merchantId: source.merchantId, sourceId: source.id }
  const pollOf = (asked: Asked) => {
    const poll = polls.get(asked)
    if (poll === undefined) throw new Error("A plan holds what it was not asked for.")
    return poll
  }
  const subjectIds = plan.asked.map((asked) => pollOf(asked).subjectId)
  // A burst after a rest is left to those that somebody waits for.
  const isPatient = plan.asked.every((asked) => pollOf(asked).urgency === "usual")
  try {
    return await inTransaction(context.pool, async (client): Promise<PlanClaim> => {
      const room = { ...key, calls: plan.calls, callsPerSecond, isPatient }
      const waitMs = await reserveCalls(client, room)
      if (waitMs !== null) return { outcome: "no_room", waitMs }
      const claimed = await claim(client, { ...key, subjectIds }, api.schedule)
      if (claimed.size === 0) throw new NothingClaimed()
      const mine = plan.asked.filter((asked) => claimed.has(pollOf(asked).subjectId))
      // Less of it may be asked for in another way.
      const plans = mine.length === plan.asked.length ? [plan] : api.plan(mine)
      const reads = plans.map((each, index) => ({
        plan: each,
        polls: each.asked.flatMap((asked) => claimed.get(pollOf(asked).subjectId) ?? []),
        calls: index === 0 ? plan.calls : 0,
      }))
      return { outcome: "claimed", reads }
    })
  } catch (error) {
    if (error instanceof NothingClaimed) return { outcome: "taken" }
    throw error
  }
}

/** Rolls back, so that the room is given back too. */
class NothingClaimed extends Error {}

async function claim(
  client: PoolClient,
  polls: {
    readonly merchantId: string
    readonly sourceId: string
    readonly subjectIds: readonly string[]
  },
  schedule: PollSchedule,
): Promise<ReadonlyMap<string, ClaimedPoll>> {
  const { firstMs, gapMsMax, forMs } = schedule
  const gaps = { firstMs, gapMsMax, forMs, urgentMs: URGENT_GAPS_MS }
  const claimed = await claimPolls(client, polls, gaps)
  return new Map(claimed.map((poll) => [poll.subjectId, poll]))
}
