import { sealEndpointSecrets, type EndpointSecrets } from "../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../delivery/endpoint.ts"
import { insertEndpoint } from "../delivery/insert-endpoint.ts"
import { newUuid } from "../ids.ts"
import { inTransaction } from "../postgres/transaction.ts"
import type { SandboxAccount } from "./account.ts"
import { insertCallback } from "./callbacks.ts"
import type { SandboxContext } from "./sandbox-context.ts"

/**
 * Sends an account's webhooks of one product to a URL, as an endpoint of the sandbox's merchant in
 * the provider's own dialect. The URL has been tried by the caller. Returns the callback's id.
 */
export async function addCallback(
  context: Pick<SandboxContext, "pool" | "keyring">,
  account: SandboxAccount,
  callback: {
    readonly product: string
    readonly url: string
    readonly secrets: EndpointSecrets
    readonly settings?: EndpointSettings
  },
): Promise<string> {
  const key = await context.keyring.sealingKey(account.sandboxMerchantId)
  const id = newUuid()
  await inTransaction(context.pool, async (client) => {
    const endpoint = await insertEndpoint(client, {
      merchantId: account.sandboxMerchantId,
      id: newUuid(),
      url: callback.url,
      description: `${account.name}: ${callback.product}`,
      // Its webhooks are told by the simulator alone.
      eventTypes: [],
      dialect: account.provider,
      version: "1",
      ordering: "none",
      settings: callback.settings ?? {},
      secretsSealed: sealEndpointSecrets(key, callback.secrets),
      hasBasic: callback.secrets.basic !== null,
    })
    await insertCallback(client, account, {
      id,
      product: callback.product,
      endpointId: endpoint.id,
    })
  })
  return id
}
