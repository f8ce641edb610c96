import type { Queryable } from "../postgres/pool.ts"

/** A source's API gave no usable answer. Returns for how long it has given none, in milliseconds. */
export async function noteApiFailure(
  queryable: Queryable,
  failure: {
    readonly merchantId: string
    readonly sourceId: string
    readonly finding: string
    readonly detail: string
  },
): Promise<number> {
  const { rows } = await queryable.query<{ failing_ms: number }>({
    name: "note_api_failure",
    text: `
      insert into call_budgets as b (merchant_id, source_id, failing_since, finding, detail)
      values ($1, $2, paidout_now(), $3, $4)
      on conflict (merchant_id, source_id) do update set
        failing_since = coalesce(b.failing_since, excluded.failing_since),
        finding = excluded.finding, detail = excluded.detail
      returning (extract(epoch from paidout_now() - failing_since) * 1000)::float8 as failing_ms`,
    values: [failure.merchantId, failure.sourceId, failure.finding, failure.detail],
  })
  return rows[0]?.failing_ms ?? 0
}
