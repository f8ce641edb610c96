import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** What stands beside a payout in other rows. */
export interface BesidePayout {
  readonly id: string
  readonly hasAttention: boolean
  /** UUID of the newest payout that was made in its place. */
  readonly replacedBy: string | null
}

/** By id: of each of these payouts whether somebody must act, and what replaced it. */
export async function findBesidePayouts(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, BesidePayout>> {
  if (key.ids.length === 0) return new Map()
  const { rows } = await queryable.query<{
    id: string
    has_attention: boolean
    replaced_by: string | null
  }>({
    name: "find_beside_payouts",
    text: `
      select p.id,
        exists (
          select from attention_items
          where subject_id = p.id and merchant_id = $1 and closed_at is null
        ) as has_attention,
        (select r.id from payouts as r
         where r.replaces = p.id and r.merchant_id = $1
         order by r.id desc limit 1) as replaced_by
      from unnest($2::uuid[]) as p (id)`,
    values: [key.merchantId, plainArray(key.ids)],
  })
  return new Map(
    rows.map(({ id, has_attention: hasAttention, replaced_by: replacedBy }) => [
      id,
      { id, hasAttention, replacedBy },
    ]),
  )
}
