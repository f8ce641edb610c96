import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { Thing } from "./thing.ts"
import { THING_COLUMNS, thingFromRow, type ThingRow } from "./thing-row.ts"

export async function findThing(
  queryable: Queryable,
  account: AccountKey,
  key: { readonly kind: string; readonly name: string },
): Promise<Thing | null> {
  const { rows } = await queryable.query<ThingRow>({
    name: "find_sandbox_thing",
    text: `select ${THING_COLUMNS} from sandbox_things
           where merchant_id = $1 and account_id = $2 and kind = $3 and name = $4`,
    values: [account.merchantId, account.id, key.kind, key.name],
  })
  return rows[0] === undefined ? null : thingFromRow(rows[0])
}
