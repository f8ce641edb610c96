import { idText } from "../ids.ts"
import type { Pool } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { SCOPES, type ApiKey } from "./api-key.ts"
import { insertApiKey, newApiKey } from "./insert-api-key.ts"
import { insertAudit } from "./insert-audit.ts"
import { insertMerchant } from "./insert-merchant.ts"
import type { Keyring } from "./keyring.ts"
import type { Merchant } from "./merchant.ts"

export interface CreatedMerchant {
  readonly merchant: Merchant
  readonly apiKey: ApiKey
  /** The only time that it can be read. */
  readonly key: string
}

/** Another merchant, with a first key of all scopes. The audit entry stands with the creator. */
export async function createMerchant(
  pool: Pool,
  keyring: Keyring,
  request: { readonly name: string; readonly createdBy: string; readonly actor: string },
): Promise<CreatedMerchant> {
  return inTransaction(pool, async (client) => {
    const merchant = await insertMerchant(client, keyring, request.name)
    const key = newApiKey()
    const apiKey = await insertApiKey(client, keyring, {
      merchantId: merchant.id,
      name: "first key",
      key,
      scopes: SCOPES,
    })
    await insertAudit(client, {
      merchantId: request.createdBy,
      actor: request.actor,
      action: "merchant.create",
      object: idText("merchant", merchant.id),
      after: { name: merchant.name },
    })
    return { merchant, apiKey, key }
  })
}
