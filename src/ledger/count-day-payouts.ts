import type { Queryable } from "../postgres/pool.ts"
import { PAYOUT_DAY } from "./day-payout.ts"

/** A source's payouts of a day; null: more than `max`. */
export async function countDayPayouts(
  queryable: Queryable,
  of: {
    readonly merchantId: string
    readonly sourceId: string
    readonly day: string
    readonly max: number
  },
): Promise<number | null> {
  const { rows } = await queryable.query<{ count: number }>(
    `select count(*)::integer as count from (
       select from payouts as p
       where p.merchant_id is not distinct from $1 and p.source_id = $2 and ${PAYOUT_DAY} = $3::date
       limit $4
     ) as counted`,
    [of.merchantId, of.sourceId, of.day, of.max + 1],
  )
  const count = rows[0]?.count ?? 0
  return count > of.max ? null : count
}
