import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { SubjectId } from "./lock-payouts.ts"

/** Which of these reserved batch ids belong to a batch that was heard of. */
export async function existingBatches(
  client: PoolClient,
  ids: readonly SubjectId[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>({
    name: "existing-batches",
    text: `
      select b.id
      from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
      join batches b using (merchant_id, id)`,
    values: [
      plainArray(ids.map((each) => each.merchantId)),
      plainArray(ids.map((each) => each.id)),
    ],
  })
  return new Set(rows.map((row) => row.id))
}
