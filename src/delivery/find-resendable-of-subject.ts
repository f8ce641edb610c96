import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import {
  resendableFromRow,
  type ResendablePage,
  type ResendableRow,
} from "./find-resendable-of-endpoint.ts"
import { statesOf, type ResendFilter } from "./resend.ts"

/**
 * The same among the few deliveries of one payout, batch, payment or message. They are looked up
 * first: a planner that knows nothing of the table yet would walk all of the merchant's.
 */
export async function findResendableOfSubject(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    /** Null: of any endpoint. */
    readonly endpointId: string | null
    readonly subjectId: string
    readonly filter: ResendFilter
    readonly after: string
    readonly before: string
    readonly foundMax: number
  },
): Promise<ResendablePage> {
  const { filter } = page
  const { rows } = await queryable.query<ResendableRow>({
    name: "find_resendable_of_subject",
    text: `
      with of_subject as materialized (
        select * from deliveries where subject_id = $2
      )
      select d.id, d.endpoint_id, d.state, d.subject_id, d.sequence from of_subject as d
      where d.merchant_id = $1
        and d.id > greatest($3::uuid, (
          select uuid_at($10::timestamptz - ahead - interval '1 day') from clock))
        and d.id < least($4::uuid, uuid_at($11::timestamptz + interval '1 day'))
        and ($6::uuid is null or d.endpoint_id = $6)
        and ($7::uuid is null or d.event_id = $7)
        and d.state = any ($8::text[])
        and ($9::text[] is null or exists (
          select from unnest($9::text[]) as pattern
          where pattern in ('*', d.type)
            or (right(pattern, 2) = '.*' and starts_with(d.type, left(pattern, -1)))))
        and ($10::timestamptz is null or d.created_at >= $10)
        and ($11::timestamptz is null or d.created_at < $11)
        and ($12::text is null or d.last_cause = $12)
        and ($13::text is null or $13 = case when d.last_status is not null
          then d.last_status / 100 || 'xx' when d.attempts > 0 then 'none' end)
        and ($14::text is null or split_part(d.format, ':', 1) = $14)
      order by d.id
      limit $5`,
    values: [
      page.merchantId,
      page.subjectId,
      page.after,
      page.before,
      page.foundMax,
      page.endpointId,
      filter.eventId ?? null,
      textArray(statesOf(filter)),
      filter.types === undefined ? null : textArray(filter.types),
      filter.createdAfter ?? null,
      filter.createdBefore ?? null,
      filter.cause ?? null,
      filter.answer ?? null,
      filter.dialect ?? null,
    ],
  })
  const found = rows.map(resendableFromRow)
  const isCut = found.length === page.foundMax
  return { found, place: isCut ? (found.at(-1)?.id ?? null) : null }
}
