import { plainArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { PayoutStatus } from "../payout/status.ts"

export interface Replacement {
  readonly id: string
  /** The UUID of the payout in whose place it was made. */
  readonly replaces: string
  readonly status: PayoutStatus
}

/** The payouts that were made in the place of these. */
export async function findReplacements(
  client: PoolClient,
  key: { readonly merchantId: string; readonly ids: readonly string[] },
): Promise<readonly Replacement[]> {
  const { rows } = await client.query<Replacement>({
    name: "find-replacements",
    text: `
      select p.id, p.replaces, p.status
      from payouts p
      where p.replaces = any ($2::uuid[]) and p.merchant_id = $1
      order by p.id`,
    values: [key.merchantId, plainArray(key.ids)],
  })
  return rows
}
