import { idText, newUuid } from "../ids.ts"
import type { Pool, Queryable } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { findSandboxMerchant } from "./find-merchant.ts"
import { insertAudit } from "./insert-audit.ts"
import type { Keyring } from "./keyring.ts"

/**
 * The merchant whose endpoints the webhooks of the owner's simulated accounts go to, made where
 * there is none. Returns its id. Safe to call from many processes at once.
 */
export async function ensureSandboxMerchant(
  pool: Pool,
  keyring: Keyring,
  request: { readonly merchantId: string; readonly actor: string },
): Promise<string> {
  const { merchantId, actor } = request
  const found = await findSandboxMerchant(pool, merchantId)
  if (found !== undefined) return found
  await inTransaction(pool, async (client) => {
    const id = await insertSandboxMerchant(client, merchantId)
    if (id === undefined) return
    await keyring.createDataKey(client, id)
    await insertAudit(client, {
      merchantId,
      actor,
      action: "sandbox.create",
      object: idText("merchant", id),
    })
  })
  const made = await findSandboxMerchant(pool, merchantId)
  if (made === undefined) throw new Error("the merchant of a sandbox is gone")
  return made
}

/** Who comes second waits for the first to commit, and then makes none. */
async function insertSandboxMerchant(
  queryable: Queryable,
  ownerId: string,
): Promise<string | undefined> {
  const { rows } = await queryable.query<{ id: string }>(
    `insert into merchants (id, name, sandbox_of)
     select $1, 'the sandbox of ' || left(name, 180), id from merchants where id = $2
     on conflict (sandbox_of) where sandbox_of is not null do nothing
     returning id`,
    [newUuid(), ownerId],
  )
  return rows[0]?.id
}
