import type { Words } from "../../words/words.ts"

interface ProviderFields {
  /** What its webhooks carry; the first is needed unless user and password are given. */
  readonly secrets: readonly string[]
  /** What opens its API. */
  readonly credentials: readonly string[]
}

const BASIC = ["basic_username", "basic_password"]

/** What a source of each provider takes, in the order a person meets it in the provider's console. */
export const PROVIDER_FIELDS: Readonly<Record<string, ProviderFields>> = {
  pivot: {
    secrets: ["callback_api_key", ...BASIC],
    credentials: ["merchant_id", "merchant_secret"],
  },
  xendit: { secrets: ["callback_token", ...BASIC], credentials: ["api_key"] },
  adyen: { secrets: ["hmac_key", ...BASIC], credentials: ["api_key"] },
}

/** What the provider's console calls a field, and where it stands there. */
export function fieldWords(
  words: Words["settings"],
  provider: string,
  kind: string,
): { readonly label: string; readonly where: string } {
  const own = kind === "api_key" ? words.apiKeyOf[provider] : words.fields[kind]
  return own ?? { label: kind, where: "" }
}
