import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { ReplacingPayout } from "./lock-replacements.ts"
import type { SubjectId } from "./lock-payouts.ts"
import type { PayoutStatus } from "../payout/status.ts"

export interface ChainedPayout extends ReplacingPayout {
  readonly sourceId: string
  readonly status: PayoutStatus
}

/** These payouts and all that replace them, one after another. */
export async function findReplacementChains(
  client: PoolClient,
  firsts: readonly SubjectId[],
): Promise<readonly ChainedPayout[]> {
  const { rows } = await client.query<{
    merchant_id: string
    id: string
    replaces: string | null
    source_id: string
    status: PayoutStatus
  }>({
    name: "find-replacement-chains",
    text: `
      with recursive chain as (
        select p.merchant_id, p.id, p.replaces, p.source_id, p.status
        from unnest($1::uuid[], $2::uuid[]) as w(merchant_id, id)
        join payouts p using (merchant_id, id)
        union
        select q.merchant_id, q.id, q.replaces, q.source_id, q.status
        from chain c join payouts q on q.merchant_id = c.merchant_id and q.replaces = c.id
      )
      select merchant_id, id, replaces, source_id, status from chain`,
    values: [
      plainArray(firsts.map((each) => each.merchantId)),
      plainArray(firsts.map((each) => each.id)),
    ],
  })
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    replaces: row.replaces,
    sourceId: row.source_id,
    status: row.status,
  }))
}
