import type { Queryable } from "../postgres/pool.ts"
import { ACCOUNT_COLUMNS, accountFromRow, type AccountRow } from "./account-row.ts"
import type { SandboxAccount } from "./account.ts"

/** Newest first, those before the id `before`. */
export async function listAccounts(
  queryable: Queryable,
  page: { readonly merchantId: string; readonly before: string | null; readonly limit: number },
): Promise<readonly SandboxAccount[]> {
  const { rows } = await queryable.query<AccountRow>(
    `select ${ACCOUNT_COLUMNS} from sandbox_accounts
     where merchant_id = $1 and ($2::uuid is null or id < $2)
     order by id desc
     limit $3`,
    [page.merchantId, page.before, page.limit],
  )
  return rows.map(accountFromRow)
}
