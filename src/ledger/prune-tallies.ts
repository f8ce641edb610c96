import type { Queryable } from "../postgres/pool.ts"

/** Removes the short tallies of times that are only kept as longer ones. */
export async function pruneTallies(
  queryable: Queryable,
  options: { readonly limit: number },
): Promise<number> {
  const { rowCount } = await queryable.query(
    `delete from tallies as t using (
       select old.*
       from merchants as m
       cross join tally_spans() as span
       cross join unnest(array['payout', 'paid_after', 'received', 'attempt']) as kinds (kind)
       cross join lateral (
         select o.merchant_id, o.span_seconds, o.kind, o.starts_at, o.subject_id, o.word,
           o.currency, o.live
         from tallies as o
         where o.merchant_id = m.id and o.span_seconds = span.seconds and o.kind = kinds.kind
           and o.starts_at < paidout_now() - span.kept
         limit $1
       ) as old
       limit $1
     ) as old
     where t.merchant_id = old.merchant_id and t.span_seconds = old.span_seconds
       and t.kind = old.kind and t.starts_at = old.starts_at and t.subject_id = old.subject_id
       and t.word = old.word and t.currency = old.currency and t.live = old.live`,
    [options.limit],
  )
  return rowCount ?? 0
}
