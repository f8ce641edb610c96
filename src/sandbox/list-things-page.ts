import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { Thing } from "./thing.ts"
import { THING_COLUMNS, thingFromRow, type ThingRow } from "./thing-row.ts"

/** What an account holds, newest first, below the ordinal `before`. */
export async function listThingsPage(
  queryable: Queryable,
  account: AccountKey,
  page: {
    readonly kind?: string | undefined
    readonly status?: string | undefined
    readonly parent?: string | undefined
    readonly reference?: string | undefined
    readonly before: number | undefined
    readonly limit: number
  },
): Promise<readonly Thing[]> {
  const { rows } = await queryable.query<ThingRow>(
    `select ${THING_COLUMNS} from sandbox_things
     where merchant_id = $1 and account_id = $2
       and ($3::text is null or kind = $3)
       and ($4::text is null or status = $4)
       and ($5::text is null or parent = $5)
       and ($6::text is null or reference = $6)
       and ($7::bigint is null or ordinal < $7)
     order by ordinal desc
     limit $8`,
    [
      account.merchantId,
      account.id,
      page.kind ?? null,
      page.status ?? null,
      page.parent ?? null,
      page.reference ?? null,
      page.before ?? null,
      page.limit,
    ],
  )
  return rows.map(thingFromRow)
}
