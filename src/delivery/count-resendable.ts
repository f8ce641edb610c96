import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { statesOf, type ResendFilter } from "./resend.ts"

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
): Promise<{ readonly count: number; readonly place: string | null }> {
  const { filter } = page
  const { rows } = await queryable.query<{ count: number; place: string | null }>({
    name: "count_resendable",
    text: `
      with looked as materialized (
        select d.id, d.state, d.type, d.created_at from deliveries as d
        where d.merchant_id = $1
          and d.id > greatest($2::uuid, (
            select uuid_at($7::timestamptz - ahead - interval '1 day') from clock))
          and d.id < least($3::uuid, uuid_at($8::timestamptz + interval '1 day'))
        order by d.id
        limit $4
      ), found as (
        select count(*)::integer as count from looked as d
        where d.state = any ($5::text[])
          and ($6::text[] is null or exists (
            select from unnest($6::text[]) as pattern
            where pattern in ('*', d.type)
              or (right(pattern, 2) = '.*' and starts_with(d.type, left(pattern, -1)))))
          and ($7::timestamptz is null or d.created_at >= $7)
          and ($8::timestamptz is null or d.created_at < $8)
      )
      select found.count,
        case when (select count(*) from looked) = $4
          then (select id from looked order by id desc limit 1) end as place
      from found`,
    values: [
      page.merchantId,
      page.after,
      page.before,
      page.lookedMax,
      textArray(statesOf(filter)),
      filter.types === undefined ? null : textArray(filter.types),
      filter.createdAfter ?? null,
      filter.createdBefore ?? null,
    ],
  })
  return rows[0] ?? { count: 0, place: null }
}
