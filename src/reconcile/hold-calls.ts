import type { Queryable } from "../postgres/pool.ts"

/** The provider wants no call of this source before so long has passed: no process makes one. */
export async function holdCalls(
  queryable: Queryable,
  hold: { readonly merchantId: string; readonly sourceId: string; readonly forMs: number },
): Promise<void> {
  await queryable.query({
    name: "hold_calls",
    text: `
      insert into call_budgets as b (merchant_id, source_id, free_at)
      values ($1, $2, paidout_server_now() + $3::float8 * interval '1 ms')
      on conflict (merchant_id, source_id) do update set
        free_at = greatest(b.free_at, excluded.free_at)`,
    values: [hold.merchantId, hold.sourceId, hold.forMs],
  })
}
