import { idText } from "../ids.ts"
import type { Pool } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import type { ApiKey, Scope } from "./api-key.ts"
import { insertApiKey, newApiKey } from "./insert-api-key.ts"
import { insertAudit } from "./insert-audit.ts"
import type { Keyring } from "./keyring.ts"

/** `key` can be read here and never again. */
export async function createApiKey(
  pool: Pool,
  keyring: Keyring,
  request: {
    readonly merchantId: string
    readonly name: string
    readonly scopes: readonly Scope[]
    readonly actor: string
  },
): Promise<{ readonly apiKey: ApiKey; readonly key: string }> {
  return inTransaction(pool, async (client) => {
    const key = newApiKey()
    const apiKey = await insertApiKey(client, keyring, { ...request, key })
    await insertAudit(client, {
      merchantId: request.merchantId,
      actor: request.actor,
      action: "api_key.create",
      object: idText("apiKey", apiKey.id),
      after: { name: apiKey.name, scopes: apiKey.scopes },
    })
    return { apiKey, key }
  })
}
