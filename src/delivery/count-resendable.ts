import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { statesOf, type ResendFilter } from "./resend.ts"

export interface ResendableCount {
  /** By the endpoint's UUID. */
  readonly byEndpoint: ReadonlyMap<string, number>
  readonly place: string | null
}

/**
 * How many of the merchant's next `lookedMax` deliveries the filter takes, and where to go on;
 * null: nothing lies behind. For a filter that names no endpoint.
 */
export async function countResendable(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly filter: ResendFilter
    readonly after: string
    readonly before: string
    readonly lookedMax: number
  },
): Promise<ResendableCount> {
  const { filter } = page
  const { rows } = await queryable.query<{
    endpoint_id: string | null
    count: number | null
    place: string | null
  }>({
    name: "count_resendable",
    text: `
      with looked as materialized (
        select d.id, d.endpoint_id, d.state, d.type, d.created_at,
          d.last_cause, d.last_status, d.attempts, d.format
        from deliveries as d
        where d.merchant_id = $1
          and d.id > greatest($2::uuid, (
            select uuid_at($7::timestamptz - ahead - interval '1 day') from clock))
          and d.id < least($3::uuid, uuid_at($8::timestamptz + interval '1 day'))
        order by d.id
        limit $4
      ), found as (
        select d.endpoint_id, count(*)::integer as count from looked as d
        where d.state = any ($5::text[])
          and ($6::text[] is null or exists (
            select from unnest($6::text[]) as pattern
            where pattern in ('*', d.type)
              or (right(pattern, 2) = '.*' and starts_with(d.type, left(pattern, -1)))))
          and ($7::timestamptz is null or d.created_at >= $7)
          and ($8::timestamptz is null or d.created_at < $8)
          and ($9::text is null or d.last_cause = $9)
          and ($10::text is null or $10 = case when d.last_status is not null
            then d.last_status / 100 || 'xx' when d.attempts > 0 then 'none' end)
          and ($11::text is null or split_part(d.format, ':', 1) = $11)
        group by d.endpoint_id
      )
      select found.endpoint_id, found.count,
        case when (select count(*) from looked) = $4
          then (select id from looked order by id desc limit 1) end as place
      from (values (true)) as always (holds) left join found on true`,
    values: [
      page.merchantId,
      page.after,
      page.before,
      page.lookedMax,
      textArray(statesOf(filter)),
      filter.types === undefined ? null : textArray(filter.types),
      filter.createdAfter ?? null,
      filter.createdBefore ?? null,
      filter.cause ?? null,
      filter.answer ?? null,
      filter.dialect ?? null,
    ],
  })
  const byEndpoint = rows.flatMap(({ endpoint_id: id, count }) =>
    id === null || count === null ? [] : [[id, count] as const],
  )
  return { byEndpoint: new Map(byEndpoint), place: rows[0]?.place ?? null }
}
