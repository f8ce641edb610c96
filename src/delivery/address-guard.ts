import type { LookupAddress } from "node:dns"

import ipaddr from "ipaddr.js"

import { resolveName, type ResolveName } from "./name-resolver.ts"

/** Which addresses may be delivered to, besides the public Internet's over HTTPS. */
export interface AddressPolicy {
  readonly allowed: readonly AllowedRange[]
  /** Of this very hub, where its sandbox sends to it; null while it does not listen. */
  readonly ownUrl?: () => string | null
}
type AllowedRange = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

export interface AddressRules {
  readonly policy: AddressPolicy
  /** Over HTTPS? Without it only allowed ranges are taken. */
  readonly secure: boolean
}

/** Why an endpoint's address is refused. */
export type AddressRefusal =
  | "url_invalid"
  | "scheme_forbidden"
  | "user_info_forbidden"
  | "address_forbidden"
  | "https_required"

/** The endpoint's host is, or resolves to, an address that may not be delivered to. */
export class AddressRefused extends Error {
  readonly refusal: AddressRefusal

  constructor(refusal: AddressRefusal, message: string) {
    super(message)
    this.name = "AddressRefused"
    this.refusal = refusal
  }
}

const publicIpv6 = ipaddr.parseCIDR("2000::/3")
/** Public by its number, yet answers only to machines inside Azure: its metadata service. */
const azureMetadata = ipaddr.parse("168.63.129.16")

/** @throws Error naming the text that is no CIDR. An address alone means just itself. */
export function createAddressPolicy(allowedCidrs: readonly string[]): AddressPolicy {
  return {
    allowed: allowedCidrs.map((cidr) => {
      try {
        if (cidr.includes("/")) return ipaddr.parseCIDR(cidr)
        const address = ipaddr.parse(cidr)
        return [address, address.kind() === "ipv4" ? 32 : 128] as const
      } catch {
        throw new Error(`"${cidr}" is no CIDR like 10.0.0.0/8 or fd00::/8`)
      }
    }),
  }
}

/**
 * Looks at a URL before anything connects to it: scheme, user info, and every address its host has
 * now. A name that does not resolve passes: connecting to it will fail with the cause `dns`.
 * Resolves to undefined when it may be delivered to.
 */
export async function checkEndpointUrl(
  text: string,
  policy: AddressPolicy,
  resolve: ResolveName = resolveName,
): Promise<AddressRefused | undefined> {
  if (!URL.canParse(text)) return new AddressRefused("url_invalid", "This is no URL.")
  const url = new URL(text)
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return new AddressRefused("scheme_forbidden", `${url.protocol} is neither https: nor http:.`)
  }
  if (url.username !== "" || url.password !== "") {
    return new AddressRefused("user_info_forbidden", "A URL with user or password is not taken.")
  }
  const secure = url.protocol === "https:"
  const host = hostWithoutBrackets(url.hostname)
  if (isOwnAddress(policy, url.hostname, url.port)) return undefined
  if (ipaddr.isValid(host)) return checkAddress(host, { policy, secure })
  const addresses = await resolve(host).catch(() => [])
  return checkAddresses(addresses, { policy, secure })
}

/** Is it this hub, written as a number? A name is never taken for it. */
export function isOwnAddress(policy: AddressPolicy, hostname: string, port: string): boolean {
  const own = policy.ownUrl?.() ?? null
  if (own === null) return false
  const url = new URL(own)
  return addressOf(hostname, port) === addressOf(url.hostname, url.port)
}

function addressOf(hostname: string, port: string): string {
  return `${hostWithoutBrackets(hostname)} ${port === "" ? "80" : port}`
}

/** One forbidden answer among others refuses the name: a public name never needs to mix them. */
export function checkAddresses(
  addresses: readonly LookupAddress[],
  rules: AddressRules,
): AddressRefused | undefined {
  return addresses
    .map(({ address }) => checkAddress(address, rules))
    .find((refused) => refused !== undefined)
}

/** May this address be connected to? Undefined: yes. */
export function checkAddress(text: string, rules: AddressRules): AddressRefused | undefined {
  if (!ipaddr.isValid(text)) return new AddressRefused("address_forbidden", "This is no address.")
  const address = ipaddr.parse(text)
  if (rules.policy.allowed.some((range) => matches(address, range))) return undefined
  if (!isPublic(address)) {
    return new AddressRefused(
      "address_forbidden",
      `${text} is no public address, and ALLOW_ENDPOINT_CIDRS does not name it.`,
    )
  }
  if (!rules.secure) {
    return new AddressRefused("https_required", "A public address is delivered to over HTTPS only.")
  }
  return undefined
}

/** `[::1]` as URLs write it, or `::1`. */
export function hostWithoutBrackets(host: string): string {
  return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host
}

function matches(address: ipaddr.IPv4 | ipaddr.IPv6, range: AllowedRange): boolean {
  const [network, bits] = range
  return address.kind() === network.kind() && address.match(network, bits)
}

/** Only what is surely public: `unicast` in ipaddr.js also means "in no table I know". */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== "unicast") return false
  if (address instanceof ipaddr.IPv6) return address.match(publicIpv6)
  return address.toString() !== azureMetadata.toString()
}
