import type { Payout } from "../payout/payout.ts"
import type { PayoutStatus } from "../payout/status.ts"
import type { Queryable } from "../postgres/pool.ts"
import { PAYOUT_COLUMNS, payoutFromRow, type PayoutRow } from "./payout-row.ts"

export interface PayoutFilter {
  readonly provider?: string | undefined
  readonly status?: PayoutStatus | undefined
  readonly reference?: string | undefined
  readonly providerId?: string | undefined
  readonly sourceId?: string | undefined
  readonly batchId?: string | undefined
  readonly currency?: string | undefined
  readonly live?: boolean | undefined
  /** RFC 3339; from is included, to is not. */
  readonly createdFrom?: string | undefined
  readonly createdTo?: string | undefined
}

/**
 * The merchant's payouts, newest first, below the id `before`. Sent without a name, so that the
 * server plans it for the filters that are there. The bounds on id only save the scan of what is
 * newer or older: an id holds when it was made, which a moved clock runs ahead of, never behind.
 */
export async function listPayouts(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly filter: PayoutFilter
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Payout[]> {
  const { filter } = page
  const { rows } = await queryable.query<PayoutRow>(
    `select ${PAYOUT_COLUMNS} from payouts p
     where merchant_id = $1
       and ($2::uuid is null or id < $2)
       and ($4::text is null or provider = $4)
       and ($5::text is null or status = $5)
       and ($6::text is null or reference = $6)
       and ($7::text is null or provider_id = $7)
       and ($8::uuid is null or source_id = $8)
       and ($9::uuid is null or batch_id = $9)
       and ($10::text is null or currency = $10)
       and ($11::boolean is null or live = $11)
       and ($12::timestamptz is null or (created_at >= $12 and id >= (
         select uuid_at($12 - ahead - interval '1 day') from clock)))
       and ($13::timestamptz is null or (created_at < $13 and id < uuid_at($13 + interval '1 day')))
     order by id desc
     limit $3`,
    [
      page.merchantId,
      page.before ?? null,
      page.limit,
      filter.provider ?? null,
      filter.status ?? null,
      filter.reference ?? null,
      filter.providerId ?? null,
      filter.sourceId ?? null,
      filter.batchId ?? null,
      filter.currency ?? null,
      filter.live ?? null,
      filter.createdFrom ?? null,
      filter.createdTo ?? null,
    ],
  )
  return rows.map(payoutFromRow)
}
