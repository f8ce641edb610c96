import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** A delivery, by what it tells of. */
export interface TellingPlace {
  readonly merchantId: string
  readonly deliveryId: string
  readonly endpointId: string
  readonly subjectId: string
}

/**
 * What each of these deliveries' endpoint had been told of the same subject before it, in its
 * dialect's words, by delivery; where nothing had been, it is not among them.
 */
export async function findWordsBefore(
  queryable: Queryable,
  places: readonly TellingPlace[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await queryable.query<{ delivery_id: string; word: string }>({
    name: "find_words_before",
    text: `
      select wanted.delivery_id, before.wire_event as word
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[])
        as wanted (merchant_id, delivery_id, endpoint_id, subject_id)
      cross join lateral (
        select d.wire_event
        from (select * from deliveries where subject_id = wanted.subject_id offset 0) as d
        where d.merchant_id = wanted.merchant_id
          and d.endpoint_id = wanted.endpoint_id and d.wire_event is not null
          and d.sequence < (
            select sequence from deliveries
            where merchant_id = wanted.merchant_id and id = wanted.delivery_id
          )
        order by d.sequence desc
        limit 1
      ) as before`,
    values: [
      plainArray(places.map((place) => place.merchantId)),
      plainArray(places.map((place) => place.deliveryId)),
      plainArray(places.map((place) => place.endpointId)),
      plainArray(places.map((place) => place.subjectId)),
    ],
  })
  return new Map(rows.map((row) => [row.delivery_id, row.word]))
}
