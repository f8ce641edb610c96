import type { Queryable } from "../postgres/pool.ts"

/**
 * Adds what was written since to the tallies. Rows that another process is folding are left to it;
 * sorted, so that two of them never wait for each other in a circle. Returns how many it took.
 */
export async function foldTallies(queryable: Queryable, limit: number): Promise<number> {
  const { rows } = await queryable.query<{ taken: number }>({
    name: "fold_tallies",
    text: `
      with taken as (
        delete from tallies_new as n using (
          select merchant_id, id from tallies_new limit $1 for update skip locked
        ) as portion
        where n.merchant_id = portion.merchant_id and n.id = portion.id
        returning n.*
      ), added as (
        insert into tallies as t (merchant_id, span_seconds, kind, starts_at, subject_id, word,
          currency, live, count, amount, last_at)
        select taken.merchant_id, span.seconds, taken.kind,
          tally_start(span.seconds, taken.starts_at) as starts_at, taken.subject_id, taken.word,
          taken.currency, taken.live, sum(taken.count), sum(taken.amount), max(taken.last_at)
        from taken cross join tally_spans() as span
        where taken.starts_at > paidout_now() - span.kept
        group by 1, 2, 3, 4, 5, 6, 7, 8
        order by 1, 2, 3, 4, 5, 6, 7, 8
        on conflict (merchant_id, span_seconds, kind, starts_at, subject_id, word, currency, live)
        do update set count = t.count + excluded.count, amount = t.amount + excluded.amount,
          last_at = greatest(t.last_at, excluded.last_at)
      )
      select count(*)::integer as taken from taken`,
    values: [limit],
  })
  return rows[0]?.taken ?? 0
}
