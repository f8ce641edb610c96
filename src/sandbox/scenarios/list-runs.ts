import type { Queryable } from "../../postgres/pool.ts"
import { RUN_COLUMNS, RUN_TABLES, runFromRow, type FoundRun, type RunRow } from "./found-run.ts"

/** Newest first, below the run `before`. */
export async function listRuns(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly accountId?: string | undefined
    readonly state?: string | undefined
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly FoundRun[]> {
  const { rows } = await queryable.query<RunRow>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where t.merchant_id = $1 and t.kind = 'run'
       and ($2::uuid is null or t.account_id = $2)
       and ($3::text is null or t.status = $3)
       and ($4::text is null or t.name < $4)
     order by t.name desc
     limit $5`,
    [page.merchantId, page.accountId ?? null, page.state ?? null, page.before ?? null, page.limit],
  )
  return rows.map(runFromRow)
}
