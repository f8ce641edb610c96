import { createAccount } from "./create-account.ts"
import type { HostedSandbox } from "./sandbox-context.ts"
import { SIMULATORS } from "./simulators.ts"

/**
 * One connected account per provider, so that the first minute shows a payout on its way. Each is
 * made once: one that was deleted stays away. Safe to call at every start, and by many at once.
 */
export async function ensureFirstAccounts(
  context: HostedSandbox,
  merchantId: string,
): Promise<void> {
  const actor = "start"
  const { host } = context
  const sandboxMerchantId = await host.ensureMerchant({ merchantId, actor })
  for (const { provider } of SIMULATORS) {
    const wanted = { merchantId, sandboxMerchantId, provider }
    await createAccount(context, wanted, { host, actor, connects: true, isFirst: true })
  }
}
