import type { Queryable } from "../postgres/pool.ts"
import { ACCOUNT_COLUMNS, accountFromRow, type AccountRow } from "./account-row.ts"
import type { AccountKey, SandboxAccount } from "./account.ts"

export async function findAccount(
  queryable: Queryable,
  key: AccountKey,
): Promise<SandboxAccount | undefined> {
  const { rows } = await queryable.query<AccountRow>(
    `select ${ACCOUNT_COLUMNS} from sandbox_accounts where merchant_id = $1 and id = $2`,
    [key.merchantId, key.id],
  )
  return rows[0] && accountFromRow(rows[0])
}
