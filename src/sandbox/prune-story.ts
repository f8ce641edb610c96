import type { Queryable } from "../postgres/pool.ts"

const prunedMax = 50_000

/** What happened at simulated providers is kept for 30 days of real time, as its ids tell it. */
export async function pruneStory(queryable: Queryable): Promise<number> {
  const { rowCount } = await queryable.query(
    `delete from sandbox_story where (merchant_id, account_id, id) in (
       select merchant_id, account_id, id from sandbox_story
       where id < uuid_at(paidout_server_now() - interval '30 days')
       limit $1
     )`,
    [prunedMax],
  )
  return rowCount ?? 0
}
