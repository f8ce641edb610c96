import { findProvider, PROVIDERS } from "../providers/index.ts"
import type { Provider, WebhookRequest } from "../providers/provider.ts"
import { CommandFailure, EXIT } from "./exit.ts"

/** The provider of that name. @throws CommandFailure (usage) naming those there are. */
export function providerNamed(name: string): Provider {
  const provider = findProvider(name)
  if (provider !== undefined) return provider
  const names = PROVIDERS.map((one) => one.name).join(", ")
  throw new CommandFailure(EXIT.usage, `There is no provider "${name}". There are: ${names}.`)
}

/**
 * Whose webhook is it? By `name` where given, else by its credential header, else by who
 * understands the body. Undefined when nobody, or more than one, does.
 */
export function recogniseProvider(
  request: WebhookRequest,
  name: string | undefined,
): Provider | undefined {
  if (name !== undefined) return providerNamed(name)
  return (
    only(PROVIDERS.filter((provider) => sendsHeaderOf(provider, request))) ??
    only(PROVIDERS.filter((provider) => provider.decode(request).outcome === "events")) ??
    only(PROVIDERS.filter((provider) => provider.decode(request).outcome === "ignored"))
  )
}

function sendsHeaderOf(provider: Provider, request: WebhookRequest): boolean {
  return Object.keys(provider.credentialHeaders).some(
    (header) => header !== "authorization" && request.headers[header] !== undefined,
  )
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined
}
