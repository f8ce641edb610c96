import { listEndpointsAtUrl } from "../../delivery/list-endpoints-at-url.ts"
import { liveCredentials, readEndpointSecrets } from "../../delivery/endpoint-secrets.ts"
import type { HostedSandbox } from "../sandbox-context.ts"
import { findSandboxMerchantOf } from "./find-sandbox-merchant-of.ts"
import { echoUrl } from "./echo-url.ts"
import type { Echo } from "./echo.ts"
import type { EchoSender } from "./judge-echo.ts"

const sendersMax = 10

/** The endpoints that have a receiver's URL: the merchant's, and those of its simulated providers. */
export async function findEchoSenders(
  { pool, keyring, host }: HostedSandbox,
  echo: Pick<Echo, "merchantId" | "token">,
): Promise<readonly EchoSender[]> {
  const { merchantId } = echo
  const simulated = await findSandboxMerchantOf(pool, merchantId)
  const endpoints = await listEndpointsAtUrl(pool, {
    merchantIds: simulated === undefined ? [merchantId] : [merchantId, simulated],
    url: echoUrl(host.baseUrl(), echo.token),
    limit: sendersMax,
  })
  const nowMs = Date.now()
  return Promise.all(
    endpoints.map(async ({ merchantId: owner, id, dialect, secretsSealed }) => {
      const secrets = readEndpointSecrets(await keyring.open(owner, secretsSealed))
      return {
        id: owner === merchantId ? id : null,
        dialect,
        credentials: liveCredentials(secrets, nowMs),
      }
    }),
  )
}
