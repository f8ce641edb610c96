import type { IncomingMessage } from "node:http"
import ipaddr from "ipaddr.js"

import { createAddressPolicy } from "../delivery/address-guard.ts"

/** Of a request: who sent it, as far as it can be known. */
export type RemoteAddress = (request: IncomingMessage) => string | null

/** More than any chain of proxies has; what stands left of them anybody may have written. */
const FORWARDED_MAX = 20

/**
 * The address of the connection, unless that is a proxy of ours: then `X-Forwarded-For` is read
 * from its end, where the nearest proxy wrote, up to the first address that is none of them. Without
 * trusted proxies the header says nothing: anybody can send one.
 * @throws Error naming the text that is no CIDR
 */
export function createRemoteAddress(trustedCidrs: readonly string[]): RemoteAddress {
  const { allowed } = createAddressPolicy(trustedCidrs)
  const isTrusted = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
    allowed.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))

  return (request) => {
    const own = addressOf(request.socket.remoteAddress)
    if (own === undefined) return request.socket.remoteAddress ?? null
    if (allowed.length === 0) return own.toString()
    const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",")
    let nearest = own
    for (const text of forwarded.slice(-FORWARDED_MAX).toReversed()) {
      if (!isTrusted(nearest)) break
      const address = addressOf(text.trim())
      if (address === undefined) break
      nearest = address
    }
    return nearest.toString()
  }
}

/** Whose attempts are counted together: of IPv6 the network that one subscriber has. */
export function addressGroup(address: string | null): string {
  const parsed = addressOf(address ?? undefined)
  if (parsed === undefined) return "unknown"
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  return parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")
}

/** IPv4 in the clothes of IPv6 (`::ffff:…`) is IPv4. */
function addressOf(text: string | undefined): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return text !== undefined && ipaddr.isValid(text) ? ipaddr.process(text) : undefined
}
