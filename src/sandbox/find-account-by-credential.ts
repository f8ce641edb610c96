import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** Over all merchants: whose request it is follows from what it presents. */
export async function findAccountByCredential(
  queryable: Queryable,
  presented: { readonly provider: string; readonly kind: string; readonly hash: Buffer },
): Promise<AccountKey | undefined> {
  const { rows } = await queryable.query<{ merchant_id: string; id: string }>(
    `select a.merchant_id, a.id
     from sandbox_credentials as c
     join sandbox_accounts as a on a.merchant_id = c.merchant_id and a.id = c.account_id
     where c.hash = $1 and c.kind = $2 and a.provider = $3
     limit 1`,
    [presented.hash, presented.kind, presented.provider],
  )
  return rows[0] && { merchantId: rows[0].merchant_id, id: rows[0].id }
}
