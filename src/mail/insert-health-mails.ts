import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * A health mail of one window for each merchant that has none of it yet, to be written by whoever
 * claims it: however many processes try, each is made once. Returns how many were.
 */
export async function insertHealthMails(
  queryable: Queryable,
  mails: {
    readonly windowStart: Date
    readonly merchants: readonly { readonly id: string; readonly recipients: readonly string[] }[]
  },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `insert into mails (merchant_id, id, kind, dedupe_key, window_start, recipients, due_at)
     select m, i, 'health', 'health:' || $1, $1::timestamptz, r, paidout_now()
     from json_to_recordset($2::json) as u (m uuid, i uuid, r text[])
     order by m
     on conflict (merchant_id, dedupe_key) do nothing`,
    [
      mails.windowStart.toISOString(),
      JSON.stringify(mails.merchants.map(({ id, recipients: r }) => ({ m: id, i: newUuid(), r }))),
    ],
  )
  return rowCount ?? 0
}
