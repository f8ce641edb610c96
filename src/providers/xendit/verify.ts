import { everyKind, verifyBasic, verifyHeaderSecret } from "../credentials.ts"
import type { CredentialMatcher, SourceSecrets, Verdict, WebhookRequest } from "../provider.ts"

/**
 * The token of the account's Webhook Settings, as it is, in `x-callback-token`: a shared secret, no
 * signature. The payout webhook page names HTTP Basic too; a source that has it set asks for both.
 */
export function verify(
  request: WebhookRequest,
  secrets: SourceSecrets,
  matches?: CredentialMatcher,
): Verdict {
  return everyKind([
    verifyHeaderSecret(request.headers, "x-callback-token", {
      live: secrets["callback_token"],
      matches,
    }),
    verifyBasic(request, secrets, matches),
  ])
}
