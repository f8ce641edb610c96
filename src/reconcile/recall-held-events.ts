import type { Queryable } from "../postgres/pool.ts"

/** What stood in the way of asking for this source may have been mended: it is tried at once. */
export async function recallHeldEvents(
  queryable: Queryable,
  source: { readonly merchantId: string; readonly sourceId: string },
): Promise<void> {
  await queryable.query({
    name: "recall_held_events",
    text: `
      update held_events set due_at = paidout_now()
      where merchant_id = $1 and source_id = $2 and due_at > paidout_now()`,
    values: [source.merchantId, source.sourceId],
  })
}
