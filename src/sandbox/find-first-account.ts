import { textArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** The oldest account at the first of these providers that has one. */
export async function findFirstAccount(
  queryable: Queryable,
  of: { readonly merchantId: string; readonly providers: readonly string[] },
): Promise<AccountKey | undefined> {
  const { rows } = await queryable.query<{ id: string }>(
    `select a.id
     from unnest($2::text[]) with ordinality as u (provider, place)
     join sandbox_accounts as a on a.merchant_id = $1 and a.provider = u.provider
     order by u.place, a.id
     limit 1`,
    [of.merchantId, textArray(of.providers)],
  )
  return rows[0] && { merchantId: of.merchantId, id: rows[0].id }
}
