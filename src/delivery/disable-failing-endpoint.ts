import type { Queryable } from "../postgres/pool.ts"

/** Where `settings.disable_after_hours` is not given: five days. */
const DISABLE_AFTER_HOURS = 120

/**
 * Disables the one that has failed longest of those that took nothing for as long as their settings
 * allow; undefined where there is none. That long must lie between its first failure and its last:
 * one failure and then silence proves nothing. What a recorder or another process holds is left to
 * the next look, so each is disabled once, and never after it worked. Over all merchants.
 */
export async function disableFailingEndpoint(
  queryable: Queryable,
): Promise<{ readonly merchantId: string; readonly id: string; readonly url: string } | undefined> {
  const { rows } = await queryable.query<{ merchant_id: string; id: string; url: string }>(
    `with failing as materialized (
       select e.merchant_id, e.id
       from endpoint_health as h
       join endpoints as e on e.merchant_id = h.merchant_id and e.id = h.endpoint_id
       cross join lateral (
         select coalesce((e.settings ->> 'disable_after_hours')::integer, $1) as hours
       ) as allowed
       where h.failing_since is not null and e.state = 'active' and e.deleted_at is null
         and allowed.hours > 0
         and h.last_failed_at >= h.failing_since + allowed.hours * interval '1 hour'
       order by h.failing_since
       limit 1
       for no key update of e, h skip locked
     )
     update endpoints as e
     set state = 'disabled', disabled_reason = 'failing', updated_at = paidout_now()
     from failing
     where e.merchant_id = failing.merchant_id and e.id = failing.id
     returning e.merchant_id, e.id, e.url`,
    [DISABLE_AFTER_HOURS],
  )
  const [row] = rows
  return row && { merchantId: row.merchant_id, id: row.id, url: row.url }
}
