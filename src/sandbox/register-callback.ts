import type { BasicCredentials } from "../delivery/dialect.ts"
import { readEndpointSecrets } from "../delivery/endpoint-secrets.ts"
import { findEndpointSecrets } from "../delivery/find-endpoint-secrets.ts"
import { PaidoutError } from "../errors.ts"
import { idText } from "../ids.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { inTransaction } from "../postgres/transaction.ts"
import type { SandboxAccount } from "./account.ts"
import { insertCallbackEndpoint } from "./add-callback.ts"
import { listCallbacks, type Callback } from "./callbacks.ts"
import { deleteCallback, discardOf } from "./delete-callback.ts"
import { knownSimulator } from "./draft-account.ts"
import { findAccount } from "./find-account.ts"
import { lockAccount } from "./lock-account.ts"
import type { HostedSandbox } from "./sandbox-context.ts"
import type { Simulator } from "./simulator.ts"

const CALLBACKS_MAX = 50

export interface CallbackRegistration {
  readonly merchantId: string
  readonly accountId: string
  readonly actor: string
  /** One of the provider's; by default its main one. */
  readonly product?: string | undefined
  readonly url: string
  /** Default: what the account's other webhooks carry, where the provider has one for all. */
  readonly secret?: string | undefined
  readonly settings?: unknown
  readonly basic?: BasicCredentials | null | undefined
}

/**
 * Sends webhooks of a product to this URL, once it has answered the provider's test call as that
 * provider demands. Where a product has one URL, it takes the place of the one before.
 * @throws PaidoutError not_found, request_invalid, secrets_invalid, endpoint_address_refused,
 *   endpoint_refused (`detail` says what came back)
 */
export async function registerCallback(
  context: HostedSandbox,
  request: CallbackRegistration,
): Promise<{ readonly callback: Callback; readonly secret: string }> {
  const { url, actor } = request
  const { host } = context
  const key = { merchantId: request.merchantId, id: request.accountId }
  const account = await findAccount(context.pool, key)
  if (account === undefined) throw new PaidoutError("not_found")
  const simulator = knownSimulator(account.provider)
  const product = readProduct(simulator, request.product)
  // Outside of any transaction: the test call waits for somebody else's server.
  const tried = await host.tryCallback({
    provider: account.provider,
    registersOn: simulator.registersOn,
    url,
    eventTypes: [product === "payment" ? "payment.*" : "*"],
    settings: request.settings,
    secret: request.secret ?? (await sharedSecret(context, account, simulator)),
    basic: request.basic,
  })
  const sealingKey = await context.keyring.sealingKey(account.sandboxMerchantId)
  const made = await inTransaction(context.pool, async (client) => {
    if ((await lockAccount(client, key)) === undefined) throw new PaidoutError("not_found")
    const before = await listCallbacks(client, account, product)
    const replaced = before.filter((each) => simulator.severalUrls !== true || each.url === url)
    if (before.length - replaced.length >= CALLBACKS_MAX) {
      throw new PaidoutError("conflict", `A product has at most ${CALLBACKS_MAX} URLs.`)
    }
    for (const each of replaced) await deleteCallback(client, account, { callback: each, host })
    const id = await insertCallbackEndpoint(client, account, {
      ...tried,
      product,
      url,
      key: sealingKey,
    })
    await host.audit(client, {
      merchantId: account.merchantId,
      actor,
      action: "sandbox_callback.create",
      object: idText("sandboxCallback", id),
      after: { account_id: idText("sandboxAccount", account.id), product, url },
    })
    return { callback: await findCallback(client, account, { product, id }), replaced }
  })
  await discardOf(context, account, made.replaced)
  return { callback: made.callback, secret: tried.secret }
}

function readProduct({ provider, products }: Simulator, wanted: string | undefined): string {
  const product = wanted ?? products[0]
  if (product !== undefined && products.includes(product)) return product
  throw new PaidoutError(
    "request_invalid",
    `product takes ${products.join(" or ")}: those are ${provider}'s.`,
    { detail: { field: "product", products } },
  )
}

/** A provider without a secret per URL has one for all of an account's webhooks. */
async function sharedSecret(
  context: HostedSandbox,
  account: SandboxAccount,
  simulator: Simulator,
): Promise<string | undefined> {
  if (simulator.severalUrls === true) return undefined
  const [known] = await listCallbacks(context.pool, account, null)
  if (known === undefined) return undefined
  const endpoint = { merchantId: account.sandboxMerchantId, id: known.endpointId }
  const sealed = await findEndpointSecrets(context.pool, endpoint)
  if (sealed === undefined) return undefined
  const opened = await context.keyring.open(account.sandboxMerchantId, sealed)
  return readEndpointSecrets(opened).secrets[0]?.secret
}

async function findCallback(
  client: PoolClient,
  account: SandboxAccount,
  { product, id }: { readonly product: string; readonly id: string },
): Promise<Callback> {
  const callbacks = await listCallbacks(client, account, product)
  const callback = callbacks.find((each) => each.id === id)
  if (callback === undefined) throw new Error("a callback is gone in the transaction that made it")
  return callback
}
