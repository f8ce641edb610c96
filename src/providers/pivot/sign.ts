import { basicAuthorization } from "../credentials.ts"
import { newestSecret, withCredentialHeaders } from "../credential-headers.ts"
import type { EncodedWebhook, SourceSecrets } from "../provider.ts"

/** Pivot signs nothing: its key travels as it is. HTTP Basic is for a proxy before the handler. */
export function sign(webhook: EncodedWebhook, secrets: SourceSecrets): EncodedWebhook {
  return withCredentialHeaders(webhook, {
    "X-API-Key": newestSecret(secrets["callback_api_key"]),
    Authorization: basicAuthorization(secrets),
  })
}
