import type { Queryable } from "../postgres/pool.ts"
import type { SilenceTimer } from "./silence-timer.ts"

/**
 * Whose silence has lasted long enough, longest first. What a source told before that, and is still
 * to be settled, may be the very word that is waited for: it goes first. Over all merchants; locks
 * nothing.
 */
export async function listDueTimers(
  queryable: Queryable,
  limit: number,
): Promise<readonly SilenceTimer[]> {
  const { rows } = await queryable.query<{
    merchant_id: string
    payout_id: string
    source_id: string
    due_at: Date
    is_quiet: boolean
  }>({
    name: "list_due_silence_timers",
    text: `with heard as materialized (
             select distinct on (source_id) merchant_id, source_id, message_id from unsettled
             order by source_id, message_id
           )
           select t.merchant_id, t.payout_id, t.source_id, t.due_at, t.is_quiet from silence_timers as t
           where t.due_at <= paidout_now()
             and not exists (
               select from heard
               join messages as m on m.merchant_id = heard.merchant_id and m.id = heard.message_id
               where heard.source_id = t.source_id and m.received_at <= t.due_at)
           order by t.due_at
           limit $1`,
    values: [limit],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    payoutId: row.payout_id,
    sourceId: row.source_id,
    dueAt: row.due_at,
    isQuiet: row.is_quiet,
  }))
}
