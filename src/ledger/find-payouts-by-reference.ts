import { plainArray, textArray } from "../postgres/array-parameter.ts"
import type { PoolClient } from "../postgres/pool.ts"
import type { Money } from "../payout/money.ts"
import { moneyFromColumns } from "./payout-row.ts"

export interface ReferencedPayout {
  readonly id: string
  readonly sourceId: string
  readonly reference: string
  readonly amount: Money | null
  /** The merchant announced it, before or after its provider told of it. */
  readonly isAnnounced: boolean
  /** The UUID of the payout in whose place it was made. */
  readonly replaces: string | null
  /** Another one was made in its place. */
  readonly isReplaced: boolean
}

/** Per reference; more of one is more than anybody tells apart by it. */
const payoutsMax = 20

/**
 * Payouts of these references that were announced, or were made so recently, the newest first. The
 * arrays of sources and references go together.
 */
export async function findPayoutsByReference(
  client: PoolClient,
  wanted: {
    readonly merchantId: string
    readonly sourceIds: readonly string[]
    readonly references: readonly string[]
    /** RFC 3339 UTC. */
    readonly madeSince: string
  },
): Promise<readonly ReferencedPayout[]> {
  const { rows } = await client.query<{
    id: string
    source_id: string
    reference: string
    amount: string | null
    currency: string | null
    is_announced: boolean
    replaces: string | null
    is_replaced: boolean
  }>({
    name: "find-payouts-by-reference",
    text: `
      select r.*
      from unnest($2::uuid[], $3::text[]) as w(s, n)
      cross join lateral (
        select p.id, p.source_id, p.reference, p.amount, p.currency,
          p.facts ? 'pending:operator' as is_announced, p.replaces,
          exists (
            select from payouts q where q.replaces = p.id and q.merchant_id = p.merchant_id
          ) as is_replaced
        from payouts p
        where p.reference = w.n and p.merchant_id = $1 and p.source_id = w.s
          and (p.created_at >= $4 or p.facts ? 'pending:operator')
        order by p.id desc
        limit ${payoutsMax}
      ) as r`,
    values: [
      wanted.merchantId,
      plainArray(wanted.sourceIds),
      textArray(wanted.references),
      wanted.madeSince,
    ],
  })
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    reference: row.reference,
    amount: moneyFromColumns(row.amount, row.currency),
    isAnnounced: row.is_announced,
    replaces: row.replaces,
    isReplaced: row.is_replaced,
  }))
}
