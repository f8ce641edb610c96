import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** Over all merchants: a provider's id of an account is made at random. */
export async function findAccountByExternalId(
  queryable: Queryable,
  named: { readonly provider: string; readonly externalId: string },
): Promise<AccountKey | undefined> {
  const { rows } = await queryable.query<{ merchant_id: string; id: string }>(
    `select merchant_id, id from sandbox_accounts
     where external_id = $1 and provider = $2
     order by id
     limit 1`,
    [named.externalId, named.provider],
  )
  return rows[0] && { merchantId: rows[0].merchant_id, id: rows[0].id }
}
