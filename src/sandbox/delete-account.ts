import { PaidoutError } from "../errors.ts"
import { idText } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import type { AccountKey } from "./account.ts"
import { listCallbacks } from "./callbacks.ts"
import { deleteCallback, discardOf } from "./delete-callback.ts"
import { lockAccount } from "./lock-account.ts"
import type { HostedSandbox } from "./sandbox-context.ts"

/**
 * Ends an account with all that it holds. A source that was made for it stays: what the hub has
 * heard of it is the hub's.
 * @throws PaidoutError not_found
 */
export async function deleteAccount(
  context: HostedSandbox,
  request: AccountKey & { readonly actor: string },
): Promise<void> {
  const { merchantId, id, actor } = request
  const { host } = context
  const { account, callbacks } = await inTransaction(context.pool, async (client) => {
    const locked = await lockAccount(client, request)
    if (locked === undefined) throw new PaidoutError("not_found")
    const { account } = locked
    const callbacks = await listCallbacks(client, account, null)
    for (const callback of callbacks) await deleteCallback(client, account, { callback, host })
    await removeAccount(client, account)
    await host.audit(client, {
      merchantId,
      actor,
      action: "sandbox_account.delete",
      object: idText("sandboxAccount", id),
      before: { name: account.name, provider: account.provider },
    })
    return { account, callbacks }
  })
  await discardOf(context, account, callbacks)
}

async function removeAccount(queryable: Queryable, account: AccountKey): Promise<void> {
  await queryable.query("delete from sandbox_accounts where merchant_id = $1 and id = $2", [
    account.merchantId,
    account.id,
  ])
}
