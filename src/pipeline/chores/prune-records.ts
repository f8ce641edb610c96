import type { Retention } from "../../config.ts"
import { pruneKeptBodies } from "../../delivery/prune-kept-bodies.ts"
import { pruneResends } from "../../delivery/prune-resends.ts"
import { pruneStrayAttempts } from "../../delivery/prune-stray-attempts.ts"
import { pruneTellings } from "../../delivery/prune-tellings.ts"
import { pruneTallies } from "../../ledger/prune-tallies.ts"
import { pruneKeptMessages } from "../../inbox/prune-kept-messages.ts"
import { pruneMails } from "../../mail/prune-mails.ts"
import { pruneIdempotencyKeys } from "../../merchants/keep-idempotent-answer.ts"
import type { Pool } from "../../postgres/pool.ts"
import { pruneStrayReadings } from "../../reconcile/prune-stray-readings.ts"
import { pruneRefused } from "./prune-refused.ts"

/** A resend that ended is of interest for as long as the bodies of its time usually are. */
const RESENDS_DAYS = 90
/** Who has not mended a key in a year does not wait for these payouts. */
const REFUSED_DAYS = 365
/** Of one statement, and of one run: what is left then goes an hour later. */
const PORTION_MAX = 5_000
const PORTIONS_MAX = 100

/** A statement that removes at most `limit` rows and says how many. */
type PrunePortion = (pool: Pool, limit: number, retention: Retention) => Promise<number>

/** Small tables, pruned row by row in portions; the large ones lose whole partitions instead. */
const RECORDS = {
  "idempotency keys": (pool, limit) => pruneIdempotencyKeys(pool, { limit }),
  mails: (pool, limit) => pruneMails(pool, { limit }),
  resends: (pool, limit) => pruneResends(pool, { limit, days: RESENDS_DAYS }),
  tallies: (pool, limit) => pruneTallies(pool, { limit }),
  tellings: (pool, limit) => pruneTellings(pool, { limit }),
  "refused messages": (pool, limit) => pruneRefused(pool, { limit, days: REFUSED_DAYS }),
  "kept messages": (pool, limit, { bodiesDays: days }) => pruneKeptMessages(pool, { limit, days }),
  "kept bodies": (pool, limit, { bodiesDays: days }) => pruneKeptBodies(pool, { limit, days }),
  readings: (pool, limit, { bodiesDays: days }) => pruneStrayReadings(pool, { limit, days }),
  attempts: (pool, limit, { attemptsDays: days }) => pruneStrayAttempts(pool, { limit, days }),
} as const satisfies Record<string, PrunePortion>

/** Removes what has outlived its use; `onFailed` hears of a table that could not be pruned now. */
export async function pruneRecords(
  context: {
    readonly pool: Pool
    readonly retention: Retention
    readonly isStopped: () => boolean
  },
  onFailed: (records: string, error: unknown) => void,
): Promise<void> {
  const { pool, retention, isStopped } = context
  for (const [records, prune] of Object.entries<PrunePortion>(RECORDS)) {
    try {
      for (let portion = 0; portion < PORTIONS_MAX && !isStopped(); portion += 1) {
        if ((await prune(pool, PORTION_MAX, retention)) < PORTION_MAX) break
      }
    } catch (error) {
      onFailed(records, error)
    }
  }
}
