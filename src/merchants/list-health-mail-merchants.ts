import type { Queryable } from "../postgres/pool.ts"

/**
 * Merchants whose recipients want the report of a window that ended at `windowEnd`, by id, after
 * the id `after`. Who asked for it only after that end waits for the next one.
 */
export async function listHealthMailMerchants(
  queryable: Queryable,
  page: { readonly windowEnd: Date; readonly after: string | null; readonly limit: number },
): Promise<readonly { readonly id: string; readonly recipients: readonly string[] }[]> {
  const { rows } = await queryable.query<{ id: string; recipients: string[] }>(
    `select id, health_mail -> 'recipients' as recipients from merchants
     where jsonb_array_length(health_mail -> 'recipients') > 0
       and coalesce(health_mail ->> 'when', 'needed') <> 'never'
       and (health_mail ->> 'since')::timestamptz < $1
       and ($2::uuid is null or id > $2)
     order by id
     limit $3`,
    [page.windowEnd, page.after, page.limit],
  )
  return rows
}
