import type { AccountKey } from "../account.ts"
import { THING_COLUMNS, thingFromRow, type ThingRow } from "../thing-row.ts"
import type { Thing } from "../thing.ts"

/** A run and the account that plays it. */
export interface FoundRun {
  /** Its name, a UUID: `run_…` outside. */
  readonly id: string
  readonly account: AccountKey
  readonly provider: string
  readonly thing: Thing
}

export const RUN_COLUMNS = `a.merchant_id, a.id as account_id, a.provider,
  ${THING_COLUMNS.split(",")
    .map((column) => `t.${column.trim()}`)
    .join(", ")}`

/** A run is a thing of its account. */
export const RUN_TABLES = `sandbox_things as t
  join sandbox_accounts as a on a.merchant_id = t.merchant_id and a.id = t.account_id`

export interface RunRow extends ThingRow {
  readonly merchant_id: string
  readonly account_id: string
  readonly provider: string
}

export function runFromRow(row: RunRow): FoundRun {
  return {
    id: row.name,
    account: { merchantId: row.merchant_id, id: row.account_id },
    provider: row.provider,
    thing: thingFromRow(row),
  }
}
