import { basicAuthorization } from "../credentials.ts"
import { newestSecret, withCredentialHeaders } from "../credential-headers.ts"
import type { EncodedWebhook, SourceSecrets } from "../provider.ts"

/** The pages say "sign": it is a shared token in a header, without any relation to the body. */
export function sign(webhook: EncodedWebhook, secrets: SourceSecrets): EncodedWebhook {
  return withCredentialHeaders(webhook, {
    "x-callback-token": newestSecret(secrets["callback_token"]),
    authorization: basicAuthorization(secrets),
  })
}
