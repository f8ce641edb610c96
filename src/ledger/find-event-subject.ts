import type { Queryable } from "../postgres/pool.ts"

/** The payout, batch or payment that an event is of; undefined where the ledger knows no such event. */
export async function findEventSubject(
  queryable: Queryable,
  event: { readonly merchantId: string; readonly id: string },
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ subject_id: string }>(
    "select subject_id from history where merchant_id = $1 and id = $2",
    [event.merchantId, event.id],
  )
  return rows[0]?.subject_id
}
