import type { PayoutStatus, Reason } from "../payout/status.ts"
import type { Queryable } from "../postgres/pool.ts"

/** A payout that is not final and of which nothing was heard for long. */
export interface StuckPayout {
  readonly id: string
  readonly provider: string
  readonly reference: string | null
  readonly status: PayoutStatus
  readonly reason: Reason | null
  readonly heardAt: Date
}

interface StuckRow {
  readonly id: string
  readonly provider: string
  readonly reference: string | null
  readonly status: PayoutStatus
  readonly reason: Reason | null
  readonly updated_at: Date
  readonly found: number
}

/** Payouts of each status that are looked at and found; with more, the count is a lower bound. */
const lookedAtMax = 50_000
const payoutsMax = 10_000

/**
 * Payouts silent since before `silentSince`, or since before the time that is usual for their
 * provider, where that is earlier; not those that are announced to arrive later. The oldest first.
 */
export async function listStuckPayouts(
  queryable: Queryable,
  merchantId: string,
  options: {
    readonly now: Date
    readonly silentSince: Date
    readonly usual: Readonly<Record<string, Date>>
    /** No payout silent for so long has a later id. */
    readonly idsTo: Date
    readonly limit: number
  },
): Promise<{ readonly count: number; readonly examples: readonly StuckPayout[] }> {
  const { rows } = await queryable.query<StuckRow>(
    `with silent as (
       select p.id, p.provider, p.reference, p.status, p.reason, p.updated_at
       from unnest(array['pending', 'processing']) as open (status)
       cross join lateral (
         select * from (
           select * from payouts
           where (case when status <> 'paid' then merchant_id end) = $1 and status = open.status
             and status <> 'paid' and id < uuid_at($2)
           order by id
           limit $8
         ) as oldest
         where updated_at < least($3, ($4::jsonb ->> provider)::timestamptz)
           and (estimated_arrival_at is null or estimated_arrival_at < $5)
         order by id
         limit $6
       ) as p
     )
     select *, (select count(*)::integer from silent) as found from silent
     order by updated_at, id
     limit $7`,
    [
      merchantId,
      options.idsTo,
      options.silentSince,
      JSON.stringify(options.usual),
      options.now,
      payoutsMax,
      options.limit,
      lookedAtMax,
    ],
  )
  return {
    count: rows[0]?.found ?? 0,
    examples: rows.map((row) => ({
      id: row.id,
      provider: row.provider,
      reference: row.reference,
      status: row.status,
      reason: row.reason,
      heardAt: row.updated_at,
    })),
  }
}
