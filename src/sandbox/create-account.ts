import { PaidoutError } from "../errors.ts"
import { newUuid } from "../ids.ts"
import { inTransaction } from "../postgres/transaction.ts"
import { seal } from "../seal.ts"
import type { SandboxAccount } from "./account.ts"
import { credentialHash } from "./credential-hash.ts"
import { insertAccount } from "./insert-account.ts"
import type { SandboxContext } from "./sandbox-context.ts"
import { findSimulator } from "./simulators.ts"

/**
 * An account at a simulated provider, with credentials of its own and money to spend.
 * @throws PaidoutError provider_unknown, request_invalid
 */
export async function createAccount(
  context: Pick<SandboxContext, "pool" | "keyring">,
  wanted: {
    readonly merchantId: string
    readonly sandboxMerchantId: string
    readonly provider: string
    readonly name?: string
    readonly settings?: Readonly<Record<string, unknown>>
    readonly seed?: bigint
    readonly sourceId?: string
  },
): Promise<{
  readonly account: SandboxAccount
  readonly credentials: Readonly<Record<string, string>>
}> {
  const { merchantId, provider } = wanted
  const simulator = findSimulator(provider)
  if (simulator === undefined) throw new PaidoutError("provider_unknown")
  const made = simulator.newAccount()
  const settings = { ...made.settings, ...wanted.settings }
  const fault = simulator.faultOfSettings(settings)
  if (fault !== undefined) throw new PaidoutError("request_invalid", fault)
  const key = await context.keyring.sealingKey(merchantId)
  const account = await inTransaction(context.pool, (client) =>
    insertAccount(client, {
      merchantId,
      id: newUuid(),
      sandboxMerchantId: wanted.sandboxMerchantId,
      provider,
      name: wanted.name ?? `${provider} sandbox`,
      externalId: made.externalId,
      settings,
      seed: wanted.seed ?? 0n,
      credentialsSealed: seal(key, Buffer.from(JSON.stringify(made.credentials))),
      credentialHashes: Object.entries(made.credentials).map(([kind, value]) => ({
        kind,
        hash: credentialHash(context.keyring, { provider, kind, value }),
      })),
      balances: made.balances,
      sourceId: wanted.sourceId ?? null,
    }),
  )
  return { account, credentials: made.credentials }
}
