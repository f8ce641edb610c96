import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import { statesOf, type ResendFilter } from "./resend.ts"

/** A delivery that a resend takes, as it was seen. */
export interface Resendable {
  readonly id: string
  readonly endpointId: string
  readonly state: string
  readonly subjectId: string
  readonly sequence: number
}

export interface ResendableRow {
  readonly id: string
  readonly endpoint_id: string
  readonly state: string
  readonly subject_id: string
  readonly sequence: number
}

export function resendableFromRow(row: ResendableRow): Resendable {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    state: row.state,
    subjectId: row.subject_id,
    sequence: row.sequence,
  }
}

/** What lies behind a place among the deliveries of one endpoint. */
export interface ResendablePage {
  readonly found: readonly Resendable[]
  /** Where to go on; null: nothing lies behind. */
  readonly place: string | null
}

/**
 * Of the next `lookedMax` deliveries of an endpoint the first `foundMax` that the filter takes. It
 * is bounded by what is looked at: few may match among millions, and no index holds the state.
 */
export async function findResendableOfEndpoint(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly endpointId: string
    readonly filter: ResendFilter
    readonly after: string
    readonly before: string
    readonly lookedMax: number
    readonly foundMax: number
  },
): Promise<ResendablePage> {
  const { filter } = page
  const { rows } = await queryable.query<
    {
      is_found: boolean
      last_looked: string | null
    } & ResendableRow
  >({
    name: "find_resendable_of_endpoint",
    text: `
      with looked as materialized (
        select d.id, d.state, d.type, d.subject_id, d.sequence, d.created_at,
          d.last_cause, d.last_status, d.attempts, d.format
        from deliveries as d
        where d.merchant_id = $1 and d.endpoint_id = $2
          and d.id > greatest($3::uuid, (
            select uuid_at($9::timestamptz - ahead - interval '1 day') from clock))
          and d.id < least($4::uuid, uuid_at($10::timestamptz + interval '1 day'))
        order by d.id
        limit $5
      ), last_looked as (
        select id, (select count(*) from looked) = $5 as is_full from looked
        order by id desc limit 1
      ), found as (
        select * from looked as d
        where d.state = any ($7::text[])
          and ($8::text[] is null or exists (
            select from unnest($8::text[]) as pattern
            where pattern in ('*', d.type)
              or (right(pattern, 2) = '.*' and starts_with(d.type, left(pattern, -1)))))
          and ($9::timestamptz is null or d.created_at >= $9)
          and ($10::timestamptz is null or d.created_at < $10)
          and ($11::text is null or d.last_cause = $11)
          and ($12::text is null or $12 = case when d.last_status is not null
            then d.last_status / 100 || 'xx' when d.attempts > 0 then 'none' end)
          and ($13::text is null or split_part(d.format, ':', 1) = $13)
        order by d.id
        limit $6
      )
      select found.id, $2 as endpoint_id, found.state, found.subject_id, found.sequence, found.id is not null as is_found,
        case when last_looked.is_full then last_looked.id end as last_looked
      from last_looked left join found on true
      order by found.id`,
    values: [
      page.merchantId,
      page.endpointId,
      page.after,
      page.before,
      page.lookedMax,
      page.foundMax,
      textArray(statesOf(filter)),
      filter.types === undefined ? null : textArray(filter.types),
      filter.createdAfter ?? null,
      filter.createdBefore ?? null,
      filter.cause ?? null,
      filter.answer ?? null,
      filter.dialect ?? null,
    ],
  })
  const found = rows.filter((row) => row.is_found).map(resendableFromRow)
  // A full page of matches ends at the last of them, however far was looked.
  const isCut = found.length === page.foundMax
  return { found, place: isCut ? (found.at(-1)?.id ?? null) : (rows[0]?.last_looked ?? null) }
}
