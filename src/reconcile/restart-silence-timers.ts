import type { Queryable } from "../postgres/pool.ts"

/** Nothing of a source could be heard until now: the silence of all its payouts begins anew. */
export async function restartSilenceTimers(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string; readonly dueAt: Date },
): Promise<void> {
  await queryable.query({
    name: "restart_silence_timers",
    text: `
      update silence_timers set due_at = greatest(due_at, $3::timestamptz)
      where merchant_id = $1 and source_id = $2`,
    values: [source.merchantId, source.sourceId, source.dueAt.toISOString()],
  })
}
