import { createHmac } from "node:crypto"
import type { DrawnWebhook } from "./drawn-webhook.ts"
import type { SourceName } from "./story.ts"

export const PIVOT_KEY = "pivot-callback-key-of-chaos"
export const XENDIT_TOKEN = "xendit-callback-token-of-chaos"
export const ADYEN_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"

const adyenKey = Buffer.from(ADYEN_KEY, "hex")

export function signAdyen(text: string): string {
  return createHmac("sha256", adyenKey).update(text).digest("base64")
}

/** What the provider sends beside the body. A forged webhook brings its own. */
export function headersOf(webhook: DrawnWebhook): Readonly<Record<string, string>> {
  if (webhook.kind === "forged") return webhook.headers ?? {}
  return { ...credentialsOf(webhook.source, webhook), ...webhook.headers }
}

function credentialsOf(
  source: SourceName,
  { body, isPlatform }: DrawnWebhook,
): Readonly<Record<string, string>> {
  switch (source) {
    case "xendit_main":
    case "xendit_small":
      return { "x-callback-token": XENDIT_TOKEN }
    case "pivot":
      return { "x-api-key": PIVOT_KEY }
    case "adyen_classic":
    case "adyen_doubted":
    case "adyen_transfers":
      return isPlatform === true ? { hmacsignature: signAdyen(body) } : {}
    default:
      return source satisfies never
  }
}
