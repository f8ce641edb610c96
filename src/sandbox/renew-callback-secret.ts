import { readEndpointSecrets, sealEndpointSecrets } from "../delivery/endpoint-secrets.ts"
import { lockEndpointSecrets } from "../delivery/lock-endpoint-secrets.ts"
import { updateEndpoint } from "../delivery/update-endpoint.ts"
import type { PoolClient } from "../postgres/pool.ts"
import { findProvider } from "../providers/index.ts"
import type { SandboxAccount } from "./account.ts"
import type { Callback } from "./callbacks.ts"
import type { SandboxKeyring } from "./sandbox-context.ts"

/** Of real time, also where the sandbox's clock is ahead: it is people that it waits for. */
const OVERLAP_MS = 24 * 60 * 60 * 1_000

/** Gives a callback another secret and returns it; the one before is live beside it for a day. */
export async function renewCallbackSecret(
  client: PoolClient,
  to: { readonly account: SandboxAccount; readonly callback: Callback },
  keyring: SandboxKeyring,
): Promise<string> {
  const { sandboxMerchantId: merchantId, provider } = to.account
  const endpoint = { merchantId, id: to.callback.endpointId }
  const secret = findProvider(provider)?.dialect.newSecret()
  const sealed = await lockEndpointSecrets(client, endpoint)
  if (secret === undefined || sealed === undefined) throw new Error("the callback is gone")
  const { secrets, basic } = readEndpointSecrets(await keyring.open(merchantId, sealed))
  const [before] = secrets
  const live = [
    { secret, expiresAtMs: null },
    ...(before === undefined ? [] : [{ ...before, expiresAtMs: Date.now() + OVERLAP_MS }]),
  ]
  const key = await keyring.sealingKey(merchantId)
  const secretsSealed = sealEndpointSecrets(key, { secrets: live, basic })
  await updateEndpoint(client, { ...endpoint, change: { secretsSealed } })
  return secret
}
