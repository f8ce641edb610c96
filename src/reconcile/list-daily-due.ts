import type { Queryable } from "../postgres/pool.ts"

/** A source that wants a report of each day, and has none of yesterday yet. */
export interface DailyDue {
  readonly merchantId: string
  readonly sourceId: string
  readonly day: string
}

/** Over all merchants, some hours after midnight UTC: what is late of a day has come by then. */
export async function listDailyDue(
  queryable: Queryable,
  options: { readonly hoursAfterMidnight: number; readonly limit: number },
): Promise<readonly DailyDue[]> {
  const { rows } = await queryable.query<{ merchant_id: string; id: string; day: string }>({
    name: "list_daily_due",
    text: `
      with yesterday as (
        select (t.now - interval '1 day')::date as day
        from (select paidout_now() at time zone 'UTC' as now) as t
        where extract(hour from t.now) >= $1
      )
      select s.merchant_id, s.id, y.day::text as day
      from yesterday as y
      join sources as s on s.disabled_at is null and s.settings @> '{"reconcile_daily": true}'
      where s.created_at < y.day + interval '1 day'
        and not exists (
          select from reconciliations as r
          where r.merchant_id = s.merchant_id and r.source_id = s.id and r.day = y.day and r.is_daily)
      limit $2`,
    values: [options.hoursAfterMidnight, options.limit],
  })
  return rows.map((row) => ({ merchantId: row.merchant_id, sourceId: row.id, day: row.day }))
}
