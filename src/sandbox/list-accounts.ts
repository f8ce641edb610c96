import type { Queryable } from "../postgres/pool.ts"
import { ACCOUNT_COLUMNS, accountFromRow, type AccountRow } from "./account-row.ts"
import type { SandboxAccount } from "./account.ts"

/** The merchant's accounts, newest first, below the id `before`. */
export async function listAccounts(
  queryable: Queryable,
  page: {
    readonly merchantId: string
    readonly provider?: string | undefined
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<readonly SandboxAccount[]> {
  const { rows } = await queryable.query<AccountRow>(
    `select ${ACCOUNT_COLUMNS} from sandbox_accounts
     where merchant_id = $1
       and ($2::text is null or provider = $2)
       and ($3::uuid is null or id < $3)
     order by id desc
     limit $4`,
    [page.merchantId, page.provider ?? null, page.before ?? null, page.limit],
  )
  return rows.map(accountFromRow)
}
