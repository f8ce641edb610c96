import { PaidoutError } from "../errors.ts"
import { newUuid } from "../ids.ts"
import { seal } from "../seal.ts"
import { credentialHash } from "./credential-hash.ts"
import type { NewSandboxAccount } from "./insert-account.ts"
import type { SandboxContext } from "./sandbox-context.ts"
import type { Simulator } from "./simulator.ts"
import { findSimulator, SIMULATORS } from "./simulators.ts"

export interface WantedAccount {
  readonly merchantId: string
  readonly sandboxMerchantId: string
  readonly provider: string
  /** Default: `Pivot sandbox`. */
  readonly name?: string | undefined
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  readonly seed?: bigint | undefined
}

/**
 * An account as it will be, with credentials of its own and money to spend.
 * @throws PaidoutError provider_unknown, request_invalid
 */
export async function draftAccount(
  context: Pick<SandboxContext, "keyring">,
  wanted: WantedAccount,
): Promise<{
  readonly account: Omit<NewSandboxAccount, "connection">
  readonly credentials: Readonly<Record<string, string>>
  readonly simulator: Simulator
}> {
  const { merchantId, sandboxMerchantId, provider } = wanted
  const simulator = knownSimulator(provider)
  const made = simulator.newAccount()
  const settings = { ...made.settings, ...wanted.settings }
  const fault = simulator.faultOfSettings(settings)
  if (fault !== undefined) throw new PaidoutError("request_invalid", fault)
  const key = await context.keyring.sealingKey(merchantId)
  const account = {
    merchantId,
    id: newUuid(),
    sandboxMerchantId,
    provider,
    name: wanted.name ?? `${provider.charAt(0).toUpperCase()}${provider.slice(1)} sandbox`,
    externalId: made.externalId,
    settings,
    seed: wanted.seed ?? 0n,
    credentialsSealed: seal(key, Buffer.from(JSON.stringify(made.credentials))),
    credentialHashes: Object.entries(made.credentials).map(([kind, value]) => ({
      kind,
      hash: credentialHash(context.keyring, { provider, kind, value }),
    })),
    balances: made.balances,
  }
  return { account, credentials: made.credentials, simulator }
}

/** @throws PaidoutError provider_unknown, naming those that are played */
export function knownSimulator(provider: string): Simulator {
  const simulator = findSimulator(provider)
  if (simulator !== undefined) return simulator
  const providers = SIMULATORS.map((known) => known.provider)
  throw new PaidoutError("provider_unknown", `The sandbox plays ${providers.join(", ")}.`, {
    detail: { providers },
  })
}
