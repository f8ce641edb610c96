import type { Batch } from "../payout/batch.ts"
import type { BatchStatus } from "../payout/status.ts"
import type { Queryable } from "../postgres/pool.ts"
import { BATCH_COLUMNS, batchFromRow, type BatchRow } from "./batch-row.ts"

export interface BatchFilter {
  readonly provider?: string | undefined
  readonly status?: BatchStatus | undefined
  readonly providerId?: string | undefined
  readonly sourceId?: string | undefined
  readonly live?: boolean | undefined
}

/** The merchant's batches, newest first, below the id `before`. */
export async function listBatches(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly filter: BatchFilter
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly Batch[]> {
  const { filter } = page
  const { rows } = await queryable.query<BatchRow>(
    `select ${BATCH_COLUMNS} from batches b
     where merchant_id = $1
       and ($2::uuid is null or id < $2)
       and ($4::text is null or provider = $4)
       and ($5::text is null or status = $5)
       and ($6::text is null or provider_id = $6)
       and ($7::uuid is null or source_id = $7)
       and ($8::boolean is null or live = $8)
     order by id desc
     limit $3`,
    [
      page.merchantId,
      page.before ?? null,
      page.limit,
      filter.provider ?? null,
      filter.status ?? null,
      filter.providerId ?? null,
      filter.sourceId ?? null,
      filter.live ?? null,
    ],
  )
  return rows.map(batchFromRow)
}
