import type { Queryable } from "../../postgres/pool.ts"
import { RUN_COLUMNS, RUN_TABLES, runFromRow, type FoundRun, type RunRow } from "./found-run.ts"

export async function findRun(
  queryable: Queryable,
  key: { readonly merchantId: string; readonly id: string },
): Promise<FoundRun | undefined> {
  const { rows } = await queryable.query<RunRow>(
    `select ${RUN_COLUMNS} from ${RUN_TABLES}
     where t.merchant_id = $1 and t.kind = 'run' and t.name = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && runFromRow(rows[0])
}
