import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"
import type { Thing } from "./thing.ts"
import { THING_COLUMNS, thingFromRow, type ThingRow } from "./thing-row.ts"
import type { ThingFilter } from "./world.ts"

export const THINGS_LISTED_MAX = 1_000

/** In the order made, or newest first; with how many there are in all. */
export async function listThings(
  queryable: Queryable,
  account: AccountKey,
  filter: ThingFilter,
): Promise<{ readonly things: readonly Thing[]; readonly total: number }> {
  const { rows } = await queryable.query<ThingRow & { total: string }>(
    `select ${THING_COLUMNS}, count(*) over () as total from sandbox_things
     where merchant_id = $1 and account_id = $2 and kind = $3
       and ($4::text is null or parent = $4)
       and ($5::text is null or reference = $5)
       and ($6::text is null or status = $6)
       and ($7::timestamptz is null or created_at >= $7)
       and ($8::timestamptz is null or created_at <= $8)
     order by case when $11 then -ordinal else ordinal end
     limit $9 offset $10`,
    [
      account.merchantId,
      account.id,
      filter.kind,
      filter.parent ?? null,
      filter.reference ?? null,
      filter.status ?? null,
      filter.createdSince ?? null,
      filter.createdUntil ?? null,
      Math.min(filter.limit ?? 100, THINGS_LISTED_MAX),
      filter.offset ?? 0,
      filter.newestFirst ?? false,
    ],
  )
  const total =
    rows[0] === undefined ? await countThings(queryable, account, filter) : rows[0].total
  return { things: rows.map(thingFromRow), total: Number(total) }
}

/** A page behind the last one has no row to tell. */
async function countThings(
  queryable: Queryable,
  account: AccountKey,
  filter: ThingFilter,
): Promise<string> {
  const { rows } = await queryable.query<{ total: string }>(
    `select count(*) as total from sandbox_things
     where merchant_id = $1 and account_id = $2 and kind = $3
       and ($4::text is null or parent = $4)
       and ($5::text is null or reference = $5)
       and ($6::text is null or status = $6)
       and ($7::timestamptz is null or created_at >= $7)
       and ($8::timestamptz is null or created_at <= $8)`,
    [
      account.merchantId,
      account.id,
      filter.kind,
      filter.parent ?? null,
      filter.reference ?? null,
      filter.status ?? null,
      filter.createdSince ?? null,
      filter.createdUntil ?? null,
    ],
  )
  return rows[0]?.total ?? "0"
}
