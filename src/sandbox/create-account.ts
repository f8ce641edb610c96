import { idText } from "../ids.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import type { SandboxAccount } from "./account.ts"
import {
  connectAccount,
  insertSourceOf,
  type AccountOwner,
  type FirstOwner,
} from "./connect-account.ts"
import { draftAccount, type WantedAccount } from "./draft-account.ts"
import { insertAccount } from "./insert-account.ts"
import type { SandboxContext } from "./sandbox-context.ts"

export interface CreatedAccount {
  readonly account: SandboxAccount
  readonly credentials: Readonly<Record<string, string>>
}

/**
 * An account at a simulated provider, with credentials of its own and money to spend; all that
 * belongs to it, or nothing. Null: it was to be the first, and there has been one.
 * @throws PaidoutError provider_unknown, request_invalid
 */
export async function createAccount(
  context: Pick<SandboxContext, "pool" | "keyring">,
  wanted: WantedAccount,
  owner: FirstOwner,
): Promise<CreatedAccount | null>
export async function createAccount(
  context: Pick<SandboxContext, "pool" | "keyring">,
  wanted: WantedAccount,
  owner?: AccountOwner,
): Promise<CreatedAccount>
export async function createAccount(
  context: Pick<SandboxContext, "pool" | "keyring">,
  wanted: WantedAccount,
  owner?: AccountOwner | FirstOwner,
): Promise<CreatedAccount | null> {
  const drafted = await draftAccount(context, wanted)
  const { credentials } = drafted
  const key = await context.keyring.sealingKey(wanted.sandboxMerchantId)

  async function make(client: PoolClient): Promise<SandboxAccount | null> {
    const isFirst = owner !== undefined && "isFirst" in owner
    if (isFirst && !(await owner.host.beginProvider(client, wanted))) return null
    const connection =
      owner?.connects === true ? await insertSourceOf(client, drafted, owner) : null
    const account = await insertAccount(client, { ...drafted.account, connection })
    if (connection !== null) await connectAccount(client, account, { ...connection, key })
    await owner?.host.audit(client, {
      merchantId: account.merchantId,
      actor: owner.actor,
      action: "sandbox_account.create",
      object: idText("sandboxAccount", account.id),
      after: { name: account.name, provider: account.provider, settings: account.settings },
    })
    return account
  }
  const account = await inTransaction(context.pool, make)
  return account && { account, credentials }
}
