import type { Queryable } from "../postgres/pool.ts"

/** A source's API gave no usable answer. Returns since when it has given none, and for how long. */
export async function noteApiFailure(
  queryable: Queryable,
  failure: {
    readonly merchantId: string
    readonly sourceId: string
    readonly finding: string
    readonly detail: string
  },
): Promise<{ readonly failingSince: Date; readonly failingMs: number }> {
  const { rows } = await queryable.query<{ failing_since: Date; failing_ms: number }>({
    name: "note_api_failure",
    text: `
      insert into call_budgets as b (merchant_id, source_id, failing_since, finding, detail)
      values ($1, $2, paidout_now(), $3, $4)
      on conflict (merchant_id, source_id) do update set
        failing_since = coalesce(b.failing_since, excluded.failing_since),
        finding = excluded.finding, detail = excluded.detail
      returning failing_since,
        (extract(epoch from paidout_now() - failing_since) * 1000)::float8 as failing_ms`,
    values: [failure.merchantId, failure.sourceId, failure.finding, failure.detail],
  })
  const [row] = rows
  if (row === undefined) throw new Error("A failure was noted nowhere.")
  return { failingSince: row.failing_since, failingMs: row.failing_ms }
}
