import { textArray } from "../../postgres/array-parameter.ts"
import type { Queryable } from "../../postgres/pool.ts"
import { THING_COLUMNS, thingFromRow, type ThingRow } from "../thing-row.ts"
import type { Thing } from "../thing.ts"
import type { FoundRun } from "./found-run.ts"
import { runState } from "./run.ts"

export const MADE_LISTED_MAX = 1_000

/** What a run's actions made or were done to, and the payouts of its requests, in the order made. */
export async function listMadeByRun(
  queryable: Queryable,
  { account, thing: run }: FoundRun,
): Promise<readonly Thing[]> {
  const made = Object.values(runState(run).made)
  const { rows } = await queryable.query<ThingRow>(
    `select ${THING_COLUMNS} from sandbox_things
     where merchant_id = $1 and account_id = $2
       and ((kind, name) in (select * from unnest($3::text[], $4::text[])) or parent = any ($4))
     order by ordinal
     limit $5`,
    [
      account.merchantId,
      account.id,
      textArray(made.map(({ kind }) => kind)),
      textArray(made.map(({ name }) => name)),
      MADE_LISTED_MAX,
    ],
  )
  return rows.map(thingFromRow)
}
