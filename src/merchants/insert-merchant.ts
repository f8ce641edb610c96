import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { Keyring } from "./keyring.ts"
import { merchantFromRow, type Merchant, type MerchantRow } from "./merchant.ts"

/** A merchant and its first data key. Call it in a transaction. */
export async function insertMerchant(
  queryable: Queryable,
  keyring: Keyring,
  name: string,
): Promise<Merchant> {
  const { rows } = await queryable.query<MerchantRow>(
    "insert into merchants (id, name) values ($1, $2) returning id, name, created_at",
    [newUuid(), name],
  )
  const merchant = merchantFromRow(rows[0] as MerchantRow)
  await keyring.createDataKey(queryable, merchant.id)
  return merchant
}
