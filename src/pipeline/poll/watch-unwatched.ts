import { findClock } from "../../mail/find-clock.ts"
import type { Log } from "../../log.ts"
import { listSourceStates } from "../../merchants/list-source-states.ts"
import type { Pool } from "../../postgres/pool.ts"
import { inTransaction } from "../../postgres/transaction.ts"
import { findProvider, PROVIDERS } from "../../providers/index.ts"
import {
  listUnwatchedPayouts,
  type PlaceInPayouts,
  type UnwatchedPayout,
} from "../../reconcile/list-unwatched-payouts.ts"
import type { Poll } from "../../reconcile/poll.ts"
import { setPolls } from "../../reconcile/set-polls.ts"
import { setSilenceTimers } from "../../reconcile/set-silence-timers.ts"
import type { SilenceTimer } from "../../reconcile/silence-timer.ts"
import { createSleeper } from "../../sleep-until-woken.ts"
import { silenceEnd } from "../apply/silence-end.ts"

export interface WatchContext {
  readonly pool: Pool
  readonly log: Log
}

const PAGE_PAYOUTS = 500
const REST_MS = 50
const RETRY_MS = 10_000

/**
 * Payouts that were under way before Paidout asked and waited for them have neither poll nor timer:
 * once after each start they get theirs, page by page. Where all have, it is one look at an index.
 */
export function startWatchingUnwatched(context: WatchContext): {
  wake(): void
  stop(): Promise<void>
} {
  const sleeper = createSleeper()
  let stopped = false
  const running = run()

  async function run(): Promise<void> {
    let after: PlaceInPayouts | null = null
    while (!stopped) {
      try {
        const last: PlaceInPayouts | null = await watchPage(context.pool, after)
        if (last === null) return
        after = last
        await sleeper.sleep(REST_MS)
      } catch (error) {
        context.log.warn({ err: error }, "payouts that nobody asks for are not found; trying again")
        await sleeper.sleep(RETRY_MS)
      }
    }
  }

  return {
    wake() {},
    async stop() {
      stopped = true
      sleeper.wake()
      await running
    },
  }
}

/** Gives a page of them what they lack; returns the last of it, null where there was none. */
export async function watchPage(
  pool: Pool,
  after: PlaceInPayouts | null,
): Promise<PlaceInPayouts | null> {
  return inTransaction(pool, async (client) => {
    const { now } = await findClock(client)
    const payouts = await listUnwatchedPayouts(client, {
      after,
      limit: PAGE_PAYOUTS,
      askedProviders: PROVIDERS.filter(({ api }) => api !== undefined).map(({ name }) => name),
      silentProviders: PROVIDERS.filter((each) => each.silenceMeansPaid !== undefined).map(
        ({ name }) => name,
      ),
    })
    const polls = payouts.flatMap((payout) => pollOf(payout, now))
    if (polls.length > 0) await setPolls(client, polls)
    const sources = await listSourceStates(client, payouts)
    const timers = payouts.flatMap((payout) =>
      timerOf(payout, sources.get(payout.sourceId)?.settings ?? {}, now),
    )
    await setSilenceTimers(client, timers)
    return payouts.at(-1) ?? null
  })
}

/** Its age counts from its last change, so that what stands still for long is asked for seldom. */
function pollOf(payout: UnwatchedPayout, now: Date): readonly Poll[] {
  const schedule = findProvider(payout.provider)?.api?.schedule
  if (schedule === undefined || payout.hasPoll) return []
  const { merchantId, id: subjectId, sourceId, updatedAt: since } = payout
  const stuckMs = Math.max(since.getTime() + schedule.stuckAfterMs, now.getTime())
  return [
    {
      ...{ merchantId, subject: "payout", subjectId, sourceId, urgency: "usual", isQuiet: false },
      since,
      dueAt: new Date(now.getTime() + schedule.firstMs),
      stuckAt: new Date(stuckMs),
    },
  ]
}

/** What was heard of it before is not known to have been all: its silence begins now. */
function timerOf(
  payout: UnwatchedPayout,
  settings: Readonly<Record<string, unknown>>,
  now: Date,
): readonly SilenceTimer[] {
  const { merchantId, id: payoutId, sourceId, wireEvent } = payout
  if (payout.hasTimer || wireEvent === null) return []
  if (findProvider(payout.provider)?.silenceMeansPaid?.(payout, wireEvent) !== true) return []
  const dueAt = silenceEnd(settings, now)
  return dueAt === null ? [] : [{ merchantId, payoutId, sourceId, dueAt, isQuiet: false }]
}
