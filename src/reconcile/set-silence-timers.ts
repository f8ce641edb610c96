import { plainArray, timeArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { SilenceTimer } from "./silence-timer.ts"

/** Begins to wait, or anew where it waited already: something was said meanwhile. */
export async function setSilenceTimers(
  queryable: Queryable,
  timers: readonly SilenceTimer[],
): Promise<void> {
  if (timers.length === 0) return
  await queryable.query({
    name: "set_silence_timers",
    text: `insert into silence_timers (merchant_id, payout_id, source_id, due_at, is_quiet)
           select * from unnest(
             $1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::boolean[])
           on conflict (merchant_id, payout_id) do update set
             due_at = excluded.due_at, is_quiet = silence_timers.is_quiet and excluded.is_quiet`,
    values: [
      plainArray(timers.map((timer) => timer.merchantId)),
      plainArray(timers.map((timer) => timer.payoutId)),
      plainArray(timers.map((timer) => timer.sourceId)),
      timeArray(timers.map((timer) => timer.dueAt)),
      plainArray(timers.map((timer) => (timer.isQuiet ? "t" : "f"))),
    ],
  })
}
