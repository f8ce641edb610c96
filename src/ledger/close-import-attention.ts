import type { PoolClient } from "../postgres/pool.ts"

/** Closes the item of an import once nothing of it is left that was not understood. */
export async function closeImportAttention(
  client: PoolClient,
  closed: {
    readonly merchantId: string
    /** `imp_…` */
    readonly importId: string
    readonly because: string
    readonly by: string
  },
): Promise<void> {
  await client.query({
    name: "close_import_attention",
    text: `
      update attention_items
      set closed_at = paidout_now(), closed_because = $3, closed_by = $4
      where merchant_id = $1 and kind = 'unrecognised' and closed_at is null
        and detail ->> 'import_id' = $2`,
    values: [closed.merchantId, closed.importId, closed.because, closed.by],
  })
}
