import { sealEndpointSecrets, type EndpointSecrets } from "../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../delivery/endpoint.ts"
import { insertEndpoint } from "../delivery/insert-endpoint.ts"
import { newUuid } from "../ids.ts"
import type { Queryable } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import type { DataKey } from "../seal.ts"
import type { SandboxAccount } from "./account.ts"
import { insertCallback } from "./callbacks.ts"
import type { SandboxContext } from "./sandbox-context.ts"

export interface NewCallback {
  readonly product: string
  readonly url: string
  readonly secrets: EndpointSecrets
  readonly settings?: EndpointSettings
  /** The source whose receive URL it is. */
  readonly sourceId?: string
}

/**
 * Sends an account's webhooks of one product to a URL, as an endpoint of the sandbox's merchant in
 * the provider's own dialect. The URL has been tried by the caller. Returns the callback's id.
 */
export async function addCallback(
  context: Pick<SandboxContext, "pool" | "keyring">,
  account: SandboxAccount,
  callback: NewCallback,
): Promise<string> {
  const key = await context.keyring.sealingKey(account.sandboxMerchantId)
  return inTransaction(context.pool, (client) =>
    insertCallbackEndpoint(client, account, { ...callback, key }),
  )
}

/** The same in the caller's transaction; `key` is of the sandbox's merchant. */
export async function insertCallbackEndpoint(
  queryable: Queryable,
  account: SandboxAccount,
  callback: NewCallback & { readonly key: DataKey },
): Promise<string> {
  const { product, url, secrets, settings = {}, sourceId = null, key } = callback
  const endpoint = await insertEndpoint(queryable, {
    merchantId: account.sandboxMerchantId,
    id: newUuid(),
    url,
    description: `${account.name}: ${product}`,
    // Its webhooks are told by the simulator alone.
    eventTypes: [],
    dialect: account.provider,
    version: "1",
    ordering: "none",
    // A provider goes on for as long as its schedule says.
    settings: { disable_after_hours: 0, ...settings },
    secretsSealed: sealEndpointSecrets(key, secrets),
    hasBasic: secrets.basic !== null,
  })
  const id = newUuid()
  await insertCallback(queryable, account, { id, product, endpointId: endpoint.id, sourceId })
  return id
}
