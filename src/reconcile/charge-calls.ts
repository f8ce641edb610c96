import type { Queryable } from "../postgres/pool.ts"

/** Calls that were made beyond what was reserved: the next ones wait the longer, in all processes. */
export async function chargeCalls(
  queryable: Queryable,
  charge: { readonly merchantId: string; readonly sourceId: string; readonly forMs: number },
): Promise<void> {
  await queryable.query({
    name: "charge_calls",
    text: `
      insert into call_budgets as b (merchant_id, source_id, free_at)
      values ($1, $2, paidout_server_now() + $3::float8 * interval '1 ms')
      on conflict (merchant_id, source_id) do update set
        free_at = greatest(b.free_at, paidout_server_now()) + $3::float8 * interval '1 ms'`,
    values: [charge.merchantId, charge.sourceId, charge.forMs],
  })
}
