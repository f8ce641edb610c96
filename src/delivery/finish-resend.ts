import type { Queryable } from "../postgres/pool.ts"

/** Who finishes the last of its parts must see the others: they take turns at this lock. */
export async function lockResend(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  await queryable.query("select from resends where merchant_id = $1 and id = $2 for update", [
    key.merchantId,
    key.id,
  ])
}

/** Ends a resend whose parts are all finished. True where this call ended it. */
export async function finishResend(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `update resends as r
     set state = case r.state when 'running' then 'done' else r.state end,
       finished_at = paidout_now()
     where merchant_id = $1 and id = $2 and finished_at is null and not exists (
       select from resend_parts as part
       where part.merchant_id = r.merchant_id and part.resend_id = r.id
         and part.state <> 'finished'
     )`,
    [key.merchantId, key.id],
  )
  return rowCount === 1
}
