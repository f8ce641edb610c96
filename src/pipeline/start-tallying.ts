import { setTimeout as sleep } from "node:timers/promises"

import { fillTallies } from "../ledger/fill-tallies.ts"
import { foldTallies } from "../ledger/fold-tallies.ts"
import { lockTallyFill } from "../ledger/lock-tally-fill.ts"
import { endTallyFill, moveTallyFill } from "../ledger/move-tally-fill.ts"
import type { Log } from "../log.ts"
import type { Pool } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"

const TIMING = {
  everyMs: 5_000,
  /** While payouts of before the tallies are still to be counted. */
  whileFillingMs: 100,
}
/** Of one statement: so long writers of that merchant's payouts wait for it. */
const FILL_MAX = 2_500
const FOLD_MAX = 5_000

/**
 * Folds what the stages counted into the tallies, and counts the payouts of before there were any.
 * Every process does it; each step may be done by several at once. Returns how to stop it.
 */
export function startTallying(context: {
  readonly pool: Pool
  readonly log: Log
  readonly timing?: Partial<typeof TIMING>
}): () => Promise<void> {
  const { pool, log } = context
  const { everyMs, whileFillingMs } = { ...TIMING, ...context.timing }
  const stopping = new AbortController()
  const { signal } = stopping

  async function run(): Promise<void> {
    let isFilling = true
    while (!signal.aborted) {
      try {
        while ((await foldTallies(pool, FOLD_MAX)) === FOLD_MAX && !signal.aborted) {
          // until nothing is left
        }
        isFilling = isFilling && (await fillPortion(pool, FILL_MAX))
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, "could not sum up now; tried again later")
      }
      await sleep(isFilling ? whileFillingMs : everyMs, undefined, { signal }).catch(() => {})
    }
  }
  const running = run()
  return () => {
    stopping.abort()
    return running
  }
}

/** One portion of one merchant's payouts. Says whether there may be more. */
export async function fillPortion(pool: Pool, limit: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const fill = await lockTallyFill(client)
    if (fill === undefined) return false
    const place = await fillTallies(client, fill, limit)
    if (place === undefined) await endTallyFill(client, fill.merchantId)
    else await moveTallyFill(client, { merchantId: fill.merchantId, place })
    return true
  })
}
