import type { Config } from "../config.ts"
import { PaidoutError } from "../errors.ts"
import { createAddressPolicy, type AddressPolicy } from "./address-guard.ts"

/**
 * Loopback may be delivered to while the hub is a developer's own: embedded, and on loopback. Where
 * it listens for others too, its sandbox may still send to the hub itself.
 * @throws PaidoutError config_invalid: ALLOW_ENDPOINT_CIDRS is no list of ranges.
 */
export function hubAddressPolicy(
  config: Pick<Config, "databaseUrl" | "host" | "allowEndpointCidrs" | "sandbox">,
  ownUrl: () => string,
): AddressPolicy {
  const isEmbedded = config.databaseUrl === null
  const own = isEmbedded && isLoopback(config.host)
  try {
    const policy = createAddressPolicy([
      ...config.allowEndpointCidrs,
      ...(own ? ["127.0.0.0/8", "::1/128"] : []),
    ])
    if (!isEmbedded || !config.sandbox) return policy
    return { ...policy, ownUrl: () => ownUrl() || null }
  } catch (error) {
    const why = error instanceof Error ? error.message : ""
    throw new PaidoutError("config_invalid", `ALLOW_ENDPOINT_CIDRS: ${why}.`, { cause: error })
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host)
}
