import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/**
 * When each of these sources last had a webhook refused that is still quarantined, by their ids;
 * what a person has dismissed is left out. The caller bounds how many.
 */
export async function findLastQuarantined(
  queryable: Queryable,
  sources: readonly { readonly merchantId: string; readonly sourceId: string }[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await queryable.query<{ source_id: string; seen_at: Date }>({
    name: "find_last_quarantined",
    text: `
      select p.source_id, max(p.last_seen_at) as seen_at
      from (select distinct * from unnest($1::uuid[], $2::uuid[])) as w (merchant_id, source_id)
      join parked as p using (merchant_id, source_id)
      where p.state = 'quarantined' and not exists (
        select from attention_items as a
        where a.merchant_id = p.merchant_id and a.kind = 'quarantined'
          and a.subject_id = p.source_id and a.closed_by is not null
          and a.closed_at >= p.last_seen_at)
      group by p.source_id`,
    values: [
      plainArray(sources.map((each) => each.merchantId)),
      plainArray(sources.map((each) => each.sourceId)),
    ],
  })
  return new Map(rows.map((row) => [row.source_id, row.seen_at]))
}
