import { everyKind, verifyBasic, verifyHeaderSecret } from "../credentials.ts"
import type { CredentialMatcher, SourceSecrets, Verdict, WebhookRequest } from "../provider.ts"

/** Pivot sends its Callback API Key as it is. It signs nothing, neither body nor time. */
export const API_KEY_HEADER = "x-api-key"

export function verify(
  request: WebhookRequest,
  secrets: SourceSecrets,
  matches?: CredentialMatcher,
): Verdict {
  const live = secrets["callback_api_key"]
  return everyKind([
    verifyHeaderSecret(request.headers, API_KEY_HEADER, matches ? { live, matches } : { live }),
    verifyBasic(request, secrets, matches),
  ])
}
