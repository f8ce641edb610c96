import { PaidoutError } from "../errors.ts"
import type { Source, SourceSettings } from "../merchants/source.ts"

/**
 * Credentials are shown to no key, so none may have them sent to a host of its choice either: it
 * could read them there. Back to the provider's own host they may always go.
 * @throws PaidoutError forbidden
 */
export function keepCredentialsAtHost(
  source: Pick<Source, "settings" | "hasCredentials">,
  settings: SourceSettings | undefined,
): void {
  const to = settings?.base_url
  if (to === undefined || !source.hasCredentials) return
  const origin = originOf(to)
  if (origin !== null && origin === originOf(source.settings.base_url ?? "")) return
  const advice = 'Give the credentials along with it, or use a key with the scope "admin".'
  throw new PaidoutError(
    "forbidden",
    `Another host of base_url would be sent the credentials that are stored. ${advice}`,
    { detail: { scope_needed: "admin" } },
  )
}

function originOf(url: string): string | null {
  return URL.parse(url)?.origin ?? null
}
