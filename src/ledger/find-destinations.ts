import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"

/** The whole destinations of payouts, sealed; those without one are not among them. */
export async function findDestinations(
  queryable: Queryable,
  payouts: readonly { readonly merchantId: string; readonly id: string }[],
): Promise<
  readonly { readonly merchantId: string; readonly id: string; readonly sealed: Buffer }[]
> {
  const { rows } = await queryable.query<{
    merchant_id: string
    id: string
    destination_sealed: Buffer
  }>({
    name: "find_destinations",
    text: `
      select p.merchant_id, p.id, p.destination_sealed
      from unnest($1::uuid[], $2::uuid[]) as wanted (merchant_id, id)
      join payouts as p using (merchant_id, id)
      where p.destination_sealed is not null`,
    values: [
      plainArray(payouts.map((payout) => payout.merchantId)),
      plainArray(payouts.map((payout) => payout.id)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    sealed: row.destination_sealed,
  }))
}
