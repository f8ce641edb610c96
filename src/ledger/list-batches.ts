import type { Batch } from "../payout/batch.ts"
import type { BatchStatus } from "../payout/status.ts"
import {
  boundedPage,
  candidateValues,
  idRange,
  namedCandidates,
  type BoundedPage,
  type Candidates,
} from "../postgres/bounded-page.ts"
import type { Queryable } from "../postgres/pool.ts"
import { BATCH_COLUMNS, batchFromRow, type BatchRow } from "./batch-row.ts"

export interface BatchFilter {
  readonly provider?: string | undefined
  readonly status?: BatchStatus | undefined
  readonly providerId?: string | undefined
  readonly sourceId?: string | undefined
  readonly live?: boolean | undefined
}

export interface BatchPage {
  readonly merchantId: string
  readonly filter: BatchFilter
  readonly before?: string | undefined
  readonly limit: number
}

/** The ways to the batches of a merchant, each along one index; parameters as in payout-candidates. */
const CANDIDATES = {
  all: `select * from batches
    where merchant_id = $1 and $5::text is null and ${idRange("id")}
    order by id desc limit $6`,
  providerId: namedCandidates("batches", "batch"),
  status: `select * from batches
    where (case when status <> 'done' then merchant_id end) = $1 and status = $5::text
      and status <> 'done' and ${idRange("id")}
    order by id desc limit $6`,
} as const

/** The merchant's batches, newest first, below the id `before`. */
export async function listBatches(
  queryable: Queryable,
  page: BatchPage,
): Promise<BoundedPage<Batch>> {
  const { filter } = page
  const candidates = candidatesOf(page)
  const sql = `select ${BATCH_COLUMNS} from (${candidates.sql}) as b
     where ($8::text is null or provider = $8)
       and ($9::text is null or status = $9)
       and ($10::text is null or provider_id = $10)
       and ($11::uuid is null or source_id = $11)
       and ($12::boolean is null or live = $12)
     order by id desc
     limit $7`
  const filters = [
    filter.provider ?? null,
    filter.status ?? null,
    filter.providerId ?? null,
    filter.sourceId ?? null,
    filter.live ?? null,
  ]
  const { rows, lookedTo } = await boundedPage<BatchRow>(queryable, {
    sql,
    candidates,
    limit: page.limit,
    filters,
  })
  return { rows: rows.map(batchFromRow), lookedTo }
}

function candidatesOf(page: BatchPage): Candidates {
  const { filter } = page
  const ways: readonly (readonly [keyof typeof CANDIDATES, string | undefined])[] = [
    ["providerId", filter.providerId],
    ["status", filter.status === "done" ? undefined : filter.status],
  ]
  const [way, key] = ways.find(([, value]) => value !== undefined) ?? ["all", undefined]
  return { sql: CANDIDATES[way], values: candidateValues(page, { key: key ?? null }) }
}
