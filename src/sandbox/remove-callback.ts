import { PaidoutError } from "../errors.ts"
import { idText } from "../ids.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { listCallbacks } from "./callbacks.ts"
import { deleteCallback, discardOf } from "./delete-callback.ts"
import { lockAccount } from "./lock-account.ts"
import type { HostedSandbox } from "./sandbox-context.ts"

/** @throws PaidoutError not_found */
export async function removeCallback(
  context: HostedSandbox,
  request: {
    readonly merchantId: string
    readonly accountId: string
    readonly id: string
    readonly actor: string
  },
): Promise<void> {
  const { merchantId, accountId, id, actor } = request
  const { host } = context
  const { account, callback } = await inTransaction(context.pool, async (client) => {
    const locked = await lockAccount(client, { merchantId, id: accountId })
    if (locked === undefined) throw new PaidoutError("not_found")
    const { account } = locked
    const callbacks = await listCallbacks(client, account, null)
    const callback = callbacks.find((each) => each.id === id)
    if (callback === undefined) throw new PaidoutError("not_found")
    await deleteCallback(client, account, { callback, host })
    const { product, url } = callback
    await host.audit(client, {
      merchantId,
      actor,
      action: "sandbox_callback.delete",
      object: idText("sandboxCallback", id),
      before: { account_id: idText("sandboxAccount", accountId), product, url },
    })
    return { account, callback }
  })
  await discardOf(context, account, [callback])
}
