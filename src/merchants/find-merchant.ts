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
    "select id, name, created_at from merchants where sandbox_of is null order by id limit 1",
  )
  return rows[0] && merchantFromRow(rows[0])
}

/** Whose endpoints the webhooks of this merchant's simulated accounts go to. */
export async function findSandboxMerchant(
  queryable: Queryable,
  ownerId: string,
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ id: string }>(
    "select id from merchants where sandbox_of = $1",
    [ownerId],
  )
  return rows[0]?.id
}
