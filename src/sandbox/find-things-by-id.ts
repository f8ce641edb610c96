import { plainArray } from "../postgres/array-parameter.ts"
import type { Queryable } from "../postgres/pool.ts"
import type { AccountKey } from "./account.ts"

/** Kind and name of those that are still there, by our own id; the caller bounds the ids. */
export async function findThingsById(
  queryable: Queryable,
  account: AccountKey,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly kind: string; readonly name: string }>> {
  const { rows } = await queryable.query<{ id: string; kind: string; name: string }>(
    `select id, kind, name from sandbox_things
     where merchant_id = $1 and account_id = $2 and id = any ($3::uuid[])`,
    [account.merchantId, account.id, plainArray([...new Set(ids)])],
  )
  return new Map(rows.map(({ id, ...thing }) => [id, thing]))
}
