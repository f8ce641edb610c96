import type { Queryable } from "../postgres/pool.ts"
import { merchantFromRow, type Merchant, type MerchantRow } from "./merchant.ts"

export async function findMerchant(
  queryable: Queryable,
  id: string,
): Promise<Merchant | undefined> {
  const { rows } = await queryable.query<MerchantRow>(
    "select id, name, created_at from merchants where id = $1",
    [id],
  )
  return rows[0] && merchantFromRow(rows[0])
}

/** The installation's own merchant: the one that was there first. */
export async function findFirstMerchant(queryable: Queryable): Promise<Merchant | undefined> {
  const { rows } = await queryable.query<MerchantRow>(
    "select id, name, created_at from merchants order by id limit 1",
  )
  return rows[0] && merchantFromRow(rows[0])
}
