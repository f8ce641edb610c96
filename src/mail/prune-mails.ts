import type { Queryable } from "../postgres/pool.ts"

const prunedMax = 10_000

/** Mails are kept for 30 days; where nothing sends them, for 2, so that none pile up. */
export async function pruneMails(queryable: Queryable): Promise<void> {
  await queryable.query(
    `delete from mails where (merchant_id, id) in (
       select merchant_id, id from mails
       where created_at < paidout_now() - interval '30 days'
         or (state = 'due' and created_at < paidout_now() - interval '2 days')
       limit $1
     )`,
    [prunedMax],
  )
}
