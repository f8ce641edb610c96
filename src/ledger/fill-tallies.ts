import type { PoolClient } from "../postgres/pool.ts"
import type { TallyFill } from "./lock-tally-fill.ts"

/**
 * Counts the next `limit` payouts, as they stand, in a statement after the one that locked the fill:
 * whoever wrote before has committed. Returns the last one's id; undefined: there are no more.
 */
export async function fillTallies(
  client: PoolClient,
  fill: TallyFill,
  limit: number,
): Promise<string | undefined> {
  const { rows } = await client.query<{ place: string | null }>(
    `with moment as materialized (
       select paidout_now() as at
     ), portion as materialized (
       select id, source_id, status, currency, live, amount, created_at from payouts
       where merchant_id = $1 and id > $2 and id <= $3
       order by id
       limit $4
     ), counted as (
       insert into tallies_new
         (merchant_id, kind, starts_at, subject_id, word, currency, live, count, amount)
       select $1, 'payout', finest_tally_start(created_at, moment.at), source_id, status,
         coalesce(currency, ''), live, count(*), sum(coalesce(amount, 0))
       from portion cross join moment
       group by 3, 4, 5, 6, 7
     )
     select id as place from portion order by id desc limit 1`,
    [fill.merchantId, fill.place, fill.ends, limit],
  )
  return rows[0]?.place ?? undefined
}
