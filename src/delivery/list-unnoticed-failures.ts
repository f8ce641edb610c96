import type { Queryable } from "../postgres/pool.ts"

/**
 * Up to `limit` active endpoints that have taken nothing for this long and of which no attention
 * item tells yet, nor told a person who has seen to it since. Over all merchants.
 */
export async function listUnnoticedFailures(
  queryable: Queryable,
  rule: { readonly failingForMs: number; readonly limit: number },
): Promise<readonly { readonly merchantId: string; readonly id: string; readonly url: string }[]> {
  const { rows } = await queryable.query<{ merchant_id: string; id: string; url: string }>(
    `select e.merchant_id, e.id, e.url
     from endpoint_health as h
     join endpoints as e on e.merchant_id = h.merchant_id and e.id = h.endpoint_id
     where h.failing_since <= paidout_now() - $1 * interval '1 millisecond'
       and e.state = 'active' and e.deleted_at is null
       and not exists (
         select from attention_items as item
         where item.merchant_id = e.merchant_id and item.kind = 'endpoint_failing'
           and item.subject_id = e.id
           and (item.closed_at is null
             or (item.closed_by is not null and item.opened_at >= h.failing_since))
       )
     order by h.failing_since
     limit $2`,
    [rule.failingForMs, rule.limit],
  )
  return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id, url: row.url }))
}
