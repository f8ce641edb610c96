import type { EndpointSecrets } from "../delivery/endpoint-secrets.ts"
import type { EndpointSettings } from "../delivery/endpoint.ts"
import type { PoolClient, Queryable } from "../postgres/pool.ts"
import { findProvider } from "../providers/index.ts"
import type { DataKey } from "../seal.ts"
import type { SandboxAccount } from "./account.ts"
import { insertCallbackEndpoint } from "./add-callback.ts"
import type { draftAccount } from "./draft-account.ts"
import type { HubSide } from "./hub-side.ts"
import { findSimulator } from "./simulators.ts"

/** Whom it is made for, at the hub. */
export interface AccountOwner {
  readonly host: HubSide
  readonly actor: string
  /** Also make a source of the hub that hears of everything that happens at the account. */
  readonly connects: boolean
  /** How its webhooks are sent to that source. */
  readonly callbackSettings?: EndpointSettings
}

/** Only as the provider's first, which is made once, whoever asks. */
export interface FirstOwner extends AccountOwner {
  readonly isFirst: true
}

/** Where an account's source hears of it. */
export interface Connection {
  readonly sourceId: string
  /** The sandbox's own URL, as the source knows it. */
  readonly baseUrl: string
  readonly receiveUrl: string
  readonly secrets: EndpointSecrets
  readonly settings: EndpointSettings
}

/** The hub's source for an account that is about to be made. */
export async function insertSourceOf(
  queryable: Queryable,
  { account, credentials }: Awaited<ReturnType<typeof draftAccount>>,
  { host, actor, callbackSettings = {} }: AccountOwner,
): Promise<Connection> {
  const { merchantId, name, provider } = account
  const secret = findProvider(provider)?.dialect.newSecret()
  if (secret === undefined) throw new Error(`the hub does not know the provider ${provider}`)
  const baseUrl = sandboxUrl(host.baseUrl(), provider)
  const source = { merchantId, name, provider, baseUrl, secret, credentials, actor }
  const sourceId = await host.insertSource(queryable, source)
  const secrets = { secrets: [{ secret, expiresAtMs: null }], basic: null }
  const receiveUrl = host.receiveUrl(sourceId)
  return { sourceId, baseUrl, receiveUrl, secrets, settings: callbackSettings }
}

/** Webhooks of every product go to the source; no test call is sent: it would be in the ledger. */
export async function connectAccount(
  client: PoolClient,
  account: SandboxAccount,
  connection: Connection & { readonly key: DataKey },
): Promise<void> {
  const { receiveUrl: url, secrets, settings, sourceId, key } = connection
  for (const product of findSimulator(account.provider)?.products ?? []) {
    const callback = { product, url, secrets, settings, sourceId }
    await insertCallbackEndpoint(client, account, { ...callback, key })
  }
}

/** Where a provider's paths begin: `http://127.0.0.1:8080/sandbox/pivot`. */
export function sandboxUrl(baseUrl: string, provider: string): string {
  return `${baseUrl}/sandbox/${provider}`
}
