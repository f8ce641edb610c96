import type { Queryable } from "../postgres/pool.ts"
import { ACCOUNT_COLUMNS, accountFromRow, type AccountRow } from "./account-row.ts"
import type { AccountKey, SandboxAccount } from "./account.ts"

/** The account and the sandbox's time, until the end of the transaction nobody else's. */
export async function lockAccount(
  queryable: Queryable,
  key: AccountKey,
): Promise<{ readonly account: SandboxAccount; readonly now: Date } | undefined> {
  const { rows } = await queryable.query<AccountRow>(
    `select ${ACCOUNT_COLUMNS} from sandbox_accounts
     where merchant_id = $1 and id = $2
     for no key update`,
    [key.merchantId, key.id],
  )
  const [row] = rows
  if (row === undefined) return undefined
  // A statement of its own: who waited for the lock must not be earlier than who had it.
  const clock = await queryable.query<{ now: Date }>("select paidout_now() as now")
  return { account: accountFromRow(row), now: clock.rows[0]?.now ?? row.updated_at }
}
