import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { Thing } from "./thing.ts"
import { THING_COLUMNS, thingFromRow, type ThingRow } from "./thing-row.ts"

/** What of an account is to move on first, if its moment has come. */
export async function findDueThing(
  queryable: Queryable,
  account: AccountKey,
  now: Date,
): Promise<Thing | null> {
  const { rows } = await queryable.query<ThingRow>({
    name: "find_due_sandbox_thing",
    text: `select ${THING_COLUMNS} from sandbox_things
           where merchant_id = $1 and account_id = $2 and next_step_at <= $3
           order by next_step_at, ordinal
           limit 1`,
    values: [account.merchantId, account.id, now],
  })
  return rows[0] === undefined ? null : thingFromRow(rows[0])
}
